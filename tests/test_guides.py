"""The guides of docs/ say what the code does: pages, states, tabs, commands, messages, files."""

from __future__ import annotations

import argparse
import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path
from types import ModuleType
from xml.etree import ElementTree

import pytest

from lib.__main__ import COMMANDS, build_parser
from lib.domain.access import PAGES, Role
from lib.sources import errors
from lib.words.guides import FILES, FOLDER, GUIDES_OF_ROLE, read_guide
from lib.words.tokens import STATE_LABELS, STATE_SYMBOLS
from lib.workbook.findings import Level
from lib.workbook.headers import match_headers
from lib.workbook.readers import READERS
from lib.workbook.reading import Reading
from lib.workbook.tabs import TABS

ROOT = FOLDER.parent
GUIDES = {key: (FOLDER / name).read_text(encoding="utf-8") for key, name in FILES.items()}
PICTURES = sorted((FOLDER / "gambar").glob("kader-*.svg"))


def list_cells(text: str) -> list[list[str]]:
    return [
        [cell.strip() for cell in line.strip("|").split("|")]
        for line in text.splitlines()
        if line.startswith("|")
    ]


def list_errors(*modules: ModuleType) -> list[type[errors.SourceError]]:
    """SourceError and its kin that these modules declare with words of their own."""
    kinds = [kind for module in modules for kind in vars(module).values() if isinstance(kind, type)]
    return [
        kind
        for kind in dict.fromkeys(kinds)
        if issubclass(kind, errors.SourceError)
        and kind.__module__ in {module.__name__ for module in modules}
        and "message" in vars(kind)
    ]


# --- which guides there are


def test_every_role_has_guides_that_exist() -> None:
    assert set(GUIDES_OF_ROLE) == set(Role)
    assert {key for keys in GUIDES_OF_ROLE.values() for key in keys} == set(FILES)
    assert all((FOLDER / name).is_file() for name in FILES.values())
    assert all(GUIDES_OF_ROLE[role][0] == role for role in (Role.KEPALA, Role.PETUGAS, Role.KADER))


@pytest.mark.parametrize("key", FILES)
def test_a_guide_is_read_whole_and_without_links_to_files(key: str) -> None:
    guide = read_guide(key)
    assert guide.title == GUIDES[key].splitlines()[0].removeprefix("# ")
    assert len({section.title for section in guide.sections}) == len(guide.sections)
    assert [section.title for section in guide.sections if section.title] == re.findall(
        r"^## (.+)$", GUIDES[key], re.MULTILINE
    )
    for section in guide.sections:
        assert not re.search(r"\]\((?!https?:)", section.text)
        assert "![" not in section.text
        assert section.picture is None or (section.picture.is_file() and len(section.description) > 20)


# --- pictures


@pytest.mark.parametrize("path", PICTURES, ids=lambda path: path.stem)
def test_pictures_show_headers_and_cells_as_the_parser_reads_them(path: Path) -> None:
    shown = [element for element in ElementTree.parse(path).iter() if element.get("class")]
    checked = 0
    for element in shown:
        kind, text = element.get("class"), element.text or ""
        if kind == "judul":
            assert match_headers(TABS[element.attrib["data-tab"]], [text]), text
        elif element.get("data-judul"):
            assert not match_headers(TABS[element.attrib["data-judul"]], [text]), text
        elif element.get("data-kolom"):
            tab, name = element.attrib["data-kolom"].split(".")
            column = TABS[tab].column(name)
            read: Reading = READERS[column.kind](text, column)
            assert (read.value is not None and not read.level) == (kind == "benar"), text
            assert kind == "benar" or read.level == Level.ERROR, text
        else:
            continue
        checked += 1
    assert checked


def test_the_mistake_in_the_picture_is_reported_in_these_words() -> None:
    column = TABS["penimbangan"].column("weight_kg")
    read = READERS[column.kind]("9500", column)
    texts = "\n".join(ElementTree.parse(FOLDER / "gambar" / "kader-salah.svg").getroot().itertext())
    assert f"{read.message}. {read.suggestion}" in texts


# --- words of the code


