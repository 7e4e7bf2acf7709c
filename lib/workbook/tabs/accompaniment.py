"""Who is accompanied by whom: SIKERITING mentoring of children, OSOC students and mothers."""

from __future__ import annotations

from lib.workbook.columns import Column, Tab, choice, date, identifier, integer, number, phone, text, url
from lib.workbook.tabs.weighing import child_id, child_name

TEAM_ROLES = ("Ketua", "Mentor", "Anggota")
MENTORING_STATUS = ("Aktif", "Selesai", "Keluar")
PAIR_STATUS = ("Direncanakan", "Aktif", "Selesai", "Berhenti")


def mother_id() -> Column:
    """The mother of a row: ID typed alone or picked as `Nama · ID`."""
    return identifier(
        "ID ibu", "mother_id", "ID ibu; kosong boleh bila nama diisi", "IH-001",
        required=True, refers_to="ibu_hamil", synonyms=("ID", "ID ibu hamil"),
    )


TIM_MENTORING = Tab(
    "Tim Mentoring",
    "tim_mentoring",
    "Anggota tim SIKERITING",
    (
        text("Tim", "team", "Nama tim", "Tim 1", required=True, fills_down=True),
        text("Nama", "name", "Nama anggota", required=True),
        choice("Peran", "role", "Peran dalam tim", *TEAM_ROLES),
        text("Instansi", "institution", "Instansi asal"),
        phone("HP", "phone", "Nomor HP"),
    ),
    row_needs=("team", "name"),
    key=("team", "name"),
)

MOU = Tab(
    "MoU",
    "mou",
    "MoU puskesmas dengan kelurahan",
    (
        text("Kelurahan", "kelurahan", "Kelurahan", required=True, synonyms=("Desa", "Desa/Kelurahan")),
        text("No MoU", "number", "Nomor MoU", required=True, synonyms=("Nomor MoU",)),
        date("Tanggal", "date", "Tanggal MoU", required=True, synonyms=("Tgl", "Tanggal MoU")),
        date("Berlaku sampai", "valid_until", "Akhir masa berlaku"),
        url("Berkas", "file", "Tautan berkas", synonyms=("Berkas (url)",)),
    ),
    row_needs=("kelurahan",),
    key=("kelurahan", "number"),
)

MENTORING = Tab(
    "Mentoring",
    "mentoring",
    "Pasien SIKERITING dan pendampingnya",
    (
        child_id(),
        child_name(),
        text("Tim", "team", "Nama tim", "Tim 1", required=True),
        text("Mentor", "mentor", "Nama mentor", required=True),
        text("Kelurahan", "kelurahan", "Kelurahan", synonyms=("Desa", "Desa/Kelurahan")),
        date("Tanggal pilih", "selected_on", "Tanggal dipilih menjadi pasien", required=True, not_after_today=True, synonyms=("Tgl pilih",)),
        text("Alasan", "reason", "Alasan dipilih", "Stunting"),
        choice("Status", "status", "Keadaan sekarang (kosong = Aktif)", *MENTORING_STATUS),
    ),
    any_of=("child_id", "name"),
    key=("child_id", "team"),
)

KEGIATAN_MENTORING = Tab(
    "Kegiatan Mentoring",
    "kegiatan_mentoring",
    "Kegiatan SIKERITING menurut nomor langkah",
    (
        date("Tanggal rencana", "planned_on", "Tanggal yang direncanakan", synonyms=("Tgl rencana",)),
        date("Tanggal", "date", "Tanggal dilaksanakan", required=True, not_after_today=True, synonyms=("Tgl",)),
        text("Tim", "team", "Nama tim"),
        identifier("ID balita", "child_id", "ID balita; kosong = seluruh pasien tim", "MLT1-001", refers_to="balita", synonyms=("ID", "ID anak")),
        text("Kelurahan", "kelurahan", "Kelurahan, untuk langkah 2 dan 3", synonyms=("Desa", "Desa/Kelurahan")),
        identifier("Langkah", "step", "Nomor langkah SIKERITING (1–12)", "8", required=True, synonyms=("No langkah", "No")),
        text("Hasil", "result", "Hasil kegiatan"),
        text("Rencana tindak lanjut", "plan", "Rencana tindak lanjut", synonyms=("RTL",)),
        url("Bukti", "proof", "Tautan bukti", synonyms=("Bukti (url)",)),
    ),
    row_needs=("step",),
    any_of=("date", "planned_on"),
)

