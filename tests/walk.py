"""A walk through the whole app as each account: every page, every choice on it, every file, the meeting mode.

What came over the socket and in files is searched for what this account may not know, cell by cell of the
workbook. Pages, choices and files are found where the app draws them, so that a new one is walked too.

`python -m tests.walk` walks a sample app of its own and writes the figures into docs/keamanan.md.
"""

from __future__ import annotations

import csv
import html
import io
import re
import shutil
import tempfile
import time
import zipfile
from collections import Counter, deque
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path, PurePath
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

import openpyxl
import pyarrow as pa
from google.protobuf.message import Message  # type: ignore[import-untyped]
from pypdf import PdfReader
from streamlit.proto.BackMsg_pb2 import BackMsg

from lib.config import ROOT, SAMPLE_WORKBOOK, read_settings
from lib.data.engine import Parser, Whole, build_source, build_whole
from lib.data.seen import open_seen
from lib.domain.access import PAGES, Role, Viewer
from lib.domain.privacy import compute_scope
from lib.domain.rapat import SLIDE_PAGES
from lib.settings import BookSetting, User
from lib.sources.refresher import BookState
from lib.words import text
from lib.words.formats import format_day, format_short_day
from tests.browser.conftest import Server, start_server
from tests.personal_data import PersonalData, collect
from tests.visitor import Visitor, ask, fetch_cookies

TODAY = date(2026, 11, 22)
GUIDE = ROOT / "docs" / "keamanan.md"
BEGIN, END = "<!-- angka: python -m tests.walk -->", "<!-- /angka -->"

MOST_OF_BARS = 12
"""Options tried of a bar (parts of a page, lists, SOPs): all there are. Of a drop-down (month, posyandu, whom
it is about) and of what only a choice opens, the last one that is not the usual."""
FORBIDDEN_PAGE = text.PAGE_NOT_FOR_ROLE_TITLE


