"""What may stand in the log, for every logger there is."""

from __future__ import annotations

import logging
import sys
import warnings
from collections.abc import Iterator

import pytest

from lib import log

SECRET = "Siti Aminah 3201"
SESSION = "12ca2f14-55df-4a82-8d0b-4a428bdf6021"
TOKEN = "Zm9vYmFyYmF6cXV4Zm9vYmFyYmF6cXV4Zm9vYmFy"


@pytest.fixture(autouse=True)
def clean_log() -> Iterator[None]:
    factory, hooks = logging.getLogRecordFactory(), (sys.excepthook, warnings.showwarning)
    log.clean_the_log()
    yield
    logging.setLogRecordFactory(factory)
    sys.excepthook, warnings.showwarning = hooks


@pytest.mark.parametrize("name", ["streamlit.runtime", "uvicorn.error", "asyncio", "papan", "lib.x"])
def test_an_exception_is_its_type_and_places_only(
    name: str, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    logger = logging.getLogger(name)
    monkeypatch.setattr(logger, "disabled", False)
    # Not the attribute alone: a logger remembers what it answered at the level that a server gave it before.
    caplog.set_level(logging.ERROR, logger=name)
    logger.addHandler(caplog.handler)
    try:
        raise ValueError(SECRET)
    except ValueError as error:
        logger.exception("Gagal")
        logging.getLogger("streamlit.x").error("Gagal: %s", error)
        logging.getLogger("streamlit.x").error(error)
    logger.removeHandler(caplog.handler)
    assert SECRET not in caplog.text
    assert "Traceback" not in caplog.text
    assert "ValueError di tests/test_log.py" in caplog.text


@pytest.mark.parametrize("words", ["Session with id %s is already connected!", "Sesi %s"])
def test_a_library_names_no_session_and_no_token(words: str, caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("streamlit.y")
    logger.warning(words, SESSION)
    logger.warning(f"Sesi {SESSION} {TOKEN}")
    logger.setLevel(logging.INFO)
    with caplog.at_level(logging.INFO):
        logger.info("Sesi %s, tiket %s", SESSION, TOKEN)
    assert SESSION not in caplog.text and SESSION[:8] not in caplog.text
    assert TOKEN not in caplog.text


def test_a_library_fills_only_numbers_into_its_warnings(caplog: pytest.LogCaptureFixture) -> None:
    logging.getLogger("streamlit.z").warning("Nilai %s di baris %d", SECRET, 7)
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: ValueError({SECRET!r})")
    assert SECRET not in caplog.text
    assert "di baris 7" in caplog.text
    assert "never retrieved" in caplog.text


@pytest.mark.parametrize("mark", ["\x1b[31m", "\x0b", "\r", "\n", "\u202e", "\x9b", "\u2028", "\x00"])
@pytest.mark.parametrize("name", ["lib.y", "uvicorn.error"])
def test_control_characters_are_written_out(name: str, mark: str, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger(name).info("a%sb", mark)
        logging.getLogger(name).info(f"a{mark}b")
    for record in caplog.records:
        assert record.getMessage().isprintable()


def test_a_warning_of_a_library_is_its_kind_and_place(caplog: pytest.LogCaptureFixture) -> None:
    warnings.showwarning(UserWarning(SECRET), UserWarning, __file__, 3)
    assert SECRET not in caplog.text
    assert "UserWarning di tests/test_log.py:3" in caplog.text


def test_our_own_lines_keep_their_words(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        logging.getLogger("lib.sources").info("event=refresh book=%r tabs=%d", "Buku contoh", 28)
    assert "event=refresh book='Buku contoh' tabs=28" in caplog.text
