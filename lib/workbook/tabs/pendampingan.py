"""Who is accompanied by whom: SIKERITING mentoring of children, OSOC students and mothers."""

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
    url,
)
from lib.workbook.tabs.weighing import child_id, child_name

TEAM_ROLES = ("Ketua", "Mentor", "Anggota")
MENTORING_STATUS = ("Aktif", "Selesai", "Keluar")
PAIR_STATUS = ("Direncanakan", "Aktif", "Selesai", "Berhenti")


def mother_id() -> Column:
    """The mother of a row: ID typed alone or picked as `Nama · ID`."""
    return identifier(
        "ID ibu", "mother_id", "ID ibu; kosong boleh bila nama diisi", "IH-001",
        required=True, refers_to="ibu_hamil", synonyms=("ID", "ID ibu hamil"), shows=IDENTITY, mask=Mask.PERSON,
    )


TIM_MENTORING = Tab(
    "Tim Mentoring",
    "tim_mentoring",
    "Anggota tim SIKERITING",
    (
        text("Tim", "team", "Nama tim", "Tim 1", required=True, fills_down=True, shows=PUBLIC),
        text("Nama", "name", "Nama anggota", required=True, shows=NAME),
        choice("Peran", "role", "Peran dalam tim", *TEAM_ROLES, shows=PUBLIC),
        text("Instansi", "institution", "Instansi asal", shows=PUBLIC),
        phone("HP", "phone", "Nomor HP", shows=CONTACT),
    ),
    row_needs=("team", "name"),
    key=("team", "name"),
    rows_of=Rows.PAIR,
    rows_are_named=True,
)

MOU = Tab(
    "MoU",
    "mou",
    "MoU puskesmas dengan kelurahan",
    (
        text("Kelurahan", "kelurahan", "Kelurahan", required=True, synonyms=("Desa", "Desa/Kelurahan"), shows=PUBLIC),
        text("No MoU", "number", "Nomor MoU", required=True, synonyms=("Nomor MoU",), shows=PUBLIC),
        date("Tanggal", "date", "Tanggal MoU", required=True, synonyms=("Tgl", "Tanggal MoU"), shows=PUBLIC),
        date("Berlaku sampai", "valid_until", "Akhir masa berlaku", shows=PUBLIC),
        url("Berkas", "file", "Tautan berkas", synonyms=("Berkas (url)",), shows=FREE),
    ),
    row_needs=("kelurahan",),
    key=("kelurahan", "number"),
    rows_of=Rows.ALL,
    for_pairs=True,
)

MENTORING = Tab(
    "Mentoring",
    "mentoring",
    "Pasien SIKERITING dan pendampingnya",
    (
        child_id(),
        child_name(),
        text("Tim", "team", "Nama tim", "Tim 1", required=True, shows=PUBLIC),
        text("Mentor", "mentor", "Nama mentor", required=True, shows=NAME),
        text("Kelurahan", "kelurahan", "Kelurahan", synonyms=("Desa", "Desa/Kelurahan"), shows=PUBLIC),
        date("Tanggal pilih", "selected_on", "Tanggal dipilih menjadi pasien", required=True, not_after_today=True, synonyms=("Tgl pilih",), shows=PUBLIC),
        text("Alasan", "reason", "Alasan dipilih", "Stunting", shows=FREE),
        choice("Status", "status", "Keadaan sekarang (kosong = Aktif)", *MENTORING_STATUS, shows=PUBLIC),
    ),
    any_of=("child_id", "name"),
    key=("child_id", "team"),
    rows_of=Rows.CHILD,
)

KEGIATAN_MENTORING = Tab(
    "Kegiatan Mentoring",
    "kegiatan_mentoring",
    "Kegiatan SIKERITING menurut nomor langkah",
    (
        date("Tanggal rencana", "planned_on", "Tanggal yang direncanakan", synonyms=("Tgl rencana",), shows=PUBLIC),
        date("Tanggal", "date", "Tanggal dilaksanakan", required=True, not_after_today=True, synonyms=("Tgl",), shows=PUBLIC),
        text("Tim", "team", "Nama tim", shows=PUBLIC),
        identifier("ID balita", "child_id", "ID balita; kosong = seluruh pasien tim", "MLT1-001", refers_to="balita", synonyms=("ID", "ID anak"), shows=IDENTITY, mask=Mask.PERSON),
        text("Kelurahan", "kelurahan", "Kelurahan, untuk langkah 2 dan 3", synonyms=("Desa", "Desa/Kelurahan"), shows=PUBLIC),
        identifier("Langkah", "step", "Nomor langkah SIKERITING (1–12)", "8", required=True, synonyms=("No langkah", "No"), shows=PUBLIC),
        text("Hasil", "result", "Hasil kegiatan", shows=FREE),
        text("Rencana tindak lanjut", "plan", "Rencana tindak lanjut", synonyms=("RTL",), shows=FREE),
        proof("Bukti", "proof", "Bukti: kata (map merah, lemari 2) atau tautan https", synonyms=("Bukti (url)",), shows=FREE),
    ),
    row_needs=("step",),
    any_of=("date", "planned_on"),
    rows_of=Rows.PAIR,
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
