"""A file that kills or hangs its reader is an error of its own workbook within 20 s; the others go on."""

from __future__ import annotations

import os
import struct
import threading
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import psutil
import pytest

from lib.sources import files, reading_child
from lib.sources.errors import NotAFile, SourceError, TooBig, TooHeavy, TooSlow, UnreadableFile
from lib.sources.file_reader import MOST_FILE_BYTES
from lib.sources.files import REFUSED_SECONDS, FileSource
from lib.sources.refresher import Refresher
from lib.sources.xlsx_marks import read_marks
from tests.sources.conftest import edit, grid_of, wait_until
from tests.sources.raw_workbooks import sheet, strings, write_workbook

MOST_SECONDS = 20.0
ONE_CELL = sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>')


def far_cell(path: Path) -> None:
    rows = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    write_workbook(path, sheet(b'<row r="1"><c r="A1"><v>1</v></c></row>' + rows))


def far_cell_behind_backslashes(path: Path) -> None:
    rows = b'<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>x</t></is></c></row>'
    write_workbook(path, sheet(rows), separator="\\")


def far_cell_written_otherwise(path: Path) -> None:
    """What the search for far cells does not know: its reader makes room for it."""
    write_workbook(
        path, sheet(b'<row r="1"><c\nr="A1"><v>1</v></c></row><row><c\tr="XFD1048576"><v>1</v></c></row>')
    )


def fifty_million_strings(path: Path) -> None:
    write_workbook(path, ONE_CELL, strings(b"<si/>", 53_000_000))


def cells_without_addresses(path: Path) -> None:
    write_workbook(path, sheet(b"<row>" + b"<c><v>1</v></c>" * 50 + b"</row>", 1_000_000))


def fewer_cells_without_addresses(path: Path) -> None:
    write_workbook(path, sheet(b"<row>" + b"<c><v>1</v></c>" * 50 + b"</row>", 400_000))


def unclosed_errors(path: Path) -> None:
    write_workbook(path, sheet(b'<c r="A1" t="e"><f>', 400_000))


def many_rows_in_text(path: Path) -> None:
    with path.open("wb") as file:
        for _ in range(250):
            file.write(b"a;b\n" + b"\n" * 1_000_000)