@dataclass
class Walk:
    """What one account was sent, and what of it was not for it (`found`: word → where it stood first)."""

    username: str
    pages: set[str] = field(default_factory=set)
    refused: set[str] = field(default_factory=set)
    runs: int = 0
    frames: int = 0
    size: int = 0
    files: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    sought: int = 0
    found: dict[str, str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    """What was sent, outside meeting mode and in it below: each text once → where first."""
    meeting: dict[str, str] = field(default_factory=dict)
    guides: dict[str, str] = field(default_factory=dict)
    """Panduan's: it knows no data, and the IDs in its examples are nobody's."""

    @property
    def by_kind(self) -> dict[str, list[str]]:
        """The texts of files by their ending."""
        kinds: dict[str, list[str]] = {}
        for one, where in self.texts.items():
            if where.startswith("file "):
                kinds.setdefault(PurePath(where).suffix, []).append(one)
        return kinds


class Book:
    """The workbook that the app reads, and what of it an account may not know."""

    def __init__(self, folder: Path) -> None:
        self._settings = read_settings(
            {"PAPAN_CONTOH": "1", "PAPAN_DATA": str(folder), "PAPAN_HARI_INI": TODAY.isoformat()}
        )
        source = BookSetting("Contoh", berkas=folder / SAMPLE_WORKBOOK)
        raw = build_source(source, self._settings).read()
        states = (BookState(raw.key, raw.name, raw, raw.fetched_at),)
        self.whole: Whole = build_whole("", states, Parser(), self._settings, sequence=1)
        self.personal: PersonalData = collect(self.whole.tables.frames)
        frames = self.whole.tables.frames
        self._dates = {
            day.date()
            for table in frames.values()
            for name in table.select_dtypes("datetime").columns
            if name not in ("birth_date", "due_date")
            for day in table[name].dropna()
        }
        self._began = date(TODAY.year - 1, 1, 1)

    @property
    def users(self) -> tuple[User, ...]:
        return self._settings.users

    def list_forbidden(self, user: User) -> list[str]:
        """Words that no page outside meeting mode may show: of everybody who is not one's own."""
        viewer = Viewer(user.username, user.name, user.role, user.puskesmas, user.posyandu, user.nama_di_buku)
        scope = compute_scope(viewer)
        if scope.role is Role.KEPALA:
            return []
        if scope.names != "full":
            return self.list_everybody()
        seen = open_seen(self.whole, scope)
        own = collect(seen.tables)
        staff = [*seen.tables["posyandu"]["leader"].dropna(), *seen.tables["tim_mentoring"]["name"]]
        # Names are drawn anew for each posyandu: somebody's may stand within one's own.
        allowed = "\n".join([*own.words, *staff])
        births = self.personal.births - own.births
        return [word for word in self.personal.words if word not in allowed] + self._say_births(births)

    def list_everybody(self) -> list[str]:
        return [*self.personal.words, *self._say_births(self.personal.births)]

    def list_sasaran(self, posyandu: str) -> list[str]:
        """Names of the children who are one posyandu's today."""
        balita = self.whole.tables.frames["balita"]
        return list(balita.loc[balita["posyandu"].eq(posyandu) & balita["status"].eq("Aktif"), "name"])

    def find_stranger(self, user: User, tab: str, column: str) -> str | None:
        """The ID of somebody who is not this user's."""
        table = self.whole.tables.frames[tab]
        if user.posyandu:
            table = table[~table["posyandu"].isin(user.posyandu)]
        return str(table[column].iloc[-1]) if len(table) else None

    def _say_births(self, births: Iterable[date]) -> list[str]:
        """Dates of birth, as they are written; not those on which something else happened or was due."""
        return [
            said
            for day in births
            if day < self._began and day not in self._dates
            for said in (day.isoformat(), format_day(day), format_short_day(day), f"{day:%d/%m/%Y}")
        ]


class Walker:
    """Walks as one user; call it once."""

    def __init__(self, server: Server, book: Book, user: User) -> None:
        self._server, self._book, self._user = server, book, user
        self.walk = Walk(user.username)
        self._fetched: set[str] = set()
        with Visitor(server.url) as visitor:
            visitor.run()
            visitor.fill_in(**{text.SIGN_IN_NAME: user.username, text.SIGN_IN_PASSWORD: "posyandu"})
            self._cookies = fetch_cookies(server.url, visitor)

    def run(self) -> Walk:
        for page in PAGES:
            self._walk_page(page)
        self._search()
        return self.walk

    def _walk_page(self, page: str) -> None:
        """The page asked about strangers; as it comes, each option of each choice, and of the choices that
        only appear then."""
        with Visitor(self._server.url, cookies=self._cookies) as visitor:
            asked = self._ask_for_strangers(page)
            self._see(visitor, page, visitor.run(page_name=PAGES[page].url_path, query=asked))
        if page in self.walk.refused:
            return
        decks = [urlencode({"slides": slide, "detik": 600}) for slide in SLIDE_PAGES]
        waiting = deque((query, frozenset[str]()) for query in (decks if page == "rapat" else [""]))
        seen = set()
        while waiting:
            query, known = waiting.popleft()
            with Visitor(self._server.url, cookies=self._cookies) as visitor:
                self._see(visitor, page, visitor.run(page_name=PAGES[page].url_path, query=query))
                choices = {name: one for name, *one in list_choices(visitor) if name not in known}
                for kind, widget, options in choices.values():
                    for option in options if not known else options[-1:]:
                        self._see(visitor, page, choose(visitor, page, query, kind, widget, option))
                        new = {one for one, *_ in list_choices(visitor)} - known - set(choices)
                        address = read_query(visitor)
                        if new and address and address not in seen:
                            seen.add(address)
                            waiting.append((address, known | set(choices)))

    def _ask_for_strangers(self, page: str) -> str:
        """An address that names somebody and a posyandu that are not this user's."""
        child = self._book.find_stranger(self._user, "balita", "child_id")
        mother = self._book.find_stranger(self._user, "ibu_hamil", "mother_id")
        place = child.partition("-")[0] if child else ""
        return urlencode({"posyandu": place, "anak": child, "ibu": mother, "unit": child})

    def _see(self, visitor: Visitor, page: str, shown: str) -> None:
        walk = self.walk
        walk.runs += 1
        walk.frames += len(visitor.sizes)
        walk.size += sum(visitor.sizes)
        if FORBIDDEN_PAGE in shown:
            walk.refused.add(page)
        else:
            walk.pages.add(page)
        if text.ERROR_TITLE in shown or visitor.find("exception"):
            walk.failed.append(f"{page} {read_query(visitor)}")
        texts = self._texts_of(page)
        for message in visitor.messages:
            if message.HasField("page_info_changed"):
                continue  # the address, with what we asked for
            for one in read_texts(message):
                texts.setdefault(one, f"page {page} {read_query(visitor)}")
        self._take_files(visitor, texts)

    def _texts_of(self, page: str) -> dict[str, str]:
        return {"rapat": self.walk.meeting, "panduan": self.walk.guides}.get(page, self.walk.texts)

    def _take_files(self, visitor: Visitor, texts: dict[str, str]) -> None:
        for button in visitor.find("download_button"):
            of_button = cast(Any, button)
            # The key, and in it the file's name, stands at the end of the widget's id.
            if of_button.id in self._fetched:
                continue
            self._fetched.add(of_button.id)
            url = of_button.url
            if not url:
                answer = visitor.ask(of_button.deferred_file_id)
                url = answer.backend_operation_response.deferred_file.url
            self._take_file(url, of_button.id, texts)
        for url in re.findall(r"/media/[\w.]+", visitor.shown):
            if url not in self._fetched:
                self._take_file(url, url, texts)

    def _take_file(self, url: str, name: str, texts: dict[str, str]) -> None:
        path = urlsplit(url).path
        if path in self._fetched:
            return
        self._fetched.add(path)
        cookie = "; ".join(f"{one}={value}" for one, value in self._cookies.items())
        status, _, content = ask(self._server.url, path, Cookie=cookie)
        ending = PurePath(path).suffix
        if status != 200 or not content:
            self.walk.failed.append(f"file {status} {name}")
            return
        self.walk.files[ending] += 1
        for one in read_file(ending, content):
            texts.setdefault(one, f"file {name} {path}")

    def _search(self) -> None:
        forbidden = self._book.list_forbidden(self._user)
        # Who is signed in stands in the side bar.
        everybody = [word for word in self._book.list_everybody() if word not in self._user.name]
        self.walk.sought = len(forbidden or everybody)
        self.walk.found = (
            search(self.walk.texts, forbidden)
            | search(self.walk.meeting, everybody)
            | search(self.walk.guides, set(everybody) - self._book.personal.ids)
        )


def list_choices(visitor: Visitor) -> Iterator[tuple[str, str, str, list[str]]]:
    """Name of each choice on the page, kind of its value, its widget's id, and the options to try."""
    for kind, element in (("string_value", "selectbox"), ("string_array_value", "button_group")):
        for found in visitor.find(element):
            one = cast(Any, found)
            name = one.id.rpartition("-")[2].removeprefix("papan_saring_")
            options = [getattr(option, "content", option) for option in one.options]
            usual = set(one.default) if element == "button_group" else {one.default}
            rest = [option for place, option in enumerate(options) if place not in usual]
            yield name, kind, one.id, rest[-MOST_OF_BARS:] if element == "button_group" else rest[-1:]
    for found in visitor.find("checkbox"):
        one = cast(Any, found)
        yield one.id.rpartition("-")[2], "bool_value", one.id, ["ya"]


def choose(visitor: Visitor, page: str, query: str, kind: str, widget: str, option: str) -> str:
    """A run with this option chosen."""
    frame = BackMsg()
    frame.rerun_script.page_name, frame.rerun_script.query_string = PAGES[page].url_path, query
    frame.rerun_script.context_info.timezone = "Asia/Jakarta"
    state = frame.rerun_script.widget_states.widgets.add(id=widget)
    if kind == "string_array_value":
        state.string_array_value.data.append(option)
    else:
        setattr(state, kind, True if kind == "bool_value" else option)
    return visitor.finish(frame)


def read_query(visitor: Visitor) -> str:
    """The address that the last run left."""
    changed = [
        one.page_info_changed.query_string for one in visitor.messages if one.HasField("page_info_changed")
    ]
    return changed[-1] if changed else ""


# Texts


def read_texts(message: Message) -> Iterator[str]:
    """Every text in a frame, also those in its tables."""
    for descriptor, value in message.ListFields():
        repeated = value if _is_repeated(value) else [value]
        if isinstance(value, Mapping) or hasattr(value, "items"):
            repeated = [*value.keys(), *value.values()]
        for one in repeated:
            if isinstance(one, Message):
                yield from read_texts(one)
            elif isinstance(one, bytes):
                yield from _read_table(one) if descriptor.name == "data" else [one.decode("utf-8", "replace")]
            elif isinstance(one, str) and one:
                yield html.unescape(one)


def _is_repeated(value: object) -> bool:
    return not isinstance(value, (str, bytes, Message)) and hasattr(value, "__iter__")


def _read_table(content: bytes) -> Iterator[str]:
    try:
        table = pa.ipc.open_stream(content).read_all()
    except pa.ArrowInvalid:
        yield content.decode("utf-8", "replace")
        return
    yield "\n".join(table.column_names)
    for column in table.columns:
        yield "\n".join(str(one) for one in column.to_pylist() if one is not None)


@cache
def read_file(ending: str, content: bytes) -> tuple[str, ...]:
    """The texts of a file that the app handed out, by its ending; several accounts are handed the same."""
    return tuple(_read_file(ending, content))


def _read_file(ending: str, content: bytes) -> Iterator[str]:
    if ending == ".pdf":
        for page in PdfReader(io.BytesIO(content)).pages:
            yield page.extract_text()
    elif ending in (".xlsx", ".docx"):
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            for name in parts.namelist():
                if name.endswith((".xml", ".rels")):
                    yield html.unescape(re.sub(r"<[^>]*>", "", parts.read(name).decode()))
        if ending == ".xlsx":
            for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
                for row in sheet.iter_rows(values_only=True):
                    yield "\n".join(str(cell) for cell in row if cell is not None)
    elif ending == ".csv":
        for row in csv.reader(io.StringIO(content.decode("utf-8-sig")), delimiter=";"):
            yield "\n".join(row)
    else:
        yield content.decode("utf-8", "replace")


def search(texts: Mapping[str, str], words: Iterable[str]) -> dict[str, str]:
    """Those words that stand in any of the texts, also where digits are parted; and where first."""
    # What pages say again is looked through once.
    whole = "\n".join({line: None for text in texts for line in text.split("\n")})
    # A telephone number is often written in groups.
    whole += "\n" + re.sub(r"(?<=\d)[ .\-](?=\d)", "", whole)
    found = {}
    for word in words:
        if word in whole or ("\n" in word and any(word in one for one in texts)):
            bare = (where for one, where in texts.items() if word in one)
            found[word] = next(bare, "digits in groups")
    return found


# Figures for the guide


def describe(walks: Iterable[Walk]) -> str:
    """The table for docs/keamanan.md."""
    lines = [
        "| Akun | Halaman | Ditolak | Tampilan | Pesan | Berkas | Kata yang dicari | Ditemukan |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for walk in walks:
        files = ", ".join(
            f"{count} {ending.removeprefix('.')}" for ending, count in sorted(walk.files.items())
        )
        lines.append(
            f"| {walk.username} | {len(walk.pages)} | {len(walk.refused)} | {walk.runs} | {walk.frames} "
            f"| {files or '–'} | {walk.sought} | {len(walk.found)} |"
        )
    return "\n".join(lines)


def write_figures(walks: Iterable[Walk], guide: Path = GUIDE) -> None:
    before, _, rest = guide.read_text(encoding="utf-8").partition(BEGIN)
    after = rest.partition(END)[2]
    guide.write_text(f"{before}{BEGIN}\n{describe(walks)}\n{END}{after}", encoding="utf-8")


def wait_for_data(server: Server) -> None:
    """Until the workbook has been read."""
    with Visitor(server.url) as visitor:
        visitor.sign_in("kepala")
        deadline = time.monotonic() + 60
        while not visitor.run(page_name="laporan") or not visitor.find("download_button"):
            assert time.monotonic() < deadline, "The sample was not read"
            time.sleep(0.5)


def main() -> None:
    folder = Path(tempfile.mkdtemp())
    server = start_server(folder, PAPAN_HARI_INI=TODAY.isoformat())
    walks = []
    try:
        wait_for_data(server)
        book = Book(server.data_folder)
        for user in book.users:
            walk = Walker(server, book, user).run()
            assert not walk.failed, walk.failed
            assert not walk.found, (walk.username, walk.found)
            walks.append(walk)
            print(describe([walk]).splitlines()[-1], flush=True)
    finally:
        server.stop()
        shutil.rmtree(folder)
    write_figures(walks)


if __name__ == "__main__":
    main()
