"""The SOPs: documents, steps, history, and the daftar tilik in which steps are ticked."""

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
    integer,
    posyandu_code,
    proof,
    text,
    yes_no,
)

SOP_FORMS = ("SOP", "SOP-AP")
SOP_SCOPES = ("Puskesmas", "Posyandu", "Kelurahan", "Pasangan")
RESULTS = ("Ya", "Tidak", "TB")

SOP = Tab(
    "SOP",
    "sop",
    "Dokumen SOP, satu baris satu SOP",
    (
        identifier("Kode", "code", "Kode pendek SOP", "AJB", required=True, synonyms=("Kode SOP",), shows=PUBLIC),
        text("Judul", "title", "Judul dokumen", required=True, shows=PUBLIC),
        choice("Bentuk", "form", "SOP atau SOP-AP", *SOP_FORMS, shows=PUBLIC),
        choice("Lingkup", "scope", "Untuk siapa langkahnya dicentang", *SOP_SCOPES, shows=PUBLIC),
        text("No dokumen", "number", "Nomor dokumen seperti tertulis", synonyms=("Nomor dokumen",), shows=PUBLIC),
        text("No revisi", "revision", "Nomor revisi", synonyms=("Nomor revisi",), shows=PUBLIC),
        text("Halaman", "pages", "Halaman seperti tertulis", "1/2", shows=PUBLIC),
        date("Tanggal pembuatan", "created_on", "Tanggal pembuatan", month_is_enough=True, shows=PUBLIC),
        date("Tanggal revisi", "revised_on", "Tanggal revisi", month_is_enough=True, shows=PUBLIC),
        date("Tanggal terbit", "issued_on", "Tanggal terbit atau efektif", month_is_enough=True, synonyms=("Tanggal efektif",), shows=PUBLIC),
        text("Unit", "unit", "Puskesmas atau dinas pemilik", shows=PUBLIC),
        text("Penetap", "approver", "Pejabat yang menetapkan", shows=PUBLIC),
        text("NIP", "approver_nip", "NIP penetap", shows=PUBLIC),
        text("Pengertian", "definition", "Pengertian", shows=PUBLIC),
        text("Tujuan", "purpose", "Tujuan", shows=PUBLIC),
        text("Kebijakan", "policy", "Kebijakan", shows=PUBLIC),
        text("Dasar hukum", "legal_basis", "Dasar hukum", shows=PUBLIC),
        text("Referensi", "references", "Referensi", shows=PUBLIC),
        text("Kualifikasi pelaksana", "qualifications", "Kualifikasi pelaksana", shows=PUBLIC),
        text("Pelaksana", "executors", "Kolom pelaksana di tabel dokumen, dipisah koma", "Dinkes, Puskesmas, Mahasiswa", shows=PUBLIC),
        text("Keterkaitan", "related_sops", "Keterkaitan dengan SOP lain", shows=PUBLIC),
        text("Alat dan bahan", "equipment", "Alat dan bahan", synonyms=("Peralatan",), shows=PUBLIC),
        text("Peringatan", "warning", "Peringatan", shows=PUBLIC),
        text("Pencatatan", "records", "Pencatatan dan pendataan", shows=PUBLIC),
        text("Hal yang diperhatikan", "attention", "Hal-hal yang perlu diperhatikan", synonyms=("Hal-hal yang perlu diperhatikan",), shows=PUBLIC),
        text("Unit terkait", "related_units", "Unit terkait", shows=PUBLIC),
        text("Dokumen terkait", "related_documents", "Dokumen terkait", shows=PUBLIC),
        yes_no("Aktif", "active", "SOP dipakai puskesmas ini (kosong = ya)", shows=PUBLIC),
        date("Mulai", "begins_on", "Mulai dijalankan; kosong = sejak catatan pertamanya", "01/07/2026", shows=PUBLIC),
        text("Posyandu pelaksana", "run_by", "Kode posyandu yang menjalankan, dipisah koma (kosong = semua)", "MLT1, MLT2", shows=PUBLIC),
        text("Kop", "letterhead", "Kepala surat dokumen, satu baris satu baris kop", shows=PUBLIC),
        text("Jabatan penetap", "approver_office", "Jabatan pejabat yang menetapkan", shows=PUBLIC),
        text("Pangkat penetap", "approver_rank", "Pangkat pejabat yang menetapkan", "Pembina Tk. I", shows=PUBLIC),
        text("Letak dokumen", "kept_at", "Di mana dokumen aslinya disimpan, atau tautan https", "Map SOP, lemari tata usaha", shows=PUBLIC),
        text("Keterangan", "note", "Catatan tentang dokumen", shows=PUBLIC),
    ),
    row_needs=("code",),
    key=("code",),
    rows_of=Rows.ALL,
    for_pairs=True,
)