def swollen_ods(path: Path) -> None:
    body = (
        b'<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
        b'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
        b'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
        b'<table:table table:name="Balita"><table:table-row table:number-rows-repeated="1000000">'
        b'<table:table-cell office:value-type="string" table:number-columns-repeated="16000">'
        b"<text:p>x</text:p></table:table-cell></table:table-row></table:table></office:spreadsheet></office:body>"
        b"</office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
        archive.writestr("content.xml", body)


def gigabytes(path: Path) -> None:
    write_workbook(path, ONE_CELL, strings(b"<si><t>" + b"a" * 1000 + b"</t></si>", 650_000))


def gigabytes_that_lie_about_their_size(path: Path) -> None:
    """The central directory says ten bytes for each part."""
    write_workbook(path, ONE_CELL, strings(b"<si><t>" + b"a" * 1000 + b"</t></si>", 300_000))
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        sizes = {part.file_size for part in archive.infolist() if part.file_size > 1_000_000}
    for size in sizes:
        at = content.rfind(struct.pack("<L", size))
        content[at : at + 4] = struct.pack("<L", 10)
    path.write_bytes(content)


def sparse_terabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.write(b"PK\x03\x04")
        file.truncate(1 << 40)


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def device(path: Path) -> None:
    path.symlink_to("/dev/zero")


WRITERS: list[Callable[[Path], None]] = [
    far_cell, far_cell_behind_backslashes, far_cell_written_otherwise, fifty_million_strings,
    cells_without_addresses, fewer_cells_without_addresses, unclosed_errors, many_rows_in_text, swollen_ods,
    gigabytes, gigabytes_that_lie_about_their_size, sparse_terabyte, folder,
]  # fmt: skip
# Windows has neither in its file system.
SPECIAL = [pipe, device] if hasattr(os, "mkfifo") else []


@pytest.mark.parametrize("writer", [*WRITERS, *SPECIAL], ids=lambda writer: writer.__name__)
def test_a_hostile_file_is_an_error_within_twenty_seconds(
    tmp_path: Path, writer: Callable[[Path], None]
) -> None:
    path = tmp_path / "jahat.xlsx"
    writer(path)
    before = os.times()
    with pytest.raises(SourceError) as caught:
        FileSource(path).read()
    after = os.times()
    # Of the processors, its reader's included: how busy the machine is with other things is not the rule.
    spent = (after.user + after.system + after.children_user + after.children_system) - (
        before.user + before.system + before.children_user + before.children_system
    )
    assert spent < MOST_SECONDS
    assert isinstance(caught.value, TooBig | NotAFile | UnreadableFile), repr(caught.value)
    assert caught.value.text
    assert not [child for child in psutil.Process().children() if "file_reader" in " ".join(child.cmdline())]


@pytest.mark.parametrize("writer", [far_cell_written_otherwise, *SPECIAL], ids=lambda writer: writer.__name__)
def test_the_other_workbooks_go_on_beside_a_hostile_one(
    mixed_xlsx: Path, tmp_path: Path, started: list[Refresher], writer: Callable[[Path], None]
) -> None:
    path = tmp_path / "jahat.xlsx"
    writer(path)
    refresher = Refresher([FileSource(path), FileSource(mixed_xlsx)], None, local_seconds=0.1)
    started.append(refresher)
    refresher.start()
    assert refresher.wait_first(MOST_SECONDS)
    assert refresher.snapshot.books[0].problem is not None
    edit(mixed_xlsx, "D6", 12.7)
    wait_until(lambda: grid_of(refresher.snapshot, 1)[5][3] == 12.7, seconds=MOST_SECONDS)


def test_what_took_too_much_is_not_tried_again_before_it_changes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "jahat.xlsx"
    far_cell_written_otherwise(path)
    source = FileSource(path)
    with pytest.raises(TooHeavy):
        source.read()
    monkeypatch.setattr(files, "read_in_child", lambda *_: pytest.fail("tried again"))
    with pytest.raises(TooHeavy):
        source.read()
    monkeypatch.undo()
    assert REFUSED_SECONDS > 60
    write_workbook(path, ONE_CELL)
    assert source.read().tabs[0].grid == [[1]]


def test_a_reader_that_works_too_long_is_ended(tmp_path: Path) -> None:
    path = write_workbook(tmp_path / "jahat.xlsx", ONE_CELL, strings(b"<si/>", 4_900_000))
    with pytest.raises(TooSlow):
        list(reading_child.read_in_child(path, lambda titles: [0], seconds=0.1))


def test_a_reader_that_waits_for_ever_is_ended(mixed_xlsx: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading_child, "STUCK_SECONDS", 1.0)
    monkeypatch.setattr(reading_child, "STUCK_SHARE", 0.9)
    with pytest.raises(TooSlow):
        list(reading_child.read_in_child(mixed_xlsx, lambda titles: time.sleep(3) or [0]))


def test_a_reader_that_grows_is_ended_where_the_kernel_does_not_do_it(tmp_path: Path) -> None:
    """What the kernel is asked to refuse lies higher, as on systems that refuse nothing."""
    path = write_workbook(tmp_path / "jahat.xlsx", ONE_CELL, strings(b"<si/>", 4_900_000))
    with pytest.raises(TooHeavy) as caught:
        list(reading_child.read_in_child(path, lambda titles: [0], memory=120_000_000))
    assert caught.value.detail == "too much memory"


def test_a_file_that_grows_while_it_is_read_does_not_hold_us(tmp_path: Path) -> None:
    path = tmp_path / "tumbuh.csv"
    path.write_bytes(b"a;b\n")
    stop = threading.Event()

    def grow() -> None:
        with path.open("ab", buffering=0) as file:
            while not stop.is_set() and file.tell() < 2 * MOST_FILE_BYTES:
                file.write(b"1;2\n" * 100_000)

    thread = threading.Thread(target=grow)
    thread.start()
    try:
        begun = time.monotonic()
        source = FileSource(path)
        try:
            source.read()
        except SourceError as error:
            assert isinstance(error, TooBig | UnreadableFile)
        assert time.monotonic() - begun < MOST_SECONDS
        assert source.changed()
    finally:
        stop.set()
        thread.join()


def test_the_search_for_errors_takes_time_as_the_sheet_grows_and_no_more() -> None:
    def seconds(xml: bytes) -> float:
        begun = time.process_time()
        list(read_marks(xml))
        return time.process_time() - begun

    for piece in (
        b'<c r="A1" t="e"><f>',
        b'<c r="A1"><f>',
        b' t="e"',
        b'<c r="A1" t="e"><v>',
        b"<f>",
        b"<c ",
    ):
        # One search to the end of the sheet for each piece takes minutes; this takes a second or three.
        assert seconds(piece * 400_000) < 40, piece
