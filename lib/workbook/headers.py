"""Which rows are the header, and which column is which.

A header is matched by its own name first, then by declared synonyms, then by its words (header_words): units
and fillers are dropped, the words for the tab's own subject and for the measurement of the day too where
nothing else fits. Whatever else qualifies a name makes it another column: "BB lahir" never passes for BB.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache

from lib.workbook.columns import IDENTITY, Column, Kind, Tab, nik
from lib.workbook.grids import Cell, Grid
from lib.workbook.header_words import (
    CHILD,
    CURRENT,
    GIVEN,
    MOTHER,
    NEUTRAL_BANDS,
    QUALIFIERS,
    RANGE,
    Meaning,
    months_of,
    read_meaning,
    without_months,
)
from lib.workbook.words import CHOICE_WORDS, MONTH_NAMES, fold, header_key

HEADER_ROWS = 20
"""The header is looked for among so many rows."""
HEADER_DEPTH = 3
"""Rows a header may have: a band over bands over names."""

PERSON_NIK = "person_nik"
"""An extra column of tabs about a child or mother: who has no ID is found by NIK."""
TIMESTAMP = frozenset({"timestamp"})

MEASURES = ("weight_kg", "height_cm")
"""Without at least one of these a tab of weighings says nothing."""

_LOOSE_KINDS = (Kind.NUMBER, Kind.INTEGER, Kind.DATE, Kind.CHOICE, Kind.YES_NO)
"""Only beside such a column words like "hasil" and "baru" change nothing: they may be part of other names."""
_LOOSE_WORDS: tuple[tuple[frozenset[str], tuple[Kind, ...]], ...] = (
    (CURRENT, _LOOSE_KINDS),
    (CURRENT | GIVEN | {RANGE}, (Kind.YES_NO,)),
    (frozenset({RANGE}), (Kind.TEXT, Kind.ID)),
    (frozenset({"nomor", "aktif", "rumah"}), (Kind.PHONE,)),
)
"""Words that change nothing of a column of these kinds."""
_MONTH_WORDS = {number: name for name, number in reversed(MONTH_NAMES.items())}
_ACTS = frozenset({"timbang", "ukur", "periksa", "kunjungan"})
_MEASURED_KINDS = (Kind.NUMBER, Kind.TEXT, Kind.ID, Kind.NIK)
"""Columns that a header in kg or cm may be: numbers in that unit; texts and IDs tell by their cells."""


@dataclass(frozen=True, slots=True)
class Header:
    """The header of a tab as it was understood.

    `first` and `last` are its 0-based rows; `labels` the text over each place, bands included; `places`
    maps a
    column's name to its 0-based place; `rivals` a column's name to the places that all mean it, none of which
    is read; `months` a column's name to the (month, year or 0) that its header names: it holds only for rows
    of that month; `notes` says of places that are not read why.
    """

    first: int
    last: int
    labels: Mapping[int, str]
    places: Mapping[str, int]
    rivals: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    months: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    notes: Mapping[int, str] = field(default_factory=dict)
    years: frozenset[int] = frozenset()
    score: float = 0.0


@dataclass(frozen=True, slots=True)
class _Match:
    """One place that means a column: `core` are its words before any was dropped."""

    name: str
    core: frozenset[str]
    own: bool = False  # names the tab's own subject
    loose: bool = False  # a word for the day's measurement or a month was dropped
    weak: bool = False  # a form's timestamp: counts only where no other date stands
    month: tuple[int, int] | None = None


def header_keys(column: Column) -> set[str]:
    """Every way to write this column's header, folded; a unit in brackets may be left off."""
    names = (column.header, *column.synonyms)
    without_unit = (re.sub(r"\([^)]*\)", "", name) for name in names)
    return {header_key(name) for name in (*names, *without_unit)} - {""}


