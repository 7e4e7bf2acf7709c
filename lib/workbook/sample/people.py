"""Invented people: names from combined given names, NIK and phone numbers that belong to nobody.

NIK begin with province code 99, which is not given out (codes run from 11 to 97). Phone numbers begin with
0800 0000, which is neither a mobile prefix nor a toll-free number in use.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import numpy.typing as npt

SAMPLE_KADER_POSYANDU = "MLT1"
SAMPLE_MENTOR = "Bd. Wulan Cempaka"
SAMPLE_STUDENT = "Laras Pitaloka"

NIK_PREFIX = "99"
PHONE_PREFIX = "08000000"

_BOYS = (
    "Arkana Bagas Candra Damar Elang Fajar Galih Hanif Ilham Jaya Kenzo Langit Malik Nata Oka"
    " Panji Rangga Satria Tegar Umar Vino Wira Yudha Zidan Abimana Banyu Cakra Dipa Erlangga"
    " Gibran Haikal Indra"
)
_GIRLS = (
    "Alya Bulan Citra Dara Embun Fitri Gita Hana Intan Jelita Kirana Laras Mentari Nala Ocha"
    " Puspa Ratna Sekar Tiara Ulya Vania Wening Yasmin Zahra Ayu Bestari Cantika Dewi Elok"
    " Gendis Halwa Kinanti"
)
_SECOND = (
    "Pratama Lestari Cendana Samudra Nusantara Angkasa Permata Cahaya Rinjani Mahameru Pelangi"
    " Purnama Semesta Kejora Baskara Lazuardi Senja Wijaya Kencana Melati Gemilang Utama Sentosa"
    " Rahayu Pertiwi Anggara Mustika Nirmala Kusuma Tirta Embara Saloka"
)
BOYS = tuple(_BOYS.split())
GIRLS = tuple(_GIRLS.split())
SECOND = tuple(_SECOND.split())

Integers = npt.NDArray[np.int64]


def invent_names(chance: np.random.Generator, boys: npt.NDArray[np.bool_], groups: Integers) -> list[str]:
    """One name a person; within a group (a posyandu) a name is used again only when all are used up."""
    names: npt.NDArray[Any] = np.empty(len(boys), dtype=object)
    for group in np.unique(groups):
        for is_boy, firsts in ((True, BOYS), (False, GIRLS)):
            places = np.flatnonzero((groups == group) & (boys == is_boy))
            combinations = len(firsts) * len(SECOND)
            draws = chance.permutation(np.resize(np.arange(combinations), max(combinations, len(places))))
            for place, draw in zip(places, draws, strict=False):
                names[place] = f"{firsts[draw // len(SECOND)]} {SECOND[draw % len(SECOND)]}"
    return [str(name) for name in names]


def invent_women(chance: np.random.Generator, count: int) -> list[str]:
    """Names of grown women (mothers, kader)."""
    return invent_names(chance, np.zeros(count, dtype=bool), np.zeros(count, dtype=np.int64))


def build_nik(born: date, serial: int, *, girl: bool, district: int) -> str:
    """16 digits in the shape of a NIK: an unused place, the birth date (girls +40), a serial number."""
    return f"{NIK_PREFIX}{district:04d}{born.day + 40 * girl:02d}{born:%m%y}{serial % 10_000:04d}"


def build_phone(serial: int) -> str:
    """A 12-digit number that cannot be assigned."""
    return f"{PHONE_PREFIX}{serial % 10_000:04d}"
