"""One set of design tokens: colours, state palette, type sizes and spacing.

They feed the Streamlit theme, the page styles, the charts and the printed documents. Colours come in a light
and a dark set; text on each of its grounds keeps a contrast of at least 4.5:1 (WCAG 2.2 AA; a test computes
it). No meaning hangs on colour alone: a state is always a symbol and a word as well.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Tone:
    """A pair that is always used together: `ink` is readable on `ground`."""

    ground: str
    ink: str


@dataclass(frozen=True)
class Palette:
    """All colours of one mode. `surface` (side bar, inputs) and `card` lie on `ground`; `kms` are the bands
    and lines of the growth chart, on which `ink` is readable."""

    ground: str
    surface: str
    card: str
    ink: str
    quiet_ink: str
    line: str
    primary: Tone
    notice: Tone
    problem: Tone
    good: Tone
    states: dict[str, Tone]
    skdn: dict[str, Tone]
    severity: dict[str, Tone]
    kms: dict[str, str]
    categories: tuple[str, ...]


# Symbol and order of the step states (their words are the states' own names, see aturan.md).
STATE_SYMBOLS = {
    "selesai": "✓",
    "terlambat": "✓+",
    "sebagian": "◔",
    "lewat": "▲",
    "hari ini": "●",
    "berjalan": "◐",
    "akan datang": "○",
    "tidak dilakukan": "✕",
    "tidak berlaku": "–",
    "belum diisi": "·",
    "belum dimulai": "◌",
}
STATE_LABELS = {
    "selesai": "Selesai",
    "terlambat": "Selesai, terlambat",
    "sebagian": "Sebagian",
    "lewat": "Lewat",
    "hari ini": "Hari ini",
    "berjalan": "Berjalan",
    "akan datang": "Akan datang",
    "tidak dilakukan": "Tidak dilakukan",
    "tidak berlaku": "Tidak berlaku",
    "belum diisi": "Belum diisi",
    "belum dimulai": "Belum dimulai",
}

# Hues follow Okabe and Ito (2008): told apart with the common colour vision deficiencies, and by lightness.
LIGHT = Palette(
    ground="#FBF8F3",
    surface="#F2ECE2",
    card="#FFFFFF",
    ink="#22302E",
    quiet_ink="#55615E",
    line="#DCD3C4",
    primary=Tone("#0A655F", "#FFFFFF"),
    notice=Tone("#FFF1C7", "#5A4300"),
    problem=Tone("#FBE1D6", "#84280A"),
    good=Tone("#D9EFE5", "#0B5340"),
    states={
        "selesai": Tone("#CDEBDD", "#0A4F3C"),
        "terlambat": Tone("#D8E3F6", "#1F4580"),
        "lewat": Tone("#FBD9C8", "#84280A"),
        "sebagian": Tone("#FFE58A", "#4D3A00"),
        "hari ini": Tone("#FFE58A", "#4D3A00"),
        "berjalan": Tone("#D3EBF7", "#0D4A6B"),
        "akan datang": Tone("#ECE6DB", "#4A5451"),
        "tidak dilakukan": Tone("#F4D7E6", "#7A1F54"),
        "tidak berlaku": Tone("#F5F1EA", "#55615E"),
        "belum diisi": Tone("#FFFFFF", "#55615E"),
        "belum dimulai": Tone("#FFFFFF", "#55615E"),
    },
    skdn={
        "S": Tone("#B83A2B", "#FFFFFF"),
        "K": Tone("#EFC02E", "#2E2300"),
        "D": Tone("#24794A", "#FFFFFF"),
        "N": Tone("#1F5FA8", "#FFFFFF"),
    },
    severity={
        "sangat rendah": Tone("#A43A12", "#FFFFFF"),
        "rendah": Tone("#EFA35B", "#2E1800"),
        "wajar": Tone("#2C7F63", "#FFFFFF"),
        "lebih": Tone("#8DB4DE", "#0E2440"),
        "sangat lebih": Tone("#2F5597", "#FFFFFF"),
    },
    kms={
        "kuning bawah": "#FBEBA8",
        "hijau": "#CBE7C6",
        "kuning atas": "#FBEBA8",
        "garis merah": "#B3261E",
        "garis oranye": "#A85400",
    },
    categories=("#0A655F", "#C2571A", "#3F6FB0", "#9A3F78", "#8A6D00", "#4E5B58"),
)

DARK = Palette(
    ground="#151C1B",
    surface="#1F2827",
    card="#1A2221",
    ink="#ECEDE6",
    quiet_ink="#AEB8B3",
    line="#3A4644",
    primary=Tone("#5CC4B8", "#06201D"),
    notice=Tone("#4A3B0C", "#FFE7A3"),
    problem=Tone("#55230F", "#FFCDB8"),
    good=Tone("#12402F", "#BDEBD5"),
    states={
        "selesai": Tone("#12473A", "#B9F0D8"),
        "terlambat": Tone("#243F6B", "#D3E2FF"),
        "lewat": Tone("#6A2A10", "#FFD3BF"),
        "sebagian": Tone("#F2CE5A", "#2E2300"),
        "hari ini": Tone("#F2CE5A", "#2E2300"),
        "berjalan": Tone("#0F4762", "#C5E9FB"),
        "akan datang": Tone("#2E3836", "#CBD2CD"),
        "tidak dilakukan": Tone("#5B1F43", "#FFD0E6"),
        "tidak berlaku": Tone("#222B2A", "#AEB8B3"),
        "belum diisi": Tone("#151C1B", "#AEB8B3"),
        "belum dimulai": Tone("#151C1B", "#AEB8B3"),
    },
    skdn={
        "S": Tone("#EE8A7C", "#2B0905"),
        "K": Tone("#F1CD57", "#2E2300"),
        "D": Tone("#78C79A", "#06210F"),
        "N": Tone("#82B4EC", "#06182E"),
    },
    severity={
        "sangat rendah": Tone("#EE7F52", "#2B0D00"),
        "rendah": Tone("#F3BE83", "#2E1800"),
        "wajar": Tone("#6FC5A4", "#06210F"),
        "lebih": Tone("#A9C8EC", "#0E2440"),
        "sangat lebih": Tone("#7E9FDB", "#06142E"),
    },
    kms={
        "kuning bawah": "#4A4215",
        "hijau": "#1D4331",
        "kuning atas": "#4A4215",
        "garis merah": "#FF8A7A",
        "garis oranye": "#FFB35C",
    },
    categories=("#5CC4B8", "#F0A06B", "#8FB6EC", "#E39BC7", "#DDC25B", "#B5BFBB"),
)


def palette(*, dark: bool) -> Palette:
    return DARK if dark else LIGHT


# Sizes in px. The body is large enough for older eyes and for the back row of a meeting room.
BASE_SIZE = 17
SMALL_SIZE = 16
CHART_SIZE = 16
CHART_TITLE_SIZE = 17
FIGURE_SIZE = 34
HEADING_SIZES = {"h1": 32, "h2": 24, "h3": 20}

SPACE = {"xs": 4, "s": 8, "m": 16, "l": 24, "xl": 40}
RADIUS = 10
# A finger's width: nothing that is pressed is smaller.
TOUCH_SIZE = 44


def compute_contrast(one: str, other: str) -> float:
    """Contrast ratio 1–21 of two #RRGGBB colours (WCAG 2.2, relative luminance)."""
    lighter, darker = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    channels = (int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