@cache
def columns_of_tab(tab: Tab) -> tuple[Column, ...]:
    """The tab's columns and, where a row is about a person and has no NIK of its own, that person's."""
    names = {column.name for column in tab.columns}
    people = any(column.refers_to in ("balita", "ibu_hamil", "orang") for column in tab.columns)
    if not people or "nik" in names:
        return tab.columns
    return (*tab.columns, nik("NIK", PERSON_NIK, "NIK orangnya, bila ID kosong", shows=IDENTITY))


@cache
def subject_words(tab: Tab) -> frozenset[str]:
    """The words for whom the tab is about."""
    if tab.name in ("kader", "posyandu", "jadwal"):
        return frozenset({"kader" if tab.name == "kader" else "posyandu"})
    names = {column.name for column in tab.columns}
    return CHILD if "child_id" in names else MOTHER if "mother_id" in names else frozenset()


@cache
def _keys_of(tab: Tab) -> tuple[dict[str, str], dict[str, str], dict[frozenset[str], str]]:
    """Folded own names, folded synonyms and sets of words → the column's name."""
    own: dict[str, str] = {}
    known: dict[str, str] = {}
    words: dict[frozenset[str], str] = {}
    for column in columns_of_tab(tab):
        own.setdefault(header_key(column.header), column.name)
        words.setdefault(_core(column, read_meaning(column.header)), column.name)
    for column in columns_of_tab(tab):
        for key in header_keys(column):
            known.setdefault(key, column.name)
        for synonym in column.synonyms:
            words.setdefault(_core(column, read_meaning(synonym)), column.name)
    return own, known, words


def _core(column: Column, meaning: Meaning) -> frozenset[str]:
    """The words of a column's name; "nomor" says nothing before a NIK, a phone or a card."""
    core = meaning.concepts
    return core - {"nomor"} or core if _is_number(column) else core


def _is_number(column: Column) -> bool:
    """Whether the column holds a number that is a name: NIK, phone, RT."""
    return column.kind in (Kind.NIK, Kind.PHONE) or column.digits > 0


def _find_words(tab: Tab, core: frozenset[str], words: Mapping[frozenset[str], str]) -> str | None:
    name = words.get(core)
    if name is None and "nomor" in core and (bare := words.get(core - {"nomor"})) is not None:
        column = next(column for column in columns_of_tab(tab) if column.name == bare)
        name = bare if _is_number(column) else None
    return name


@cache
def _kinds(tab: Tab) -> dict[str, Kind]:
    return {column.name: column.kind for column in columns_of_tab(tab)}


def _match_words(tab: Tab, core: frozenset[str], year: int) -> _Match | None:
    """The column that a set of words means, the loosest last."""
    words = _keys_of(tab)[2]
    if core == TIMESTAMP or core == TIMESTAMP | {"tanggal"}:
        name = words.get(TIMESTAMP)
        return _Match(name, core, weak=True) if name else None
    if name := _find_words(tab, core, words):
        return _Match(name, core)
    subject = core & subject_words(tab)
    if subject and (name := _find_words(tab, core - subject, words)):
        return _Match(name, core, own=True)
    kinds = _kinds(tab)
    bare = core - subject
    months = months_of(bare)
    if len(months) > 1:
        return None
    month = (next(iter(months)), year) if months else None
    timeless = without_months(bare)
    if subject and (name := _find_words(tab, bare - _ACTS, words)) and kinds[name] is Kind.TEXT:
        return _Match(name, core, own=True, loose=True)
    for empty, allowed in _LOOSE_WORDS:
        for rest in (bare - empty, timeless, timeless - empty):
            name = _find_words(tab, rest, words) if rest and rest != bare else None
            if name and kinds[name] in allowed:
                named = month if rest <= timeless else None
                return _Match(name, core, own=bool(subject), loose=True, month=named)
    return None


