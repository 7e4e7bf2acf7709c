"""The SOPs: documents, steps, history, and the daftar tilik in which steps are ticked."""

from __future__ import annotations

from lib.workbook.columns import Tab, choice, date, identifier, integer, posyandu_code, text, url, yes_no

SOP_FORMS = ("SOP", "SOP-AP")
SOP_SCOPES = ("Puskesmas", "Posyandu", "Kelurahan", "Pasangan")
RESULTS = ("Ya", "Tidak", "TB")

SOP = Tab(
    "SOP",
    "sop",
    "Dokumen SOP, satu baris satu SOP",
    (
        identifier("Kode", "code", "Kode pendek SOP", "AJB", required=True, synonyms=("Kode SOP",)),
        text("Judul", "title", "Judul dokumen", required=True),
        choice("Bentuk", "form", "SOP atau SOP-AP", *SOP_FORMS),
        choice("Lingkup", "scope", "Untuk siapa langkahnya dicentang", *SOP_SCOPES),
        text("No dokumen", "number", "Nomor dokumen seperti tertulis", synonyms=("Nomor dokumen",)),
        text("No revisi", "revision", "Nomor revisi", synonyms=("Nomor revisi",)),
        text("Halaman", "pages", "Halaman seperti tertulis", "1/2"),
        date("Tanggal pembuatan", "created_on", "Tanggal pembuatan", month_is_enough=True),
        date("Tanggal revisi", "revised_on", "Tanggal revisi", month_is_enough=True),
        date("Tanggal terbit", "issued_on", "Tanggal terbit atau efektif", month_is_enough=True, synonyms=("Tanggal efektif",)),
        text("Unit", "unit", "Puskesmas atau dinas pemilik"),
        text("Penetap", "approver", "Pejabat yang menetapkan"),
        text("NIP", "approver_nip", "NIP penetap"),
        text("Pengertian", "definition", "Pengertian"),
        text("Tujuan", "purpose", "Tujuan"),
        text("Kebijakan", "policy", "Kebijakan"),
        text("Dasar hukum", "legal_basis", "Dasar hukum"),
        text("Referensi", "references", "Referensi"),
        text("Kualifikasi pelaksana", "qualifications", "Kualifikasi pelaksana"),
        text("Pelaksana", "executors", "Kolom pelaksana di tabel dokumen, dipisah koma", "Dinkes, Puskesmas, Mahasiswa"),
        text("Keterkaitan", "related_sops", "Keterkaitan dengan SOP lain"),
        text("Alat dan bahan", "equipment", "Alat dan bahan", synonyms=("Peralatan",)),
        text("Peringatan", "warning", "Peringatan"),
        text("Pencatatan", "records", "Pencatatan dan pendataan"),
        text("Hal yang diperhatikan", "attention", "Hal-hal yang perlu diperhatikan", synonyms=("Hal-hal yang perlu diperhatikan",)),
        text("Unit terkait", "related_units", "Unit terkait"),
        text("Dokumen terkait", "related_documents", "Dokumen terkait"),
        yes_no("Aktif", "active", "SOP dipakai (kosong = ya)"),
        text("Keterangan", "note", "Catatan tentang dokumen"),
    ),
    row_needs=("code",),
    key=("code",),
)

LANGKAH_SOP = Tab(
    "Langkah SOP",
    "langkah_sop",
    "Langkah tiap SOP, satu baris satu langkah",
    (
        identifier("SOP", "sop", "Kode SOP", "AJB", required=True, refers_to="sop", fills_down=True, synonyms=("Kode SOP",)),
        identifier("No", "step", "Nomor langkah, tidak berulang dalam satu SOP", "4a", required=True, synonyms=("Nomor", "No langkah")),
        text("Fase", "phase", "Bagian SOP tempat langkah ini", "Pelaksanaan"),
        text("Langkah", "description", "Apa yang dilakukan", required=True, synonyms=("Kegiatan", "Uraian")),
        text("Pelaksana", "executor", "Siapa yang melakukan", "Kader"),
        text("Kelengkapan", "equipment", "Alat atau berkas yang dipakai"),
        integer("Menit baku", "standard_minutes", "Waktu baku menurut SOP", "30", minimum=0, maximum=10_000, unit="menit", synonyms=("Menit",)),
        text("Keluaran", "output", "Hasil langkah", synonyms=("Output",)),
        text("Waktu", "timing", "Kapan: H-5 … H, H+30, TW1 … TW4, nama bulan, Bulanan, Tahunan", "H-5"),
        text("Keterangan", "note", "Catatan pada langkah"),
    ),
    row_needs=("sop", "step"),
    key=("sop", "step"),
)

RIWAYAT_SOP = Tab(
    "Riwayat SOP",
    "riwayat_sop",
    "Rekaman historis perubahan SOP",
    (
        identifier("SOP", "sop", "Kode SOP", "PK", required=True, refers_to="sop", fills_down=True, synonyms=("Kode SOP",)),
        text("No", "number", "Nomor urut", "1"),
        text("Yang diubah", "part", "Bagian yang diubah"),
        text("Isi perubahan", "change", "Isi perubahan"),
        date("Tanggal mulai berlaku", "effective_on", "Mulai berlaku", synonyms=("Tanggal mulai diberlakukan",)),
    ),
    row_needs=("sop",),
)

DAFTAR_TILIK = Tab(
    "Daftar Tilik",
    "daftar_tilik",
    "Langkah SOP yang sudah dilakukan, satu baris satu centang",
    (
        date("Tanggal", "date", "Tanggal langkah dilakukan", required=True, not_after_today=True, fills_down=True, synonyms=("Tgl",)),
        identifier("SOP", "sop", "Kode SOP", "AJB", required=True, refers_to="sop", fills_down=True, synonyms=("Kode SOP",)),
        posyandu_code(required=False, fills_down=False),
        text("Subjek", "subject", "ID anak atau ibu, kelurahan, atau tim, bila SOP memintanya"),
        date("Putaran", "round_date", "Hari posyandu (H) yang dimaksud; kosong = menurut tanggal"),
        identifier("Langkah", "step", "Nomor langkah", "3", required=True, synonyms=("No langkah", "No")),
        choice("Hasil", "result", "Ya, Tidak, atau TB (tidak berlaku)", *RESULTS, required=True),
        text("Pelaksana", "executor", "Nama yang melakukan"),
        integer("Menit", "minutes", "Lama pelaksanaan", "30", minimum=0, maximum=10_000, unit="menit"),
        url("Bukti", "proof", "Tautan bukti", synonyms=("Bukti (url)",)),
        text("Catatan", "note", "Catatan"),
    ),
    place="posyandu",
    row_needs=("date", "sop", "step"),
)
