"""The words kader use for months, yes and no, and choices: spelling is data, not code."""

from __future__ import annotations

import re
import unicodedata

LONG_MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
SHORT_MONTHS = tuple(name[:3] for name in LONG_MONTHS)

MONTH_NAMES: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "januari jan january",
            "februari feb peb pebruari february",
            "maret mar mrt march",
            "april apr",
            "mei may",
            "juni jun june",
            "juli jul july",
            "agustus agu agt ags agust aug august",
            "september sep sept",
            "oktober okt oct october",
            "november nov nop nopember",
            "desember des dec december",
        ),
        start=1,
    )
    for name in names.split()
}
"""Month names with their old, short and English spellings → 1…12."""

YES_WORDS = frozenset(
    [
        "ya",
        "y",
        "iya",
        "yes",
        "v",
        "✓",
        "✔",
        "√",
        "☑",
        "✅",
        "🗸",
        "🗹",
        "+",
        "true",
        "1",
        "hadir",
        "ada",
        "sudah",
        "sdh",
        "udah",
        "punya",
    ]
)
NO_WORDS = frozenset(
    [
        "tidak",
        "tdk",
        "t",
        "x",
        "✗",
        "✕",
        "✘",
        "✖",
        "❌",
        "❎",
        "☐",
        "false",
        "0",
        "belum",
        "blm",
        "absen",
        "no",
        "n",
    ]
) | {"tidak hadir", "tidak ada", "tdk hadir", "tdk ada", "belum ada", "blm ada"}

YES_OF_COLUMN: dict[str, frozenset[str]] = {
    "vitamin_a": frozenset({"b", "biru", "m", "merah", "kapsul biru", "kapsul merah", "2", "3"}),
    "exclusive_breastfeeding": frozenset({"e0", "e1", "e2", "e3", "e4", "e5", "e6", "eks", "eksklusif"}),
    "oedema": frozenset({"++", "+++", "+1", "+2", "+3", "1+", "2+", "3+"}),
}
"""What means yes in one column only: the capsule's colour, the months of breast milk alone, grades of oedema."""

CHOICE_WORDS: dict[str, tuple[str, ...]] = {
    "L": ("laki", "laki-laki", "lk", "lelaki", "pria"),
    "P": ("perempuan", "pr", "wanita"),
    "Ya": ("y", "iya", "v", "✓", "✔", "√", "☑", "✅", "+", "true", "1", "sdh", "sudah"),
    "Tidak": ("tdk", "t", "x", "✗", "✕", "✘", "❌", "false", "0", "blm", "belum"),
    "TB": ("tidak berlaku",),
    "Terlentang": ("telentang", "baring", "berbaring", "tidur"),
    "Berdiri": ("tegak",),
    "Tersambung": ("terhubung", "ya"),
    "Tidak tersambung": ("tidak terhubung", "tdk tersambung", "tidak"),
    "Sebelum": ("pre test", "pretest", "pre", "awal"),
    "Sesudah": ("post test", "posttest", "post", "akhir", "setelah"),
}
"""Declared choice → other words that mean it, where a column offers that choice."""

ERROR_TEXTS = frozenset(
    {
        "#ref!",
        "#n/a",
        "#value!",
        "#div/0!",
        "#name?",
        "#num!",
        "#null!",
        "#error!",
        "#spill!",
        "#calc!",
        "loading…",
        "loading...",
        "memuat…",
        "memuat...",
    }
)
"""What a spreadsheet shows in place of a value when a formula fails or has not run yet (folded)."""

UNCOMPUTED = "#RUMUS?"
"""Stands where a file has a formula that no program has computed and stored yet."""

BLANK_TEXTS = frozenset({"", "-", "–", "—", "--"})

_SPACES = re.compile(r"[ \t\u00a0\u2000-\u200a\u202f\u3000]+")
_INVISIBLE = re.compile(r"[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe0e\ufe0f\ufeff]")


def tidy(raw: str) -> str:
    """Text without stray spaces: non-breaking and double spaces become one, ends are trimmed; line
    breaks inside stay."""
    if raw.isascii() and raw.isprintable() and "  " not in raw:
        return raw.strip()
    return _SPACES.sub(" ", _INVISIBLE.sub("", raw)).strip()


def fold(raw: str) -> str:
    """Text for comparing words: tidy, one line, without case."""
    if raw.isascii():
        return " ".join(raw.split()).lower()
    return " ".join(tidy(unicodedata.normalize("NFC", raw)).split()).casefold()


def header_key(raw: str) -> str:
    """A header for matching: letters and digits only, without case."""
    return "".join(character for character in fold(raw) if character.isalnum())


def id_key(raw: str) -> str:
    """An ID or code for matching: without case and spaces, all dashes alike; of `Nama · ID` the ID."""
    picked = raw.rsplit("·", 1)[-1]
    if picked.isascii():
        return "".join(picked.split()).upper()
    return re.sub(r"[\u2010-\u2015\u2212]", "-", "".join(fold(picked).split())).upper()
