"""Which tab of the contract a sheet holds: by `Pemetaan`, by its title, else by its columns."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from lib.workbook.columns import Tab
from lib.workbook.grids import Grid, RawTab
from lib.workbook.header_words import months_of, read_meaning, without_months
from lib.workbook.headers import (
    HEADER_ROWS,
    MEASURES,
    PERSON_NIK,
    Header,
    find_header,
    is_complete,
    match_again,
)
from lib.workbook.place import find_month
from lib.workbook.tabs import NOT_READ, TABS
from lib.workbook.words import MONTH_NAMES, fold, header_key

TAB_BY_TITLE = {header_key(tab.title): tab for tab in TABS.values()}
"""Folded title → the tab of the contract with that very title."""

_NOT_READ = frozenset(map(header_key, NOT_READ))

ALSO_CALLED: dict[str, tuple[str, ...]] = {
    "balita": ("balita", "bayi", "anak", "bayi balita", "anak balita", "sasaran", "sasaran balita",
               "bayi dan balita",
               "baduta", "batita", "register balita", "register bayi", "bayi balita apras"),
    "ibu_hamil": ("ibu hamil", "bumil", "kehamilan", "register ibu hamil", "register bumil", "kohort ibu",
                  "ibu hamil nifas", "bumil nifas"),
    "penimbangan": ("penimbangan", "timbang", "timbangan", "pengukuran", "hasil timbang", "hasil ukur",
                    "ukur",
                    "hasil penimbangan", "hasil pengukuran", "penimbangan balita", "pengukuran balita",
                    "penimbangan bayi balita", "antropometri", "pemantauan pertumbuhan", "bulan timbang",
                    "bb tb", "bb dan tb", "berat badan", "timbang balita", "hasil posyandu",
                    "kegiatan posyandu"),
    "register_sip": ("register sip", "sip", "sip format 2", "format 2", "register penimbangan", "register"),
    "jadwal": ("jadwal", "jadwal posyandu", "hari buka", "hari posyandu"),
    "kader": ("kader", "kader posyandu"),
    "posyandu": ("posyandu",),
}  # fmt: skip
"""What tabs are called besides their title, as words in that order, without the words of `_EMPTY`."""

_EMPTY = frozenset(
    [
        "data",
        "daftar",
        "rekap",
        "rekapitulasi",
        "laporan",
        "tabel",
        "form",
        "formulir",
        "list",
        "nama",
        "tab",
        "sheet",
        "lembar",
        "isian",
    ]
)
"""Words of a title that say nothing of what the tab holds."""

_TIME_WORD = re.compile(r"(19|20)\d\d|bulan|bln|tahun|thn")

COPY_WORDS = re.compile(r"(?:copyof|copy|salinandari|salinan|cadangan|backup|lama|baru|\d+)+")
"""What stands before or after a title when a tab was duplicated or put aside, as header_key folds it."""

NO = "tidak dibaca"
"""What `Pemetaan` says of a tab or column that nobody has to be told of."""

PEOPLE = frozenset({"child_id", "mother_id", "name", PERSON_NIK, "nik", "person_id"})

LEAST_COLUMNS = 4
LEAST_SHARE = 0.6
"""A tab under a foreign title is one of the contract if so many of its columns are there, and that share of
what its header holds."""


@dataclass(frozen=True, slots=True)
class Found:
    """A tab of the contract in a sheet; `header` None where its columns cannot be told. `linked`: its rows
    are those of the register in the same sheet. `export`: of e-PPGBM or Sigizi. `maybe`: what the title has
    left."""

    tab: Tab
    header: Header | None
    linked: bool = False
    export: bool = False
    maybe: str = ""


def is_wanted(title: str) -> bool:
    """Whether a sheet of this title is to be fetched: every one but those that explain the workbook."""
    return header_key(title) not in _NOT_READ


def split_title(title: str) -> tuple[Tab | None, str]:
    """The tab that a title names although it is not its own, and what the title has left ("Melati 1")."""
    tokens = re.findall(r"[^\W_]+", fold(title).replace("_", " "))
    kept = [
        token
        for token in tokens
        if token not in _EMPTY and token not in MONTH_NAMES and not _TIME_WORD.fullmatch(token)
    ]
    best: tuple[int, Tab, str] | None = None
    for name, tab in TABS.items():
        for called in (tab.title, *ALSO_CALLED.get(name, ())):
            words = [word for word in re.findall(r"[^\W_]+", fold(called)) if word not in _EMPTY]
            if words and kept[: len(words)] == words and (best is None or len(words) > best[0]):
                best = (len(words), tab, " ".join(kept[len(words) :]))
    if best is None:
        return None, " ".join(kept)
    rest = best[2].removeprefix("posyandu ").strip()
    return best[1], rest


def original_of(title: str) -> Tab | None:
    """The tab of which this title looks like a copy ("Salinan Balita", "Balita (2)", "Balita 2025")."""
    key = header_key(title)
    for original, tab in TAB_BY_TITLE.items():
        rest = key.removeprefix(original) if key.startswith(original) else key.removesuffix(original)
        if rest != key and COPY_WORDS.fullmatch(rest):
            return tab
    return None


def is_copy(title: str, titles: Iterable[str]) -> Tab | None:
    """The tab that a sheet copies, which stands in the workbook too; older years of weighings are no copy."""
    tab = original_of(title)
    if tab is None or header_key(tab.title) not in {header_key(other) for other in titles}:
        return None
    dated = re.search(r"\b(19|20)\d\d\b", title) is not None
    return None if dated and tab.name in ("penimbangan", "register_sip", "jadwal") else tab


_PUT_ASIDE = re.compile(r"\d*(?:(?:copyof|copy|salinandari|salinan|cadangan|backup)\d*)+")
"""What a copy of a tab under any title has before or after that title."""


def find_original(title: str, titles: Iterable[str]) -> str:
    """The title of the sheet in the same workbook of which this one is a copy by its name, "" if of none."""
    titles = list(titles)
    tab = is_copy(title, titles)
    if tab is not None:
        return tab.title
    key = header_key(title)
    for other in titles:
        original = header_key(other)
        rest = key.removeprefix(original) if key.startswith(original) else key.removesuffix(original)
        if original and rest != key and _PUT_ASIDE.fullmatch(rest):
            return other
    return ""


def _has_person(header: Header) -> bool:
    return any(name in PEOPLE for name in (*header.places, *header.rivals))


def _has(header: Header, *names: str) -> bool:
    return any(name in header.places or name in header.rivals for name in names)


def _is_weighing(header: Header) -> bool:
    return _has_person(header) and _has(header, *MEASURES)


def _month_measures(header: Header) -> int:
    return sum(name.startswith(MEASURES) for name in (*header.places, *header.rivals))


def _bare_months(header: Header) -> int:
    words = [read_meaning(label).concepts for label in header.labels.values()]
    return sum(bool(months_of(one)) and not without_months(one) for one in words)


def _is_paper_register(header: Header) -> bool:
    return _has_person(header) and _month_measures(header) >= 2


def _is_child_register(header: Header) -> bool:
    known = {*header.places, *header.rivals}
    facts = known & {
        "sex",
        "nik",
        "caregiver",
        "posyandu",
        "birth_weight_kg",
        "rt",
        "address",
        "phone",
        "has_kms",
    }
    return "name" in known and "birth_date" in known and bool(facts)


def _is_mother_register(header: Header) -> bool:
    return _has_person(header) and _has(header, "last_period")


SIGNATURES: dict[str, Callable[[Header], bool]] = {
    "ibu_hamil": _is_mother_register,
    "balita": _is_child_register,
    "penimbangan": _is_weighing,
    "register_sip": _is_paper_register,
}
"""What must be known of a header for it to be that tab under any title."""

_EXPORT_WORDS = frozenset({"zs", "prov", "provinsi", "kab", "kabupaten", "kec", "kecamatan", "puskesmas"})
LEAST_EXPORT_WORDS = 3


def is_export(header: Header) -> bool:
    """Whether the columns are those of an e-PPGBM or Sigizi export: z-scores beside the places above
    posyandu."""
    words = [read_meaning(label).concepts for label in header.labels.values()]
    hit = frozenset().union(*words) & _EXPORT_WORDS if words else frozenset()
    return "zs" in hit and len(hit) >= LEAST_EXPORT_WORDS


def recognise(raw: RawTab, titles: Iterable[str] = ()) -> tuple[Found, ...]:
    """The tabs of the contract that a sheet holds; none where it holds nothing known. `titles` are those of
    all sheets of the workbook."""
    own = TAB_BY_TITLE.get(header_key(raw.title))
    if own is not None and own.name not in SIGNATURES:
        return (Found(own, find_header(own, raw.grid)),)
    if own is None and find_original(raw.title, titles):
        return ()
    named, rest = (own, "") if own else split_title(raw.title)
    if named is not None and named.name not in SIGNATURES:
        header = find_header(named, raw.grid)
        if header is not None and len(header.places) >= min(3, len(named.columns)):
            return (Found(named, header, maybe=rest),)
        named = None
    primary = _recognise_people(raw.grid, named, rest, title=raw.title, sure=own is not None)
    if primary or own is not None:
        return primary
    other = _recognise_other(raw.grid)
    return (other,) if other is not None else ()


def _find_people(grid: Grid) -> Header | None:
    """The first row among the header rows that names a person's column of weighings at all."""
    for row, cells in enumerate(grid[:HEADER_ROWS]):
        labels = {at: cell for at, cell in enumerate(cells) if isinstance(cell, str) and header_key(cell)}
        header = match_again(TABS["penimbangan"], Header(row, row, labels, {}))
        if len(labels) > 1 and _has_person(header):
            return header
    return None