def _name_measure(core: frozenset[str], unit: str) -> frozenset[str]:
    """The words of a header that says only that something was weighed or measured, with what that is called:
    "Hasil penimbangan", "Pengukuran (cm)"; and months without the word "bulan" in front."""
    months = months_of(core)
    if months:
        core = core - {"bulan"}
    acts = without_months(core) - CHILD
    if not acts or not acts <= CURRENT or not acts & {"hasil", "timbang", "ukur", "periksa"}:
        return core
    if unit == "cm":
        return core - CURRENT | {"tinggi"}
    weighed = "timbang" in acts and ("hasil" in acts or months)
    return core - CURRENT | {"bb"} if unit == "kg" or weighed else core


def match_label(tab: Tab, label: str) -> _Match | str | None:
    """The column that one header means; words where it means two things; None where it means none."""
    found = _match_whole(tab, label)
    if found is None:
        found = _match_explained(tab, label) or _match_choices(tab, label)
    if isinstance(found, _Match) and (unit := read_meaning(label).unit):
        column = next(one for one in columns_of_tab(tab) if one.name == found.name)
        other = column.unit in ("kg", "cm") and column.unit != unit
        return None if other or column.kind not in _MEASURED_KINDS else found
    return found


_EXPLAINED = re.compile(r"^([^()]*\S)\s*\(([^()]*)\)\s*$")


def _match_explained(tab: Tab, label: str) -> _Match | None:
    """A header that says one thing twice: "Faktor risiko (KSPR)"."""
    twice = _EXPLAINED.match(label)
    if twice is None:
        return None
    first, second = _match_whole(tab, twice[1]), _match_whole(tab, twice[2])
    both = isinstance(first, _Match) and isinstance(second, _Match) and first.name == second.name
    return first if both and isinstance(first, _Match) else None


def _match_choices(tab: Tab, label: str) -> _Match | None:
    """A header that only lists what may be picked: "Berdiri/Terlentang"."""
    listed = {part.strip() for part in re.split(r"/|\batau\b|,", fold(label)) if part.strip()}
    if len(listed) < 2:
        return None
    for column in tab.columns:
        if column.kind is not Kind.CHOICE:
            continue
        words = {fold(word) for one in column.choices for word in (one, *CHOICE_WORDS.get(one, ()))}
        if listed <= words:
            return _Match(column.name, read_meaning(label).concepts)
    return None


def _match_whole(tab: Tab, label: str) -> _Match | str | None:
    own, known, words = _keys_of(tab)
    key = header_key(label)
    meaning = read_meaning(label)
    core = _name_measure(meaning.concepts, meaning.unit)
    if core == TIMESTAMP:
        return _match_words(tab, core, meaning.year)
    for names in (own, known):
        if name := names.get(key):
            return _Match(name, core)
    if name := _find_words(tab, core, words):
        return _Match(name, core)
    # "bayi/balita" are no alternatives: both are whom the tab is about.
    subject = subject_words(tab)
    parts = tuple(part for place, part in enumerate(meaning.parts) if not (place and part <= subject))
    if len(parts) > 1:
        return _match_parts(tab, meaning._replace(parts=parts))
    return _match_words(tab, core, meaning.year)


_PERSONS = frozenset({"ayah", "ibu", "ortu", "wali", "pengasuh", "suami", "nama"})


def _match_parts(tab: Tab, meaning: Meaning) -> _Match | str | None:
    """A header of alternatives ("TB/PB baru", "Nama anak/orang tua"): all must mean one column, but for texts
    of which the first counts."""
    kinds = _kinds(tab)
    head = meaning.parts[0] & {"nama", "nomor", "tanggal", "nik", "buku", "punya"}
    last = meaning.parts[-1]
    tail = last & (QUALIFIERS - _PERSONS | CURRENT) | (last - without_months(last))
    found: list[_Match | None] = []
    for place, part in enumerate(meaning.parts):
        # "TB/PB lahir": what stands behind the last alternative belongs to all.
        full = part | tail
        match = _match_words(tab, full, meaning.year)
        if match is None and place:
            match = _match_words(tab, full | head, meaning.year)
        found.append(match)
    first = found[0]
    others = [
        match
        for match, part in zip(found[1:], meaning.parts[1:], strict=True)
        if not (match is None and part <= _PERSONS)
    ]
    if first is None:
        return None
    if all(match is not None and match.name == first.name for match in others):
        if len({match.month for match in found if match is not None}) > 1:
            return None
        return replace(
            first,
            core=meaning.concepts,
            own=any(match.own for match in found if match),
            loose=any(match.loose for match in found if match),
        )
    if None in others:
        return None
    if all(kinds[match.name] is Kind.TEXT for match in (first, *others) if match):
        return replace(first, core=meaning.concepts)
    return "memuat dua hal sekaligus, pisahkan menjadi dua kolom"