PENDAMPINGAN = Tab(
    "Pendampingan",
    "pendampingan",
    "Pasangan mahasiswa dan ibu (One Student One Client)",
    (
        mother_id(),
        text("Nama", "name", "Nama ibu", synonyms=("Nama ibu",)),
        text("Mahasiswa", "student", "Nama mahasiswa", required=True, synonyms=("Nama mahasiswa",)),
        text("NIM", "student_number", "Nomor induk mahasiswa"),
        text("Perguruan tinggi", "university", "Perguruan tinggi", synonyms=("Kampus",)),
        phone("HP", "phone", "Nomor HP mahasiswa"),
        text("No surat tugas", "assignment_letter", "Nomor surat tugas (langkah 1)"),
        text("No surat pemberitahuan", "notice_letter", "Nomor surat pemberitahuan (langkah 2)"),
        date("Tanggal diterima puskesmas", "received_on", "Tanggal mahasiswa diterima (langkah 3)", not_after_today=True, synonyms=("Tanggal diterima",)),
        url("Bahan konseling", "counselling_material", "Tautan bahan konseling (langkah 5)", synonyms=("Bahan konseling (url)",)),
        date("Tanggal mulai", "started_on", "Mulai mendampingi", required=True, synonyms=("Tgl mulai",)),
        date("Tanggal selesai", "ended_on", "Selesai mendampingi", synonyms=("Tgl selesai",)),
        url("Laporan", "report", "Tautan laporan (langkah 7)", synonyms=("Laporan (url)",)),
        date("Tanggal laporan", "reported_on", "Tanggal laporan", not_after_today=True, synonyms=("Tgl laporan",)),
        choice("Status", "status", "Keadaan sekarang (kosong = Aktif)", *PAIR_STATUS),
    ),
    any_of=("mother_id", "name"),
    key=("mother_id", "student"),
)

KUNJUNGAN_IBU = Tab(
    "Kunjungan Ibu",
    "kunjungan_ibu",
    "Kunjungan pendampingan ibu",
    (
        date("Tanggal", "date", "Tanggal kunjungan", required=True, not_after_today=True, synonyms=("Tgl",)),
        mother_id(),
        text("Mahasiswa", "student", "Nama mahasiswa"),
        number("BB (kg)", "weight_kg", "Berat badan ibu", "55", minimum=25, maximum=200, unit="kg", synonyms=("BB", "Berat", "Berat badan")),
        integer("Sistole", "systolic", "Tekanan darah atas", "110", minimum=50, maximum=260, unit="mmHg", synonyms=("Sistol", "Sistolik")),
        integer("Diastole", "diastolic", "Tekanan darah bawah", "70", minimum=30, maximum=160, unit="mmHg", synonyms=("Diastol", "Diastolik")),
        number("LiLA (cm)", "lila_cm", "Lingkar lengan atas", "24,5", minimum=12, maximum=60, unit="cm", synonyms=("LiLA", "Lingkar lengan")),
        number("Hb (g/dL)", "hb_g_dl", "Kadar hemoglobin", "11,5", minimum=3, maximum=20, unit="g/dL", synonyms=("Hb", "Hemoglobin")),
        text("Keluhan", "complaint", "Keluhan ibu"),
        text("Konseling", "counselling", "Konseling yang diberikan"),
        integer("Menit", "minutes", "Lama kunjungan", "60", minimum=0, maximum=1440, unit="menit"),
    ),
    row_needs=("date", "mother_id"),
    key=("date", "mother_id", "student"),
)
