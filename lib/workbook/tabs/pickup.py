"""Antar-jemput: points, vehicles, the round's register, the donation book."""

from __future__ import annotations

from lib.workbook.columns import (
    Column,
    Kind,
    Tab,
    choice,
    date,
    identifier,
    integer,
    number,
    phone,
    posyandu_code,
    text,
    yes_no,
)

VALIDATION = ("Benar", "Pindah", "Ganda", "Lainnya")
CONTACT = ("Tersambung", "Tidak tersambung", "Belum")
WILLING = ("Ya", "Tidak", "Ragu")

TITIK_JEMPUT = Tab(
    "Titik Jemput",
    "titik_jemput",
    "Tempat bus berhenti",
    (
        identifier("Kode", "code", "Kode titik", "MLT1-A", required=True, synonyms=("Kode titik",)),
        text("Nama", "name", "Nama tempat", "Gapura RW 01", required=True, synonyms=("Nama titik",)),
        posyandu_code(),
        integer("Urutan", "stop_order", "Urutan berhenti", "1", minimum=0, maximum=999),
        Column("Jam", "time", Kind.TIME, "Jam bus tiba", "07.30"),
        number("Lintang", "latitude", "Lintang lokasi", "-6,4", minimum=-11.5, maximum=6.5, unit="derajat", synonyms=("Latitude",)),
        number("Bujur", "longitude", "Bujur lokasi", "106,8", minimum=94.5, maximum=141.5, unit="derajat", synonyms=("Longitude",)),
    ),
    place="posyandu",
    row_needs=("code",),
    key=("code",),
)

ARMADA = Tab(
    "Armada",
    "armada",
    "Bus yang menjemput",
    (
        text("Nama", "name", "Nama bus", "Bus 1", required=True),
        text("No polisi", "plate", "Nomor polisi"),
        text("Sopir", "driver", "Nama sopir", synonyms=("Supir",)),
        phone("HP", "phone", "Nomor HP sopir"),
        integer("Kapasitas", "seats", "Jumlah tempat duduk", "20", required=True, minimum=1, maximum=80),
    ),
    row_needs=("name",),
    key=("name",),
)

ANTAR_JEMPUT = Tab(
    "Antar Jemput",
    "antar_jemput",
    "Sasaran antar-jemput satu hari posyandu, satu baris satu orang",
    (
        date("Tanggal", "date", "Hari posyandu (H)", required=True, fills_down=True, synonyms=("Tgl", "Hari posyandu")),
        posyandu_code(),
        identifier("ID peserta", "person_id", "ID balita atau ibu hamil", "MLT1-001", required=True, refers_to="orang", synonyms=("ID", "ID balita")),
        text("Nama", "name", "Nama, untuk dibaca dan untuk mencari bila ID kosong", synonyms=("Nama peserta", "Nama balita")),
        choice("Validasi", "validation", "Hasil validasi nama (langkah 2)", *VALIDATION),
        identifier("Titik jemput", "pickup_point", "Kode titik jemput", "MLT1-A", refers_to="titik_jemput"),
        date("Tanggal kontak", "contacted_on", "Tanggal menghubungi orang tua", not_after_today=True, synonyms=("Tgl kontak",)),
        choice("Hasil kontak", "contact_result", "Apakah tersambung", *CONTACT, synonyms=("Kontak",)),
        choice("Bersedia", "willing", "Apakah bersedia datang", *WILLING),
        text("Alasan", "reason", "Alasan tidak bersedia"),
        text("Pendamping", "companion", "Siapa yang mendampingi"),
        yes_no("Naik", "boarded", "Naik bus pada hari H"),
        yes_no("Hadir", "attended", "Hadir di posyandu"),
        yes_no("Diantar pulang", "returned", "Diantar pulang"),
        text("Catatan", "note", "Catatan"),
    ),
    place="posyandu",
    row_needs=("date", "posyandu"),
    any_of=("person_id", "name"),
    key=("date", "posyandu", "person_id"),
)

DONASI = Tab(
    "Donasi",
    "donasi",
    "Buku Donasi",
    (
        date("Tanggal", "date", "Tanggal donasi", required=True, not_after_today=True, synonyms=("Tgl",)),
        text("Pemberi", "donor", "Nama pemberi", required=True),
        text("Bentuk", "form", "Uang atau barang apa", "Telur", required=True),
        number("Jumlah", "amount", "Banyaknya", "30", minimum=0, maximum=1e12),
        text("Satuan", "unit", "Satuan", "butir"),
        text("Untuk", "purpose", "Dipakai untuk apa"),
        posyandu_code(required=False, fills_down=False),
        text("Catatan", "note", "Catatan"),
    ),
    row_needs=("date",),
)