def match_headers(tab: Tab, cells: Iterable[Cell]) -> dict[str, int]:
    """Column name → 0-based place, for the headers of one row."""
    labels = {place: cell for place, cell in enumerate(cells) if isinstance(cell, str) and header_key(cell)}
    return dict(_match_block(tab, 0, 0, {place: (label,) for place, label in labels.items()}).places)


def _weight(tab: Tab, name: str) -> float:
    """How much a column says for its row being the header: who and what more than when and where."""
    return 2.0 if name in tab.any_of or name in MEASURES or name.startswith(MEASURES) else 1.0


def _match_block(tab: Tab, first: int, last: int, paths: Mapping[int, tuple[str, ...]]) -> Header:
    """The header made of `paths`: over each place the texts from band to name."""
    claims: dict[str, list[tuple[int, _Match]]] = {}
    notes: dict[int, str] = {}
    labels: dict[int, str] = {}
    years: set[int] = set()
    for place, path in paths.items():
        labels[place] = " ".join(" ".join(path).split())
        match = _match_path(tab, path)
        years |= {read_meaning(labels[place]).year} - {0}
        if isinstance(match, str):
            notes[place] = match
        elif match is not None:
            claims.setdefault(match.name, []).append((place, match))
    places: dict[str, int] = {}
    rivals: dict[str, tuple[int, ...]] = {}
    months: dict[str, tuple[int, int]] = {}
    for name, claimed in claims.items():
        winner = _choose(claimed)
        if winner is None:
            rivals[name] = tuple(place for place, _ in claimed)
            notes.update(dict.fromkeys(rivals[name], "dua judul atau lebih sama artinya"))
            continue
        place, match = winner
        places[name] = place
        notes.update({other: "kalah jelas dari judul lain" for other, _ in claimed if other != place})
        if match.month is not None:
            months[name] = match.month
    # In the order of the declaration, as messages and tables have it.
    order = [column.name for column in columns_of_tab(tab)]
    score = sum(_weight(tab, name) for name in places) + 0.9 * sum(_weight(tab, name) for name in rivals)
    return Header(
        first=first,
        last=last,
        labels=labels,
        places={name: places[name] for name in order if name in places},
        rivals=rivals,
        months=months,
        notes=notes,
        years=frozenset(years),
        score=score,
    )


def _choose(claimed: list[tuple[int, _Match]]) -> tuple[int, _Match] | None:
    """The one header of several of one meaning that is surely the column; None where that cannot be said."""
    strong = [one for one in claimed if not one[1].weak] or claimed
    if len(strong) == 1:
        return strong[0]
    own = [one for one in strong if one[1].own]
    if len(own) == 1 and not own[0][1].loose:
        return own[0]
    # One is exact and all others say more: "BB" beside "BB bulan ini".
    exact = [one for one in strong if all(one is other or one[1].core < other[1].core for other in strong)]
    return exact[0] if len(exact) == 1 else None


def _match_path(tab: Tab, path: tuple[str, ...]) -> _Match | str | None:
    """The column of a name under its bands: with them where that is a name, without them where they say
    nothing of their own."""
    if len(path) == 1:
        return match_label(tab, path[0])
    whole = match_label(tab, " ".join(path))
    if whole is not None:
        return whole
    band, rest = path[0], path[1:]
    words = read_meaning(band).concepts
    month = months_of(words)
    if not without_months(words) <= NEUTRAL_BANDS | subject_words(tab):
        return None
    if not month:
        return _match_path(tab, rest)
    # "HASIL KEGIATAN OKTOBER 2026": of such a band only its month counts.
    year = read_meaning(band).year
    said = " ".join([*(_MONTH_WORDS[number] for number in sorted(month)), *([str(year)] if year else [])])
    return _match_path(tab, (said, *rest)) if said != band else None


