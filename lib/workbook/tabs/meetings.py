"""Meetings of kader, their questions, and the actions that come out of everything."""

from __future__ import annotations

from lib.workbook.columns import Tab, choice, date, identifier, posyandu_code, text, url, yes_no

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
        identifier("ID", "meeting_id", "ID pertemuan", "PK-2026-02", required=True, synonyms=("ID pertemuan",)),
        date("Tanggal rencana", "planned_on", "Tanggal yang direncanakan", required=True, synonyms=("Rencana", "Tgl rencana")),
        date("Tanggal", "date", "Tanggal dilaksanakan", synonyms=("Tgl", "Tanggal pelaksanaan")),
        choice("Jenis", "kind", "Jenis pertemuan", *MEETING_KINDS),
        text("Tempat", "venue", "Tempat pertemuan"),
        text("Agenda", "agenda", "Agenda"),
        text("Penanggung jawab", "owner", "Penanggung jawab", synonyms=("PJ",)),
        choice("Status", "status", "Keadaan sekarang", *MEETING_STATUS),
        yes_no("Alat siap", "tools_ready", "Alat dan bahan sudah siap"),
        text("Lintas program", "cross_program", "Lintas program dan sektor yang dihubungi"),
        text("Pembahasan", "discussion", "Isi pembahasan (notulen)"),
        text("Kesimpulan", "conclusion", "Kesimpulan"),
        url("Laporan", "report", "Tautan laporan", synonyms=("Laporan (url)",)),
        url("Dokumentasi", "photos", "Tautan dokumentasi", synonyms=("Dokumentasi (url)",)),
    ),
    row_needs=("meeting_id",),
    key=("meeting_id",),
)

HADIR_PERTEMUAN = Tab(
    "Hadir Pertemuan",
    "hadir_pertemuan",
    "Daftar hadir pertemuan",
    (
        identifier("Pertemuan", "meeting_id", "ID pertemuan", "PK-2026-02", required=True, refers_to="pertemuan", fills_down=True, synonyms=("ID pertemuan", "ID")),
        text("Nama", "name", "Nama peserta", required=True),
        posyandu_code(required=False, fills_down=False),
        text("Instansi", "institution", "Instansi asal"),
        text("Jabatan", "position", "Jabatan"),
        yes_no("Hadir", "present", "Hadir", required=True),
    ),
    row_needs=("meeting_id", "name"),
    key=("meeting_id", "name", "posyandu"),
)

TANYA_JAWAB = Tab(
    "Tanya Jawab",
    "tanya_jawab",
    "Jawaban peserta sebelum dan sesudah pertemuan",
    (
        identifier("Pertemuan", "meeting_id", "ID pertemuan", "PK-2026-02", required=True, refers_to="pertemuan", fills_down=True, synonyms=("ID pertemuan", "ID")),
        text("Nama", "name", "Nama peserta", required=True, fills_down=True),
        choice("Tahap", "stage", "Sebelum atau Sesudah", *QUIZ_STAGES),
        text("Soal", "question", "Nomor atau isi soal", "1", required=True),
        yes_no("Benar", "correct", "Jawaban benar", required=True),
    ),
    row_needs=("meeting_id", "name"),
    key=("meeting_id", "name", "stage", "question"),
)

TINDAK_LANJUT = Tab(
    "Tindak Lanjut",
    "tindak_lanjut",
    "Rencana tindak lanjut dan hasilnya",
    (
        identifier("ID", "action_id", "ID tindak lanjut", "TL-001"),
        date("Tanggal", "date", "Tanggal dicatat", required=True, not_after_today=True, synonyms=("Tgl",)),
        text("Sumber", "origin", "Dari mana asalnya", "Lokmin"),
        text("Subjek", "subject", "ID anak atau ibu, atau posyandu"),
        choice("Jenis", "kind", "Jenis tindak lanjut", *ACTION_KINDS),
        text("Kendala", "obstacle", "Kendala"),
        text("Rencana", "plan", "Apa yang akan dilakukan", required=True),
        text("Penanggung jawab", "owner", "Siapa", required=True, synonyms=("PJ",)),
        date("Tenggat", "due_on", "Paling lambat", required=True, synonyms=("Batas waktu",)),
        choice("Status", "status", "Keadaan sekarang (kosong = Belum)", *ACTION_STATUS),
        text("Hasil", "result", "Hasilnya"),
        date("Tanggal selesai", "done_on", "Tanggal selesai", not_after_today=True, synonyms=("Tgl selesai",)),
        url("Bukti", "proof", "Tautan bukti", synonyms=("Bukti (url)",)),
    ),
    row_needs=("date",),
)
