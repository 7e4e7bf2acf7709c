"""One Student One Client: which student accompanies which mother, and the visits."""

from __future__ import annotations

from lib.workbook.columns import (
    CONTACT,
    FREE,
    HEALTH,
    IDENTITY,
    NAME,
    PUBLIC,
    Column,
    Mask,
    Rows,
    Tab,
    choice,
    date,
    identifier,
    integer,
    number,
    phone,
    proof,
    text,
)

PAIR_STATUS = ("Direncanakan", "Aktif", "Selesai", "Berhenti")


def mother_id() -> Column:
    """The mother of a row: ID typed alone or picked as `Nama · ID`."""
    return identifier(
        "ID ibu", "mother_id", "ID ibu; kosong boleh bila nama diisi", "IH-001",
        required=True, refers_to="ibu_hamil", synonyms=("ID", "ID ibu hamil"), shows=IDENTITY, mask=Mask.PERSON,
    )


PENDAMPINGAN = Tab(
    "Pendampingan",
    "pendampingan",
    "Pasangan mahasiswa dan ibu (One Student One Client)",
    (
        mother_id(),
        text("Nama", "name", "Nama ibu", synonyms=("Nama ibu",), shows=NAME),
        text("Mahasiswa", "student", "Nama mahasiswa", required=True, synonyms=("Nama mahasiswa",), shows=NAME, mask=Mask.STUDENT),
        text("NIM", "student_number", "Nomor induk mahasiswa", shows=IDENTITY),
        text("Perguruan tinggi", "university", "Perguruan tinggi", synonyms=("Kampus",), shows=PUBLIC),
        phone("HP", "phone", "Nomor HP mahasiswa", shows=CONTACT),
        text("No surat tugas", "assignment_letter", "Nomor surat tugas (langkah 1)", shows=PUBLIC),
        text("No surat pemberitahuan", "notice_letter", "Nomor surat pemberitahuan (langkah 2)", shows=PUBLIC),
        date("Tanggal diterima puskesmas", "received_on", "Tanggal mahasiswa diterima (langkah 3)", not_after_today=True, synonyms=("Tanggal diterima",), shows=PUBLIC),
        proof("Bahan konseling", "counselling_material", "Bahan konseling (langkah 5): apa dan di mana, atau tautan https", synonyms=("Bahan konseling (url)",), shows=FREE, mask=Mask.FILLED),
        date("Tanggal mulai", "started_on", "Mulai mendampingi", required=True, synonyms=("Tgl mulai",), shows=PUBLIC),
        date("Tanggal selesai", "ended_on", "Selesai mendampingi", synonyms=("Tgl selesai",), shows=PUBLIC),
        proof("Laporan", "report", "Laporan (langkah 7): di mana disimpan, atau tautan https", synonyms=("Laporan (url)",), shows=FREE, mask=Mask.FILLED),
        date("Tanggal laporan", "reported_on", "Tanggal laporan", not_after_today=True, synonyms=("Tgl laporan",), shows=PUBLIC),
        choice("Status", "status", "Keadaan sekarang (kosong = Aktif)", *PAIR_STATUS, shows=PUBLIC),
    ),
    any_of=("mother_id", "name"),
    key=("mother_id", "student"),
    rows_of=Rows.MOTHER,
)

KUNJUNGAN_IBU = Tab(
    "Kunjungan Ibu",
    "kunjungan_ibu",
    "Kunjungan pendampingan ibu",
    (
        date("Tanggal", "date", "Tanggal kunjungan", required=True, not_after_today=True, synonyms=("Tgl",), shows=PUBLIC),
        mother_id(),
        text("Mahasiswa", "student", "Nama mahasiswa", shows=NAME, mask=Mask.STUDENT),
        number("BB (kg)", "weight_kg", "Berat badan ibu", "55", minimum=25, maximum=200, unit="kg", synonyms=("BB", "Berat", "Berat badan"), shows=HEALTH),
        integer("Sistole", "systolic", "Tekanan darah atas", "110", minimum=50, maximum=260, unit="mmHg", synonyms=("Sistol", "Sistolik"), shows=HEALTH),
        integer("Diastole", "diastolic", "Tekanan darah bawah", "70", minimum=30, maximum=160, unit="mmHg", synonyms=("Diastol", "Diastolik"), shows=HEALTH),
        number("LiLA (cm)", "lila_cm", "Lingkar lengan atas", "24,5", minimum=12, maximum=60, unit="cm", synonyms=("LiLA", "Lingkar lengan"), shows=HEALTH),
        number("Hb (g/dL)", "hb_g_dl", "Kadar hemoglobin", "11,5", minimum=3, maximum=20, unit="g/dL", synonyms=("Hb", "Hemoglobin"), shows=HEALTH),
        text("Keluhan", "complaint", "Keluhan ibu", shows=FREE),
        text("Konseling", "counselling", "Konseling yang diberikan", shows=FREE),
        integer("Menit", "minutes", "Lama kunjungan", "60", minimum=0, maximum=1440, unit="menit", shows=PUBLIC),
    ),
    row_needs=("date", "mother_id"),
    key=("date", "mother_id", "student"),
    rows_of=Rows.MOTHER,
    worked_out=(text("", "visitor", "Mahasiswa yang kunjungannya dihitung", shows=NAME, mask=Mask.STUDENT),),
)