def find_header(tab: Tab, grid: Grid) -> Header | None:
    """The rows, among the first 20, that match best; None where too little of the tab is there."""
    best: Header | None = None
    for first in range(min(HEADER_ROWS, len(grid))):
        if not _may_be_header(grid[first]):
            continue
        for depth in range(1, HEADER_DEPTH + 1):
            paths = _read_paths(grid, first, depth)
            if paths is None:
                break
            found = _match_block(tab, first, first + depth - 1, paths)
            if found.score > (best.score if best else 0.0):
                best = found
            if depth == 1 and is_complete(tab, found):
                return found
    if best is None:
        return None
    required = [column.name for column in tab.columns if column.required]
    met = [name for name in (*best.places, *best.rivals) if name in required]
    if len(best.places) + len(best.rivals) >= 2 or 2 * len(met) >= len(required):
        return best
    return None


def match_again(tab: Tab, header: Header) -> Header:
    """The columns of another tab in the rows of a header that was found for its neighbour."""
    paths = {at: (label,) for at, label in header.labels.items()}
    return _match_block(tab, header.first, header.last, paths)


def is_complete(tab: Tab, header: Header) -> bool:
    """Whether every text of a header is a column of the tab, and all that must exist are there."""
    required = {column.name for column in tab.columns if column.required}
    return len(header.places) == len(header.labels) and required <= set(header.places)


def _may_be_header(cells: list[Cell]) -> bool:
    return any(isinstance(cell, str) and cell.strip() for cell in cells)


def _read_paths(grid: Grid, first: int, depth: int) -> dict[int, tuple[str, ...]] | None:
    """Over each place the texts of `depth` rows, a band reaching right over the blanks beside it; None where
    those rows cannot be one header."""
    if first + depth > len(grid):
        return None
    rows = grid[first : first + depth]
    if depth > 1 and not any(isinstance(cell, str) and header_key(cell) for cell in rows[-1]):
        return None
    if any(not isinstance(cell, str | None) for row in rows[1:] for cell in row):
        return None
    width = max(map(len, rows))
    texts = [
        [cell if isinstance(cell, str) and header_key(cell) else "" for cell in row]
        + [""] * (width - len(row))
        for row in rows
    ]
    for level in range(depth - 1):
        band = ""
        for place in range(width):
            if texts[level][place]:
                band = (
                    texts[level][place]
                    if any(texts[below][place] for below in range(level + 1, depth))
                    else ""
                )
            elif band and any(texts[below][place] for below in range(level + 1, depth)):
                above = level > 0 and texts[level - 1][place] != texts[level - 1][place - 1]
                band = "" if above else band
                texts[level][place] = band
            else:
                band = ""
    paths = {}
    for place in range(width):
        path = tuple(texts[level][place] for level in range(depth) if texts[level][place])
        if path:
            paths[place] = path
    return paths


def is_numbering(cells: list[Cell], header: Header) -> bool:
    """Whether the row under a header only numbers its columns (1, 2, 3 …), as forms do."""
    typed = [cell for cell in cells if cell not in (None, "", False)]
    numbers = []
    for cell in typed:
        digits = re.fullmatch(r"\(?(\d{1,2})\)?", fold(cell)) if isinstance(cell, str) else None
        if digits is None and (isinstance(cell, str) or not float(cell or 0).is_integer()):
            return False
        numbers.append(int(digits[1]) if digits else int(cell or 0))
    return (
        len(numbers) >= 3
        and numbers == list(range(numbers[0], numbers[0] + len(numbers)))
        and numbers[0] <= 2
    )
