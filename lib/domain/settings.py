"""Settings of a puskesmas, as typed in the tab `Pengaturan`, with defaults that hold without it."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Literal

import pandas as pd

from lib.domain.prevalence import WEIGHING_MONTHS as VITAMIN_A_MONTHS
from lib.workbook.columns import PUBLIC, date
from lib.workbook.read_dates import read_date
from lib.workbook.setting_names import MESSAGE_FIELDS, describe_fields, find_unknown_fields
from lib.workbook.words import MONTH_NAMES

TIME_ZONES = ("WIB", "WITA", "WIT")
NRule = Literal["KBM", "KBM atau garis"]
N_RULES: tuple[NRule, NRule] = ("KBM", "KBM atau garis")

METHODS = {
    "target": "Target dibaca dari tab Pengaturan; yang tidak diisi memakai angka bawaan.",
}


@dataclass(frozen=True, slots=True)
class Targets:
    """Percentages (0–100) to reach.  Defaults: the usual programme targets; compliance by aturan.md."""

    ks: float = 100.0
    ds: float = 80.0
    nd: float = 80.0  # N/D'
    compliance: float = 80.0
    filled: float = 80.0  # of the steps due, filled in: from here on a rate is judged


@dataclass(frozen=True, slots=True)
class Pace:
    """How a bus gets on: `kmh` on the road, `stop_minutes` at each pickup point, `road_factor` = way on the
    road ÷ straight line.  Defaults decided, for village roads; the page says them."""

    kmh: float = 20.0
    stop_minutes: float = 3.0
    road_factor: float = 1.3


@dataclass(frozen=True, slots=True)
class PuskesmasSettings:
    """Everything `Pengaturan` may say; texts are "" where nothing is typed.

    `vitamin_a_months` are numbers of months (1–12); `n_rule` is how N is decided ("KBM" or "KBM atau
    garis"), `time_zone` one of TIME_ZONES, `messages` the prepared texts by the name of their setting (every
    setting that begins with "Pesan").
    """

    name: str = ""
    district: str = ""  # Kabupaten/Kota
    subdistrict: str = ""  # Kecamatan
    address: str = ""
    phone: str = ""
    head: str = ""
    head_nip: str = ""
    time_zone: str = TIME_ZONES[0]
    n_rule: NRule = N_RULES[0]
    vitamin_a_months: tuple[int, ...] = VITAMIN_A_MONTHS
    bus_company: str = ""
    bus_contact: str = ""
    targets: Targets = field(default_factory=Targets)
    pace: Pace = field(default_factory=Pace)
    weighing_operation: tuple[pd.Timestamp, pd.Timestamp] | None = None  # first and last day
    messages: tuple[tuple[str, str], ...] = ()

    @property
    def place(self) -> str:
        """Where a letter is dated: the Kecamatan without that word; "" where it is not typed."""
        return _KECAMATAN.sub("", self.subdistrict)

    def message(self, name: str, default: str = "") -> str:
        """The prepared text of a setting, such as "Pesan ajakan"; `default` when it is not typed."""
        wanted = _key(name)
        return next((text for title, text in self.messages if _key(title) == wanted), default)


_KECAMATAN = re.compile(r"^\s*kec(amatan|\.)?\s+", re.IGNORECASE)
_TEXTS = {
    "namapuskesmas": "name",
    "kabupatenkota": "district",
    "kabupaten": "district",
    "kota": "district",
    "kecamatan": "subdistrict",
    "alamat": "address",
    "telepon": "phone",
    "kepalapuskesmas": "head",
    "nipkepala": "head_nip",
    "namaperusahaanbus": "bus_company",
    "kontakperusahaanbus": "bus_contact",
}
_TARGETS = {
    "targetks": "ks",
    "targetds": "ds",
    "targetnd": "nd",
    "targetkepatuhansop": "compliance",
    "targetkepatuhan": "compliance",
    "batasterisiuntukdinilai": "filled",
}


_VITAMIN_A = "bulanvitamina"
_BEGINS, _ENDS = "operasitimbangmulai", "operasitimbangselesai"
_DAY = date("Nilai", "value", "Tanggal", shows=PUBLIC)
_PACE = {
    "kecepatanbus": ("kmh", 5.0, 80.0),
    "menittiaptitikjemput": ("stop_minutes", 0.0, 30.0),
    "faktorjalan": ("road_factor", 1.0, 3.0),
}
"""Setting → field of Pace, and between which numbers it makes sense."""


def _key(name: str) -> str:
    return re.sub(r"[\W_]+", "", name.casefold())


def parse_percentage(text: str) -> float | None:
    """A target as typed: 85, "85%", "85,5", or the fraction 0.85 that a percent cell holds; None when it
    is no number between 0 and 100.  (1 is one hundred percent: nobody sets a target of one percent.)"""
    found = re.fullmatch(r"(\d+(?:[.,]\d+)?)\s*(%|persen)?", text.strip().casefold())
    if not found:
        return None
    number = float(found.group(1).replace(",", "."))
    if found.group(2) is None and 0 < number <= 1:
        number *= 100
    return number if number <= 100 else None


def parse_pace(key: str, text: str) -> float | None:
    """A number of _PACE as typed ("25", "25 km/jam", "1,3"); None when it is none or makes no sense."""
    found = re.match(r"\d+(?:[.,]\d+)?", text.strip())
    if not found:
        return None
    number, (_, least, most) = float(found.group().replace(",", ".")), _PACE[key]
    return number if least <= number <= most else None


def parse_months(text: str) -> tuple[int, ...] | None:
    """Months as typed, sorted: "2, 8", "Februari dan Agustus", "2/8"; None where anything else stands there.
    A single cell holding a date, as a spreadsheet makes of 2/8, is none."""
    words = [word for word in re.split(r"[^a-z0-9]+", text.casefold()) if word not in ("", "dan", "bulan")]
    found = {int(word) if word.isdecimal() else MONTH_NAMES.get(word, 0) for word in words}
    return tuple(sorted(found)) if found and found <= set(range(1, 13)) else None


def parse_day(text: str) -> pd.Timestamp | None:
    """A day as typed or as a date cell holds it; None where it is none."""
    day = read_date(text.strip(), _DAY).value
    return pd.Timestamp(day) if day is not None else None


def parse_operation(begins: str, ends: str) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """First and last day of the weighing of all that Pengaturan announces; without an end the first day's
    month is the span. None without a first day, or where the end lies before it."""
    first = parse_day(begins) if begins else None
    if first is None:
        return None
    last = parse_day(ends) if ends else first + pd.offsets.MonthEnd(0)
    return (first, last) if last is not None and last >= first else None


def read_settings(pengaturan: pd.DataFrame) -> PuskesmasSettings:
    """Settings from the table `pengaturan` (name, value); of a repeated name the last row with a value
    counts, a value that cannot be read leaves the default."""
    rows = pengaturan[pengaturan["name"].notna() & pengaturan["value"].notna()]
    typed = {
        str(name): str(value).strip()
        for name, value in zip(rows["name"], rows["value"], strict=True)
        if str(value).strip()
    }
    by_key = {_key(name): value for name, value in typed.items()}
    texts = {name: by_key[key] for key, name in _TEXTS.items() if key in by_key}
    targets = {
        name: number
        for key, name in _TARGETS.items()
        if key in by_key and (number := parse_percentage(by_key[key])) is not None
    }
    pace = {
        name: number
        for key, (name, _, _) in _PACE.items()
        if key in by_key and (number := parse_pace(key, by_key[key])) is not None
    }
    typed_zone = _key(by_key.get("zonawaktu", "")).upper()
    by_line = "garis" in by_key.get("aturann", "").casefold()
    return PuskesmasSettings(
        **texts,
        vitamin_a_months=parse_months(by_key.get(_VITAMIN_A, "")) or VITAMIN_A_MONTHS,
        time_zone=typed_zone if typed_zone in TIME_ZONES else TIME_ZONES[0],
        n_rule=N_RULES[1] if by_line else N_RULES[0],
        targets=Targets(**targets),
        pace=Pace(**pace),
        weighing_operation=parse_operation(by_key.get(_BEGINS, ""), by_key.get(_ENDS, "")),
        messages=tuple((name, text) for name, text in typed.items() if _key(name).startswith("pesan")),
    )


def compute_settings_findings(pengaturan: pd.DataFrame) -> pd.DataFrame:
    """Settings that cannot be used, and prepared messages with braces that nothing fills; columns as of
    compute_sop_findings."""
    rows = pengaturan[pengaturan["name"].notna() & pengaturan["value"].notna()]
    keys = pd.Series([_key(str(name)) for name in rows["name"]], index=rows.index, dtype="str")
    values = rows["value"].astype("str")
    no_number = keys.isin(_TARGETS) & pd.Series(
        [parse_percentage(str(value)) is None for value in values], index=rows.index, dtype=bool
    )
    upper = values.str.strip().str.upper()
    no_zone = keys.eq("zonawaktu") & ~upper.isin(TIME_ZONES)
    no_rule = keys.eq("aturann") & ~upper.isin([rule.upper() for rule in N_RULES])
    no_months = keys.eq(_VITAMIN_A) & pd.Series(
        [parse_months(str(value)) is None for value in values], index=rows.index, dtype=bool
    )
    no_pace = pd.Series(
        [
            key in _PACE and parse_pace(key, str(value)) is None
            for key, value in zip(keys, values, strict=True)
        ],
        index=rows.index,
        dtype=bool,
    )
    of_span = keys.isin([_BEGINS, _ENDS])
    days = pd.Series(
        [parse_day(str(value)) if asked else None for asked, value in zip(of_span, values, strict=True)],
        index=rows.index,
        dtype="datetime64[s]",
    )
    begun = days[keys.eq(_BEGINS)].max()
    no_day, too_early = of_span & days.isna(), keys.eq(_ENDS) & (days < begun)
    wrong = rows[no_number | no_zone | no_rule | no_months | no_pace | no_day | too_early]
    suggestion = pd.Series("Ketik persen antara 0 dan 100, misalnya 80.", index=rows.index, dtype="str")
    suggestion = suggestion.mask(no_zone, "Ketik WIB, WITA, atau WIT.")
    suggestion = suggestion.mask(no_rule, "Ketik KBM, atau KBM atau garis.")
    for key, (_, least, most) in _PACE.items():
        suggestion = suggestion.mask(
            no_pace & keys.eq(key), f"Ketik angka antara {least:.0f} dan {most:.0f}."
        )
    suggestion = suggestion.mask(no_day, "Ketik tanggalnya, misalnya 02/08/2026.")
    suggestion = suggestion.mask(too_early, "Ketik tanggal sesudah Operasi timbang mulai.")
    suggestion = suggestion.mask(no_months, "Ketik angka bulannya, misalnya 2, 8.")
    message = "Nilai untuk " + wrong["name"] + " tidak terbaca; dipakai angka bawaan."
    found = _build_findings(wrong, message, suggestion[wrong.index])
    return pd.concat([found, _find_strange_fields(rows, keys)], ignore_index=True)


def _find_strange_fields(rows: pd.DataFrame, keys: pd.Series) -> pd.DataFrame:
    settings = {_key(setting): setting for setting in MESSAGE_FIELDS}
    messages = rows[keys.isin(settings)]
    names = keys[messages.index].map(settings)
    strange = pd.Series(
        [
            ", ".join(find_unknown_fields(name, str(words)))
            for name, words in zip(names, messages["value"], strict=True)
        ],
        index=messages.index,
        dtype="str",
    )
    wrong = strange.ne("")
    return _build_findings(
        messages[wrong],
        strange[wrong] + " tidak dikenal dalam pesan ini; terkirim persis seperti diketik.",
        "Pakai yang dikenal: " + names[wrong].map(describe_fields).astype("str") + ".",
    )


def _build_findings(rows: pd.DataFrame, message: pd.Series, suggestion: pd.Series) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "level": "Peringatan",
            "tab": "Pengaturan",
            "source_book": rows["source_book"],
            "source_row": rows["source_row"],
            "column": "Nilai",
            "value": rows["value"],
            "message": message,
            "suggestion": suggestion,
        }
    ).reset_index(drop=True)
