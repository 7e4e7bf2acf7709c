"""Meetings of kader, their questions, and the actions that come out of everything."""

from __future__ import annotations

from lib.workbook.columns import (
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
    posyandu_code,
    proof,
    text,
    yes_no,
)

MEETING_KINDS = ("Pertemuan kader", "Lokmin", "Sosialisasi", "Lainnya")
MEETING_STATUS = ("Rencana", "Terlaksana", "Ditunda", "Batal")
QUIZ_STAGES = ("Sebelum", "Sesudah")
ACTION_KINDS = ("Kunjungan rumah", "Rujuk", "PMT", "Konseling", "Perbaikan data", "Kegiatan", "Lainnya")
ACTION_STATUS = ("Belum", "Berjalan", "Selesai")

PERTEMUAN = Tab(
    "Pertemuan",
    "pertemuan",
    "Rencana dan pelaksanaan pertemuan",
    (
        identifier("ID", "meeting_id", "ID pertemuan", "PK-2026-02", required=True, synonyms=("ID pertemuan",), shows=PUBLIC),
        date("Tanggal rencana", "planned_on", "Tanggal yang direncanakan", required=True, synonyms=("Rencana", "Tgl rencana"), shows=PUBLIC),
        date("Tanggal", "date", "Tanggal dilaksanakan", synonyms=("Tgl", "Tanggal pelaksanaan"), shows=PUBLIC),
        choice("Jenis", "kind", "Jenis pertemuan", *MEETING_KINDS, shows=PUBLIC),
        text("Tempat", "venue", "Tempat pertemuan", shows=PUBLIC),
        text("Agenda", "agenda", "Agenda", shows=PUBLIC),
        text("Penanggung jawab", "owner", "Penanggung jawab", synonyms=("PJ",), shows=NAME),
        choice("Status", "status", "Keadaan sekarang", *MEETING_STATUS, shows=PUBLIC),
        yes_no("Alat siap", "tools_ready", "Alat dan bahan sudah siap", shows=PUBLIC),
        text("Lintas program", "cross_program", "Lintas program dan sektor yang dihubungi", shows=PUBLIC),
        text("Pembahasan", "discussion", "Isi pembahasan (notulen)", shows=FREE, mask=Mask.FILLED),
        text("Kesimpulan", "conclusion", "Kesimpulan", shows=FREE, mask=Mask.FILLED),
        proof("Laporan", "report", "Laporan: di mana disimpan, atau tautan https", synonyms=("Laporan (url)",), shows=FREE, mask=Mask.FILLED),
        proof("Dokumentasi", "photos", "Dokumentasi: di mana disimpan, atau tautan https", synonyms=("Dokumentasi (url)",), shows=FREE),
    ),
    row_needs=("meeting_id",),
    key=("meeting_id",),
    rows_of=Rows.ALL,
)

HADIR_PERTEMUAN = Tab(
    "Hadir Pertemuan",
    "hadir_pertemuan",
    "Daftar hadir pertemuan",
    (
        identifier("Pertemuan", "meeting_id", "ID pertemuan", "PK-2026-02", required=True, refers_to="pertemuan", fills_down=True, synonyms=("ID pertemuan", "ID"), shows=PUBLIC),
        text("Nama", "name", "Nama peserta", required=True, shows=NAME),
        posyandu_code(required=False, fills_down=False),
        text("Instansi", "institution", "Instansi asal", shows=PUBLIC),
        text("Jabatan", "position", "Jabatan", shows=PUBLIC),
        yes_no("Hadir", "present", "Hadir", required=True, shows=PUBLIC),
    ),
    row_needs=("meeting_id", "name"),
    key=("meeting_id", "name", "posyandu"),
    rows_of=Rows.POSYANDU,
    rows_are_named=True,
)

TANYA_JAWAB = Tab(
    "Tanya Jawab",
    "tanya_jawab",
    "Jawaban peserta sebelum dan sesudah pertemuan",
    (
        identifier("Pertemuan", "meeting_id", "ID pertemuan", "PK-2026-02", required=True, refers_to="pertemuan", fills_down=True, synonyms=("ID pertemuan", "ID"), shows=PUBLIC),
        text("Nama", "name", "Nama peserta", required=True, fills_down=True, shows=NAME),
        choice("Tahap", "stage", "Sebelum atau Sesudah", *QUIZ_STAGES, shows=PUBLIC),
        text("Soal", "question", "Nomor atau isi soal", "1", required=True, shows=FREE),
        yes_no("Benar", "correct", "Jawaban benar", required=True, shows=PUBLIC),
    ),
    row_needs=("meeting_id", "name"),
    key=("meeting_id", "name", "stage", "question"),
    rows_of=Rows.POSYANDU,
    others_public=True,
)

TINDAK_LANJUT = Tab(
    "Tindak Lanjut",
    "tindak_lanjut",
    "Rencana tindak lanjut dan hasilnya",
    (
        identifier("ID", "action_id", "ID tindak lanjut", "TL-001", shows=IDENTITY),
        date("Tanggal", "date", "Tanggal dicatat", required=True, not_after_today=True, synonyms=("Tgl",), shows=PUBLIC),
        text("Sumber", "origin", "Dari mana asalnya", "Lokmin", shows=PUBLIC),
        text("Subjek", "subject", "ID anak atau ibu, atau posyandu", shows=IDENTITY, mask=Mask.PERSON),
        choice("Jenis", "kind", "Jenis tindak lanjut", *ACTION_KINDS, shows=PUBLIC),
        text("Kendala", "obstacle", "Kendala", shows=FREE),
        text("Rencana", "plan", "Apa yang akan dilakukan", required=True, shows=FREE),
        text("Penanggung jawab", "owner", "Siapa", required=True, synonyms=("PJ",), shows=NAME),
        date("Tenggat", "due_on", "Paling lambat", required=True, synonyms=("Batas waktu",), shows=PUBLIC),
        choice("Status", "status", "Keadaan sekarang (kosong = Belum)", *ACTION_STATUS, shows=PUBLIC),
        text("Hasil", "result", "Hasilnya", shows=FREE),
        date("Tanggal selesai", "done_on", "Tanggal selesai", not_after_today=True, synonyms=("Tgl selesai",), shows=PUBLIC),
        proof("Bukti", "proof", "Bukti: kata (map merah, lemari 2) atau tautan https", synonyms=("Bukti (url)",), shows=FREE),
    ),
    row_needs=("date",),
    rows_of=Rows.PAIR,
)
