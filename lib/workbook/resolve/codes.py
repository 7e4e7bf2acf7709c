"""Codes that point at another tab: posyandu, SOP, pickup points, meetings."""

from __future__ import annotations

import re
from collections.abc import Mapping

import pandas as pd
from rapidfuzz import fuzz, process
from rapidfuzz.distance import OSA

from lib.workbook.columns import Tab
from lib.workbook.findings import Level
from lib.workbook.resolve.ledger import Ledger
from lib.workbook.words import fold, header_key, id_key

SLIP_LETTERS = 2
SHORTEST_SLIP = 5
"""A code or name may be off by two letters if it has at least five and only one fits."""

LIKE = 60.0
"""How alike (0–100) a code must be to be named as what was perhaps meant."""

WHAT = {
    "posyandu": "Posyandu",
    "sop": "Kode SOP",
    "titik_jemput": "Titik jemput",
    "pertemuan": "ID pertemuan",
}


def build_codebook(codes: pd.Series, names: pd.Series | None, prefix: str = "") -> dict[str, str]:
    """Folded code or name → code, for the rows of a master tab; a name that two codes share is no key."""
    book = {id_key(code): code for code in codes}
    if names is not None:
        by_name: dict[str, set[str]] = {}
        for code, name in zip(codes, names, strict=True):
            if pd.notna(name):
                spellings = {header_key(name), header_key(prefix + name)}
                for spelling in spellings | ({plain_name(name)} if prefix else set()):
                    by_name.setdefault(spelling.upper(), set()).add(code)
        for name, owners in by_name.items():
            if len(owners) == 1:
                book.setdefault(name, next(iter(owners)))
    return book


def look_up(typed: str, book: Mapping[str, str]) -> tuple[str | None, str]:
    """The code of a typed value (None where unknown), and that code again where it was a slip away."""
    for key in (id_key(typed), header_key(typed).upper(), header_key(typed.rsplit("·", 1)[0]).upper()):
        if key in book:
            return book[key], ""
    for picked in (typed, typed.rsplit("·", 1)[0]):
        if (plain := plain_name(picked)) and plain in book:
            return book[plain], ""
    key = header_key(typed).upper()
    if len(key) >= SHORTEST_SLIP:
        words = [word for word in book if len(word) >= SHORTEST_SLIP]
        near = process.extract(key, words, scorer=OSA.distance, score_cutoff=SLIP_LETTERS, limit=5)
        # A digit tells posyandu apart (Melati 1, Melati 2): it is never taken for a slip.
        near = [hit for hit in near if _digits(hit[0]) == _digits(key)]
        codes = {book[hit[0]] for hit in near if hit[1] == near[0][1]}
        if len(codes) == 1:
            code = codes.pop()
            return code, code
    return None, ""


_ROMAN = {roman: number for number, roman in enumerate(
    ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii", "xiii", "xiv", "xv", "xvi",
    "xvii", "xviii", "xix", "xx"], start=1
)}  # fmt: skip


def plain_name(name: str) -> str:
    """A posyandu's name for matching: without "Posyandu" or "Pos" before it, Roman and leading-zero numbers
    as plain ones ("Pos Melati 01", "MELATI I" → "MELATI1")."""
    words = re.findall(r"[^\W\d_]+|\d+", fold(name))
    while words and words[0] in ("posyandu", "pos", "posy"):
        words = words[1:]
    return "".join(
        str(int(word)) if word.isdecimal() else str(_ROMAN[word]) if place and word in _ROMAN else word
        for place, word in enumerate(words)
    ).upper()


def _digits(word: str) -> str:
    return "".join(character for character in word if character.isdecimal())


def _nearest(typed: str, book: Mapping[str, str]) -> str:
    """The code whose code or name is most like what was typed; "" where none is."""
    hit = process.extractOne(header_key(typed).upper(), list(book), scorer=fuzz.ratio, score_cutoff=LIKE)
    return book[hit[0]] if hit else ""


def resolve_codes(
    tab: Tab,
    table: pd.DataFrame,
    column: str,
    book: Mapping[str, str],
    ledger: Ledger,
    *,
    keep_unknown: bool = False,
) -> pd.DataFrame:
    """The table with `column` holding the master tab's own codes; unknown ones are noted and blanked (or
    kept as typed with `keep_unknown`), and rows that need the column are left out."""
    if not len(table) or not book:
        return table
    codes, distinct = pd.factorize(table[column])
    looked = [look_up(str(word), book) for word in distinct]
    target = tab.column(column).refers_to or ""
    what = WHAT.get(target, tab.column(column).header)

    slipped = pd.Series([bool(code) for _, code in looked], dtype=bool)
    unknown = pd.Series([code is None for code, _ in looked], dtype=bool)
    present = codes >= 0
    row_slipped = present & slipped.reindex(codes).fillna(False).to_numpy(dtype=bool)
    row_unknown = present & unknown.reindex(codes).fillna(False).to_numpy(dtype=bool)

    resolved = pd.Series([code if code is not None else None for code, _ in looked], dtype="str")
    if keep_unknown:
        resolved = resolved.fillna(pd.Series(distinct, dtype="str"))
    result = table.copy()
    result[column] = resolved.reindex(codes).to_numpy()
    result[column] = result[column].astype("str")

    typed = table[column].to_numpy()
    ledger.note(
        tab, result[row_slipped], column, Level.WARNING,
        [f"{what} salah ketik, dibaca {looked[code][1]}" for code in codes[row_slipped]],
        [f"Ketik {looked[code][1]}" for code in codes[row_slipped]],
        typed[row_slipped],
    )  # fmt: skip
    needed = column in tab.row_needs
    known = ", ".join(sorted(set(book.values()))[:6])
    usual = f"Pakai salah satu: {known}" + (" …" if len(set(book.values())) > 6 else "")
    nearest = [
        _nearest(str(word), book) if gone else "" for word, gone in zip(distinct, unknown, strict=True)
    ]
    ledger.note(
        tab, result[row_unknown], column, Level.WARNING if keep_unknown else Level.ERROR,
        f"{what} tidak dikenal" + (", baris ini tidak dihitung" if needed and not keep_unknown else ""),
        [f"Mungkin {nearest[code]}? {usual}" if nearest[code] else usual for code in codes[row_unknown]],
        typed[row_unknown],
    )  # fmt: skip
    if needed and not keep_unknown:
        return ledger.leave_out(tab, result, row_unknown)
    return result
