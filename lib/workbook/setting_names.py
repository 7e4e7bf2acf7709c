"""The settings that the tab Pengaturan knows, and what each is for."""

from __future__ import annotations

import re

_FAMILY = {"ibu": "nama ibu atau pengasuh", "nama": "nama anak", "anak": "sama dengan {nama}"}
_ROUND = {"posyandu": "nama posyandu", "tanggal": "hari dan tanggal posyandu", "buka": "jam buka posyandu"}
_CHILD = _FAMILY | {
    "posyandu": "nama posyandu",
    "tanggal": "tanggal posyandu berikutnya",
    "puskesmas": "nama puskesmas",
}

MESSAGE_FIELDS: dict[str, dict[str, str]] = {
    "Pesan belum ditimbang": _CHILD,
    "Pesan kunjungan": _CHILD,
    "Pesan ajakan": _FAMILY
    | _ROUND
    | {
        "titik": "nama titik jemput",
        "jam": "jam bus di titik itu",
        "puskesmas": "nama puskesmas",
    },
    "Pesan perusahaan bus": _ROUND
    | {
        "titik": "titik jemput, jamnya, dan jumlah orang di tiap titik",
        "orang": "jumlah orang",
        "kursi": "jumlah kursi",
        "puskesmas": "nama puskesmas",
    },
    "Pesan perbaikan data": {
        "posyandu": "nama posyandu",
        "jumlah": "jumlah sel yang perlu diperbaiki; selnya ditulis di bawah pesan",
        "puskesmas": "nama puskesmas",
    },
}
"""Prepared message → its fields, written in braces, and what is put in their place."""

_FIELD = re.compile(r"\{\s*(\w+)\s*\}")


def describe_fields(setting: str) -> str:
    """ "{ibu}, {nama}, …" of a prepared message."""
    return ", ".join("{" + field + "}" for field in MESSAGE_FIELDS[setting])


def fill_fields(message: str, facts: dict[str, str]) -> str:
    """The message with each field of `facts` in its place, whatever its case; others stay as typed."""
    return _FIELD.sub(lambda found: facts.get(found[1].casefold(), found[0]), message)


def find_unknown_fields(setting: str, message: str) -> list[str]:
    """What stands in braces in a prepared message and is none of its fields, as typed, each once; also
    braces that are left open or hold other signs."""
    known = dict.fromkeys(MESSAGE_FIELDS[setting], "")
    return list(dict.fromkeys(re.findall(r"\{[^{}]*\}?|\}", fill_fields(message, known))))


_USES = {
    "Nama puskesmas": "Tampil di kepala halaman dan laporan",
    "Kabupaten/Kota": "Tampil di laporan",
    "Kecamatan": "Tampil di laporan",
    "Alamat": "Alamat puskesmas",
    "Telepon": "Telepon puskesmas",
    "Kepala puskesmas": "Nama penanda tangan laporan",
    "NIP kepala": "NIP penanda tangan laporan",
    "Zona waktu": "WIB, WITA atau WIT",
    "Target K/S": "Persen",
    "Target D/S": "Persen",
    "Target N/D'": "Persen",
    "Target kepatuhan SOP": "Persen; 80 bila kosong",
    "Batas terisi untuk dinilai": "Persen langkah jatuh tempo yang harus terisi; 80 bila kosong",
    "Aturan N": "KBM, atau KBM atau garis",
    "Bulan vitamin A": "Angka bulan kapsul vitamin A dibagikan, misalnya 2, 8; 2 dan 8 bila kosong",
    "Operasi timbang mulai": "Hari pertama, misalnya 02/08/2026; kosong: Februari dan Agustus saja",
    "Operasi timbang selesai": "Hari terakhirnya; akhir bulan itu bila kosong",
    "Nama perusahaan bus": "Perusahaan yang menjemput",
    "Kontak perusahaan bus": "Nomor HP yang diberi tahu pada H-1",
    "Kecepatan bus": "Km/jam di jalan, untuk memperkirakan lama menjemput; 20 bila kosong",
    "Menit tiap titik jemput": "Menit bus berhenti di tiap titik; 3 bila kosong",
    "Faktor jalan": "Jalan dibagi garis lurus; 1,3 bila kosong",
    "Pesan belum ditimbang": "Isi pesan WhatsApp untuk keluarga anak yang belum ditimbang",
    "Pesan kunjungan": "Isi pesan WhatsApp sebelum kunjungan rumah",
    "Pesan ajakan": "Isi pesan untuk orang tua pada H-4",
    "Pesan perusahaan bus": "Isi pesan untuk perusahaan bus pada H-1",
    "Pesan perbaikan data": "Pembuka pesan untuk kader tentang sel yang perlu diperbaiki",
    "Pesan undangan pertemuan": "Isi pesan undangan pertemuan kader",
}

SETTING_NAMES: dict[str, str] = {
    name: f"{use}. Diisi sendiri: {describe_fields(name)}. Kosong: kalimat bawaan"
    if name in MESSAGE_FIELDS
    else use
    for name, use in _USES.items()
}
"""Name of the setting → what it is for, in the order the tab shows them."""