LANGKAH_SOP = Tab(
    "Langkah SOP",
    "langkah_sop",
    "Langkah tiap SOP, satu baris satu langkah",
    (
        identifier("SOP", "sop", "Kode SOP", "AJB", required=True, refers_to="sop", fills_down=True, synonyms=("Kode SOP",), shows=PUBLIC),
        identifier("No", "step", "Nomor langkah, tidak berulang dalam satu SOP", "4a", required=True, synonyms=("Nomor", "No langkah"), shows=PUBLIC),
        text("Fase", "phase", "Bagian SOP tempat langkah ini", "Pelaksanaan", shows=PUBLIC),
        text("Langkah", "description", "Apa yang dilakukan", required=True, synonyms=("Kegiatan", "Uraian"), shows=PUBLIC),
        text("Pelaksana", "executor", "Siapa yang melakukan", "Kader", shows=PUBLIC),
        text("Kelengkapan", "equipment", "Alat atau berkas yang dipakai", shows=PUBLIC),
        integer("Menit baku", "standard_minutes", "Waktu baku menurut SOP", "30", minimum=0, maximum=10_000, unit="menit", synonyms=("Menit",), shows=PUBLIC),
        text("Keluaran", "output", "Hasil langkah", synonyms=("Output",), shows=PUBLIC),
        text("Waktu", "timing", "Kapan: H-5 … H, H+30, TW1 … TW4, nama bulan, Bulanan, Tahunan", "H-5", shows=PUBLIC),
        choice("Berlaku untuk", "applies_to", "Untuk siapa langkah ini dilakukan (kosong = Lingkup SOP)", *SOP_SCOPES, shows=PUBLIC),
        integer("Urutan bagan", "chart_order", "Urutan langkah di bagan alir dokumen (kosong = seperti uraian)", "3", minimum=1, maximum=100, shows=PUBLIC),
        text("Keterangan", "note", "Catatan pada langkah", shows=PUBLIC),
    ),
    row_needs=("sop", "step"),
    key=("sop", "step"),
    rows_of=Rows.ALL,
    for_pairs=True,
)

RIWAYAT_SOP = Tab(
    "Riwayat SOP",
    "riwayat_sop",
    "Rekaman historis perubahan SOP",
    (
        identifier("SOP", "sop", "Kode SOP", "PK", required=True, refers_to="sop", fills_down=True, synonyms=("Kode SOP",), shows=PUBLIC),
        text("No", "number", "Nomor urut", "1", shows=PUBLIC),
        text("Yang diubah", "part", "Bagian yang diubah", shows=PUBLIC),
        text("Isi perubahan", "change", "Isi perubahan", shows=PUBLIC),
        date("Tanggal mulai berlaku", "effective_on", "Mulai berlaku", synonyms=("Tanggal mulai diberlakukan",), shows=PUBLIC),
    ),
    row_needs=("sop",),
    rows_of=Rows.ALL,
    for_pairs=True,
)

DAFTAR_TILIK = Tab(
    "Daftar Tilik",
    "daftar_tilik",
    "Langkah SOP yang sudah dilakukan, satu baris satu centang",
    (
        date("Tanggal", "date", "Tanggal langkah dilakukan", required=True, not_after_today=True, fills_down=True, synonyms=("Tgl",), shows=PUBLIC),
        identifier("SOP", "sop", "Kode SOP", "AJB", required=True, refers_to="sop", fills_down=True, synonyms=("Kode SOP",), shows=PUBLIC),
        posyandu_code(required=False, fills_down=False),
        text("Subjek", "subject", "ID anak atau ibu, kelurahan, atau tim, bila SOP memintanya", shows=IDENTITY, mask=Mask.PERSON),
        date("Putaran", "round_date", "Hari posyandu (H) yang dimaksud; kosong = menurut tanggal", shows=PUBLIC),
        identifier("Langkah", "step", "Nomor langkah", "3", required=True, synonyms=("No langkah", "No"), shows=PUBLIC),
        choice("Hasil", "result", "Ya, Tidak, atau TB (tidak berlaku)", *RESULTS, required=True, shows=PUBLIC),
        text("Pelaksana", "executor", "Nama yang melakukan", shows=NAME),
        integer("Menit", "minutes", "Lama pelaksanaan", "30", minimum=0, maximum=10_000, unit="menit", shows=PUBLIC),
        proof("Bukti", "proof", "Bukti: kata (map merah, lemari 2) atau tautan https", synonyms=("Bukti (url)",), shows=FREE),
        text("Catatan", "note", "Catatan", shows=FREE),
    ),
    place="posyandu",
    row_needs=("date", "sop", "step"),
    rows_of=Rows.PAIR,
)
