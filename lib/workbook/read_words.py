"""Words as kader type them: yes and no, choices, phones, NIK, links, IDs, plain text."""

from __future__ import annotations

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from lib.workbook.columns import Column
from lib.workbook.reading import Reading, absent, doubtful, unread
from lib.workbook.words import CHOICE_WORDS, NO_WORDS, YES_OF_COLUMN, YES_WORDS, fold, tidy

# A slip is at most this many letters wrong; words shorter than four letters must be right.
SLIP_LETTERS = 2
SHORTEST_SLIP = 4

NIK_DIGITS = 16
PHONE_DIGITS = (9, 13)
"""Digits after +62 that an Indonesian mobile number may have."""


def show_raw(raw: object) -> str:
    """A cell as it was typed, for findings and for text columns: 12.0 as 12, TRUE, FALSE."""
    if isinstance(raw, bool):
        return "TRUE" if raw else "FALSE"
    if isinstance(raw, float):
        return f"{raw:.0f}" if raw.is_integer() else f"{raw:.10g}".replace(".", ",")
    return str(raw)


def _closest(word: str, words: dict[str, str]) -> str | None:
    """The meaning of the one known word within a typing slip of `word`."""
    if len(word) < SHORTEST_SLIP:
        return None
    allowed = 1 if len(word) <= 5 else SLIP_LETTERS
    near = process.extract(
        word,
        [known for known in words if len(known) >= SHORTEST_SLIP],
        scorer=OSA.distance,
        score_cutoff=allowed,
        limit=3,
    )
    if not near:
        return None
    nearest = near[0][1]
    meanings = {words[known] for known, distance, _ in near if distance == nearest}
    return meanings.pop() if len(meanings) == 1 else None


def _choice_words(column: Column) -> dict[str, str]:
    words: dict[str, str] = {}
    for choice in column.choices:
        words[fold(choice)] = choice
    for choice in column.choices:
        for word in CHOICE_WORDS.get(choice, ()):
            words.setdefault(word, choice)
    return words


def _compact(word: str) -> str:
    return re.sub(r"[\s\-_.]+", "", word)


def read_choice(raw: str | float | bool, column: Column) -> Reading:
    """One of the column's choices, spelt as declared."""
    words = _choice_words(column)
    typed = fold(show_raw(raw)).strip(".,; ")
    if typed in words:
        return Reading(words[typed])
    compact = {_compact(word): choice for word, choice in words.items()}
    if _compact(typed) in compact:
        return Reading(compact[_compact(typed)])
    near = _closest(typed, words)
    if near:
        return doubtful(near, f"Salah ketik, dibaca {near}", f"Pilih {near}")
    return unread("Bukan salah satu pilihan", f"Pilih {' / '.join(column.choices)}")


_YES_NO = {**dict.fromkeys(YES_WORDS, "Ya"), **dict.fromkeys(NO_WORDS, "Tidak")}


def read_yes_no(raw: str | float | bool, column: Column) -> Reading:
    """True, False, or unread."""
    if isinstance(raw, bool):
        return Reading(raw)
    typed = fold(show_raw(raw)).strip(".,; ")
    if typed in _YES_NO:
        return Reading(_YES_NO[typed] == "Ya")
    if typed in YES_OF_COLUMN.get(column.name, ()):
        return Reading(True)
    near = _closest(typed, _YES_NO)
    if near:
        return doubtful(near == "Ya", f"Salah ketik, dibaca {near}", f"Ketik {near}")
    return unread("Bukan Ya atau Tidak", "Ketik Ya atau Tidak")


def read_phone(raw: str | float | bool, column: Column) -> Reading:
    """A mobile number as +62…"""
    typed = show_raw(raw)
    digits = re.sub(r"[\s\-.()/']", "", tidy(typed))
    digits = re.sub(r"^(\+|00)(?=62)", "", digits)
    if digits.startswith("620"):
        digits = "62" + digits[3:]
    national = digits[2:] if digits.startswith("62") else digits.removeprefix("0")
    how = "Ketik seperti 0812 3456 7890"
    if not national.isdecimal() or not national.isascii():
        return unread("Nomor HP hanya boleh berisi angka", how)
    if not national.startswith("8"):
        return unread("Nomor HP harus diawali 08", how)
    if not PHONE_DIGITS[0] <= len(national) <= PHONE_DIGITS[1]:
        return unread(f"Nomor HP {len(national) + 1} angka: kurang atau lebih", how)
    return Reading(f"+62{national}")


_SIXTEEN_DIGITS = re.compile(rf"[0-9]{{{NIK_DIGITS}}}").fullmatch
NO_NIK = ("0" * NIK_DIGITS, "9" * NIK_DIGITS)


def read_nik(raw: str | float | bool, column: Column) -> Reading:
    """Sixteen digits as text; a number has lost its last digit and is never used."""
    how = "Atur format kolom menjadi Teks biasa, lalu ketik ulang 16 angkanya"
    if isinstance(raw, str) and _SIXTEEN_DIGITS(raw) and raw not in NO_NIK:
        return Reading(raw)
    if re.fullmatch(r"0+|9{6,}", re.sub(r"\D", "", show_raw(raw))):
        return absent("Tidak ada NIK", "Isi bila NIK sudah terbit; tanpa NIK baris tetap dihitung")
    if not isinstance(raw, str):
        return unread("Tersimpan sebagai angka, digit terakhirnya sudah hilang", how)
    digits = re.sub(r"[\s.\-'`]", "", tidy(raw))
    if re.fullmatch(r"\d[.,]\d+e\+?\d+", digits.casefold()) or re.search(r"e\+?\d+$", digits.casefold()):
        return unread("Tersimpan sebagai angka, digitnya sudah hilang", how)
    if not (digits.isdecimal() and digits.isascii()):
        return unread("Hanya boleh berisi angka", f"Ketik {NIK_DIGITS} angka")
    if len(digits) != NIK_DIGITS:
        return unread(
            f"Harus {NIK_DIGITS} angka, tertulis {len(digits)}", "Periksa pada KTP, KIA, atau Kartu Keluarga"
        )
    return Reading(digits)


_WEB_HOST = re.compile(r"[a-z0-9.-]+\.[a-z]{2,}(?:[/?#]\S*)?", re.IGNORECASE)


def read_url(raw: str | float | bool, column: Column) -> Reading:
    """A web address; anything else than http(s) is not kept, since it would become a link on a page."""
    typed = tidy(show_raw(raw))
    if re.fullmatch(r"https?://[^\s\"'<>]+", typed, re.IGNORECASE):
        return Reading(typed)
    if _WEB_HOST.fullmatch(typed):
        return Reading(f"https://{typed}")
    return unread("Bukan tautan", "Salin tautan lengkap yang diawali https://")


def read_identifier(raw: str | float | bool, column: Column) -> Reading:
    """An ID or code as typed; of `Nama · ID` the ID."""
    typed = " ".join(tidy(show_raw(raw)).split())
    picked = typed.rsplit("·", 1)[-1].strip()
    return Reading(picked) if picked else unread("ID kosong", "Pilih dari daftar atau ketik ID-nya")


def read_text(raw: str | float | bool, column: Column) -> Reading:
    """Text without stray spaces; a number in a column with `digits` gets its zeros back."""
    typed = tidy(show_raw(raw))
    if column.digits and typed.isdecimal():
        typed = typed.zfill(column.digits)
    return Reading(typed)