def test_reading_the_board_explains_every_page_and_every_state() -> None:
    cells = list_cells(GUIDES["membaca"])
    assert {PAGES[path.stem].title for path in (ROOT / "pages").glob("*.py")} <= {row[0] for row in cells}
    shown = {(row[0].strip("`"), row[1]) for row in cells}
    assert {(STATE_SYMBOLS[state], STATE_LABELS[state]) for state in STATE_SYMBOLS} <= shown


def test_petugas_learn_what_to_do_with_each_level() -> None:
    assert set(map(str, Level)) <= {row[0] for row in list_cells(GUIDES["petugas"])}


@pytest.mark.parametrize("error", list_errors(errors), ids=lambda error: error.code)
def test_every_message_of_an_unreadable_workbook_is_explained(error: type[errors.SourceError]) -> None:
    rows = [row for row in list_cells(GUIDES["google"]) if row[0] == error.message]
    assert len(rows) == 1, error.message
    assert all(rows[0])


def test_messages_are_looked_for_where_they_are_declared() -> None:
    assert errors.SourceError in list_errors(errors)
    assert len(list_errors(errors)) > 10


@pytest.mark.parametrize("key", FILES)
def test_tabs_named_in_a_guide_exist(key: str) -> None:
    named = re.findall(r"tab \*\*([^*]+)\*\*", GUIDES[key])
    # Keys is a tab of Google Cloud, not of a workbook.
    assert {name for name in named if name != "Keys"} <= {tab.title for tab in TABS.values()}


@pytest.mark.parametrize("key", FILES)
def test_variables_named_in_a_guide_exist(key: str) -> None:
    known = set(re.findall(r"PAPAN_[A-Z_]+", (ROOT / "lib" / "config.py").read_text(encoding="utf-8")))
    assert set(re.findall(r"PAPAN_[A-Z_]+", GUIDES[key])) <= known


@pytest.mark.parametrize("key", FILES)
def test_commands_in_a_guide_are_understood(key: str) -> None:
    parser = build_parser()
    for command in re.findall(r"python -m lib ([^`\n]+)", GUIDES[key]):
        words = shlex.split(command)
        assert words[0] in COMMANDS
        assert isinstance(parser.parse_args(words), argparse.Namespace)


# --- files and settings


def test_the_command_that_turns_the_key_into_toml_does(tmp_path: Path) -> None:
    key = {
        "type": "service_account",
        "private_key": "-----BEGIN PRIVATE KEY-----\nabc\n-----END PRIVATE KEY-----\n",
        "client_email": "papan@papan-posyandu.iam.gserviceaccount.com",
    }
    (tmp_path / "kunci.json").write_text(json.dumps(key, indent=2), encoding="utf-8")
    (command,) = re.findall(r"^python (-c .+)$", GUIDES["google"], re.MULTILINE)
    written = subprocess.run(
        [sys.executable, *shlex.split(command)], cwd=tmp_path, capture_output=True, text=True, check=True
    ).stdout
    assert tomllib.loads(f"[gcp_service_account]\n{written}")["gcp_service_account"] == key


def test_the_systemd_unit_and_the_windows_task_start_what_exists() -> None:
    (unit,) = re.findall(r"```ini\n(.*?)```", GUIDES["pemasangan"], re.DOTALL)
    starts = [
        re.search(r"ExecStart=.*/streamlit (.+)", unit),
        *re.finditer(r'-Argument "([^"]+)"', GUIDES["pemasangan"]),
    ]
    for start in starts:
        assert start is not None
        command, script, *options = shlex.split(start.group(1))
        assert (command, (ROOT / script).is_file()) == ("run", True)
        assert set(options[::2]) <= {"--server.address", "--server.port"}


def test_both_proxies_forward_to_the_port_that_the_papan_listens_on() -> None:
    nginx, caddy = (
        re.findall(rf"```{name}\n(.*?)```", GUIDES["pemasangan"], re.DOTALL)[0]
        for name in ("nginx", "caddyfile")
    )
    assert "127.0.0.1:8501" in nginx
    assert "127.0.0.1:8501" in caddy
    assert "proxy_set_header Upgrade $http_upgrade;" in nginx
    assert "proxy_set_header Host $http_host;" in nginx