def _recognise_people(
    grid: Grid, named: Tab | None, rest: str, *, title: str, sure: bool
) -> tuple[Found, ...]:
    """Registers and weighings in a sheet. `named` is what its title says, for certain where `sure`."""
    if named is not None and sure:
        header = find_header(named, grid)
        if header is not None and is_complete(named, header):
            return (Found(named, header),)
    headers = {name: find_header(TABS[name], grid) for name in SIGNATURES}
    shaped = {name: header for name, header in headers.items() if header and SIGNATURES[name](header)}
    if "penimbangan" in shaped and "balita" in shaped and _bare_months(shaped["penimbangan"]) >= 2:
        # "Hasil penimbangan" beside months is the paper register's band, no day's weight.
        del shaped["penimbangan"]
    if "register_sip" in shaped and "penimbangan" in shaped and _month_measures(shaped["register_sip"]) >= 2:
        # Months in the headers: the shape of the paper register, unless the title says weighings.
        months = {name[-2:] for name in shaped["register_sip"].places if name.startswith(MEASURES)}
        if named is not None and named.name == "penimbangan" and len(months) < 2:
            del shaped["register_sip"]
        else:
            del shaped["penimbangan"]
    if "ibu_hamil" in shaped and (named is None or named.name == "ibu_hamil"):
        return (Found(TABS["ibu_hamil"], shaped["ibu_hamil"], maybe=rest),)
    if named is not None and named.name == "ibu_hamil":
        return (Found(named, headers["ibu_hamil"], maybe=rest),) if sure or headers["ibu_hamil"] else ()
    if named is None and not shaped and find_month(title)[0]:
        # A month's tab of people holds weighings, whatever their columns are called.
        header = headers["penimbangan"] or _find_people(grid)
        named = TABS["penimbangan"] if header is not None and _has_person(header) else None
        headers["penimbangan"] = header
    weighed = next((name for name in ("penimbangan", "register_sip") if name in shaped), None)
    if weighed is None and "balita" in shaped and _bare_months(shaped["balita"]) >= 2:
        # Months without BB or TB under them: the paper register, whose months cannot be read.
        weighed = "register_sip"
        headers[weighed] = match_again(TABS[weighed], shaped["balita"])
    registered = "balita" in shaped
    if weighed and named is not None and named.name == "register_sip" and weighed != "register_sip" and sure:
        weighed = "register_sip"
    if named is not None and named.name in ("penimbangan", "register_sip") and not weighed:
        header = headers[named.name]
        # Weighings by name without a known measure: that is told, as a Galat of the tab.
        if not sure and (header is None or not _has_person(header)):
            header = _find_people(grid)
            if header is None:
                return _register_only(shaped, rest)
        found = (Found(named, header, maybe=rest),)
        return (*_register_only(shaped, rest, export=False), *found) if registered and not sure else found
    if named is not None and named.name == "balita" and not registered:
        if sure:
            return (Found(named, headers["balita"]),)
        if (
            not weighed
            and headers["balita"]
            and len(headers["balita"].places) >= 3
            and _has(headers["balita"], "name")
        ):
            return (Found(named, headers["balita"], maybe=rest),)
    if not weighed:
        return _register_only(shaped, rest)
    header = headers[weighed]
    export = header is not None and is_export(header)
    found = (Found(TABS[weighed], header, linked=registered, export=export, maybe=rest),)
    return (*_register_only(shaped, rest, export=export, linked=True), *found)


def _register_only(
    shaped: dict[str, Header], rest: str, *, export: bool | None = None, linked: bool = False
) -> tuple[Found, ...]:
    header = shaped.get("balita")
    if header is None:
        return ()
    export = is_export(header) if export is None else export
    return (Found(TABS["balita"], header, linked=linked, export=export, maybe=rest),)


def _recognise_other(grid: Grid) -> Found | None:
    """The one tab of the contract whose columns these are, under whatever title."""
    best: list[tuple[int, Found]] = []
    for name, tab in TABS.items():
        if name in SIGNATURES:
            continue
        header = find_header(tab, grid)
        if header is None or len(header.places) < LEAST_COLUMNS:
            continue
        required = {column.name for column in tab.columns if column.required}
        if required <= set(header.places) and len(header.places) >= LEAST_SHARE * len(header.labels):
            best.append((len(header.places), Found(tab, header)))
    best.sort(key=lambda one: -one[0])
    if not best or (len(best) > 1 and best[0][0] == best[1][0]):
        return None
    return best[0][1]
