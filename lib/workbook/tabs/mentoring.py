"""SIKERITING: the teams, the agreements with kelurahan, the children they mentor, and what was done."""

from __future__ import annotations

from lib.workbook.columns import (
    CONTACT,
    FREE,
    IDENTITY,
    NAME,
    PUBLIC,
    Mask,
    Rows,
    Tab,
    choice,
    date,
    identifier,
    phone,
    proof,
    text,
    url,
)
from lib.workbook.tabs.weighing import child_id, child_name

TEAM_ROLES = ("Ketua", "Mentor", "Anggota")
MENTORING_STATUS = ("Aktif", "Selesai", "Keluar")

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
