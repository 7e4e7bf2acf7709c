"""Antar-jemput: points, vehicles, the round's register, the donation book."""

from __future__ import annotations

from lib.workbook.columns import (
    CONTACT,
    FREE,
    IDENTITY,
    NAME,
    PUBLIC,
    Column,
    Kind,
    Mask,
    Rows,
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
CONTACT_RESULTS = ("Tersambung", "Tidak tersambung", "Belum")
WILLING = ("Ya", "Tidak", "Ragu")

TITIK_JEMPUT = Tab(
    "Titik Jemput",
    "titik_jemput",
    "Tempat bus berhenti",
    (
        identifier("Kode", "code", "Kode titik", "MLT1-A", required=True, synonyms=("Kode titik",), shows=PUBLIC),
        text("Nama", "name", "Nama tempat", "Gapura RW 01", required=True, synonyms=("Nama titik",), shows=PUBLIC),
        posyandu_code(),
        integer("Urutan", "stop_order", "Urutan berhenti", "1", minimum=0, maximum=999, shows=PUBLIC),
        Column("Jam", "time", Kind.TIME, "Jam bus tiba", "07.30", shows=PUBLIC),
        number("Lintang", "latitude", "Lintang lokasi", "-6,4", minimum=-11.5, maximum=6.5, unit="derajat", synonyms=("Latitude",), shows=PUBLIC),
        number("Bujur", "longitude", "Bujur lokasi", "106,8", minimum=94.5, maximum=141.5, unit="derajat", synonyms=("Longitude",), shows=PUBLIC),
    ),
    place="posyandu",
    row_needs=("code",),
    key=("code",),
    rows_of=Rows.POSYANDU,
)

ARMADA = Tab(
    "Armada",
    "armada",
    "Bus yang menjemput",
    (
        text("Nama", "name", "Nama bus", "Bus 1", required=True, shows=PUBLIC),
        text("No polisi", "plate", "Nomor polisi", shows=PUBLIC),
        text("Sopir", "driver", "Nama sopir", synonyms=("Supir",), shows=NAME),
        phone("HP", "phone", "Nomor HP sopir", shows=CONTACT),
        integer("Kapasitas", "seats", "Jumlah tempat duduk", "20", required=True, minimum=1, maximum=80, shows=PUBLIC),
    ),
    row_needs=("name",),
    key=("name",),
    rows_of=Rows.ALL,
)

ANTAR_JEMPUT = Tab(
    "Antar Jemput",
    "antar_jemput",
    "Sasaran antar-jemput satu hari posyandu, satu baris satu orang",
    (
        date("Tanggal", "date", "Hari posyandu (H)", required=True, fills_down=True, synonyms=("Tgl", "Hari posyandu"), shows=PUBLIC),
        posyandu_code(),
        identifier("ID peserta", "person_id", "ID balita atau ibu hamil", "MLT1-001", required=True, refers_to="orang", synonyms=("ID", "ID balita"), shows=IDENTITY, mask=Mask.PERSON),
        text("Nama", "name", "Nama, untuk dibaca dan untuk mencari bila ID kosong", synonyms=("Nama peserta", "Nama balita"), shows=NAME),
        choice("Validasi", "validation", "Hasil validasi nama (langkah 2)", *VALIDATION, shows=PUBLIC),
        identifier("Titik jemput", "pickup_point", "Kode titik jemput", "MLT1-A", refers_to="titik_jemput", shows=PUBLIC),
        date("Tanggal kontak", "contacted_on", "Tanggal menghubungi orang tua", not_after_today=True, synonyms=("Tgl kontak",), shows=PUBLIC),
        choice("Hasil kontak", "contact_result", "Apakah tersambung", *CONTACT_RESULTS, synonyms=("Kontak",), shows=PUBLIC),
        choice("Bersedia", "willing", "Apakah bersedia datang", *WILLING, shows=PUBLIC),
        text("Alasan", "reason", "Alasan tidak bersedia", shows=FREE),
        text("Pendamping", "companion", "Siapa yang mendampingi", shows=NAME, mask=Mask.FILLED),
        yes_no("Naik", "boarded", "Naik bus pada hari H", shows=PUBLIC),
        yes_no("Hadir", "attended", "Hadir di posyandu", shows=PUBLIC),
        yes_no("Diantar pulang", "returned", "Diantar pulang", shows=PUBLIC),
        text("Catatan", "note", "Catatan", shows=FREE),
    ),
    place="posyandu",
    row_needs=("date", "posyandu"),
    any_of=("person_id", "name"),
    key=("date", "posyandu", "person_id"),
    rows_of=Rows.POSYANDU,
)

DONASI = Tab(
    "Donasi",
    "donasi",
    "Buku Donasi",
    (
        date("Tanggal", "date", "Tanggal donasi", required=True, not_after_today=True, synonyms=("Tgl",), shows=PUBLIC),
        text("Pemberi", "donor", "Nama pemberi", required=True, shows=NAME),
        text("Bentuk", "form", "Uang atau barang apa", "Telur", required=True, shows=PUBLIC),
        number("Jumlah", "amount", "Banyaknya", "30", minimum=0, maximum=1e12, shows=PUBLIC),
        text("Satuan", "unit", "Satuan", "butir", shows=PUBLIC),
        text("Untuk", "purpose", "Dipakai untuk apa", shows=PUBLIC),
        posyandu_code(required=False, fills_down=False),
        text("Catatan", "note", "Catatan", shows=FREE),
    ),
    row_needs=("date",),
    rows_of=Rows.POSYANDU,
    blank_is_everybodys=True,
)
