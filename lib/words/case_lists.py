"""Titles of the lists of children to act on."""

from __future__ import annotations

TITLES = {
    "belum_ditindaklanjuti": "Belum ada tindak lanjut",
    "gizi_buruk": "Gizi buruk",
    "kebal": "2T atau BGM",
    "nyaris_2t": "Nyaris 2T",
    "not_weighed": "Tidak ditimbang",
    "refer_kia": "Periksa (Buku KIA)",
    "reweigh": "Timbang ulang",
    "gizi_kurang": "Gizi kurang",
    "stunting": "Stunting",
    "no_kms": "Tanpa KMS",
    "measured": "Semua yang diukur",
    "sasaran": "Semua sasaran (S)",
    "outside": "Di luar sasaran",
}
