"""OSOC: pendampingan ibu hamil pada One Student One Client (Dinas Kesehatan Banyuwangi)."""

from __future__ import annotations

from datetime import date

from lib.workbook.sop_documents.form import Document, Step, chart, doubts, numbered

_PAPER = "Kertas HVS, Printer, Komputer"

OSOC = Document(
    code="OSOC",
    title="Pendampingan Ibu Hamil pada One Student One Client",
    form="SOP-AP",
    scope="Pasangan",
    number="SOP / 35 / 050C / 2019",
    created_on=date(2019, 9, 26),
    issued_on=date(2019, 9, 27),
    unit="Dinas Kesehatan Kabupaten Banyuwangi",
    letterhead=(
        "PEMERINTAH KABUPATEN BANYUWANGI\nDINAS KESEHATAN\n"
        "Jl. Letkol Istiqlah No. 42 Telp. 424794\nFax. 413173 Banyuwangi"
    ),
    approver_office="Kepala Dinas Kesehatan Kabupaten Banyuwangi",
    approver="dr. H. WIDJI LESTARIONO",
    approver_rank="Pembina Tk. I",
    approver_nip="19630522 198902 1 002",
    legal_basis=numbered(
        "Undang-Undang Republik Indonesia Nomor 25 tahun 2004 tentang Sistem Perencanaan Pembangunan"
        " Nasional.",
        "Peraturan Presiden Nomor 18 Tahun 2020 tentang Rencana Pembangunan Jangka Menengah Nasional Tahun"
        " 2020-2024",
    ),
    qualifications=numbered(
        "Memiliki kemampuan untuk merencanakan kegiatan",
        "Memiliki pengetahuan mengenai perawatan pada ibu hamil resiko tinggi, KB dan ASI eksklusif.",
    ),
    executors="Perguruan Tinggi, Dinkes, Puskesmas, Mahasiswa",
    equipment=numbered("Catatan medis pasien", "Media konseling", "Buku KIA"),
    records="Disimpan sebagai data manual",
    note=doubts(
        "nomor 4 tertulis dua kali, di sini 4a dan 4b",
        "kolom pelaksana (Perguruan Tinggi, Dinkes, Puskesmas, Mahasiswa) tidak bertanda, jadi Pelaksana"
        " belum ditetapkan",
        "dokumen bertanggal 2019 tetapi merujuk Perpres tahun 2020",
    ),
    steps=chart(
        Step(
            step="1",
            applies_to="Puskesmas",
            description="Buat surat tugas mahasiswa pendamping",
            equipment=_PAPER,
            standard_minutes=10,
            output="Surat tugas",
        ),
        Step(
            step="2",
            applies_to="Puskesmas",
            description="Buat pemberitahuan kepada puskesmas untuk menerima mahasiswa",
            equipment=_PAPER,
            standard_minutes=15,
            output="Surat",
        ),
        Step(step="3", description="Terima mahasiswa", standard_minutes=30),
        Step(
            step="4a",
            applies_to="Puskesmas",
            description="Antar mahasiswa ke lintas sektor",
            standard_minutes=30,
            note=doubts("dalam dokumen bernomor 4, sama dengan langkah berikutnya"),
        ),
        Step(
            step="4b",
            applies_to="Puskesmas",
            description="Siapkan data ibu hamil yang akan didampingi",
            equipment="Kohort Ibu",
            standard_minutes=120,
            output="Data Ibu hamil resiko tinggi",
            note=doubts("dalam dokumen bernomor 4, sama dengan langkah sebelumnya"),
        ),
        Step(
            step="5",
            description="Siapkan bahan konseling",
            equipment="Media konseling",
            standard_minutes=120,
            output="Bahan konseling",
        ),
        Step(
            step="6",
            description="Dampingi sasaran yang ditunjuk",
            equipment="Catatan medis pasien, Bahan konseling",
            standard_minutes=60,
            output="Catatan pendampingan",
        ),
        Step(
            step="7",
            description="Buat laporan pendampingan",
            equipment="Catatan pendampingan",
            standard_minutes=180,
            output="Laporan",
        ),
        Step(
            step="8",
            applies_to="Puskesmas",
            description="Rekap laporan seluruh pendampingan di puskesmas",
            equipment="Laporan mahasiswa",
            standard_minutes=180,
            output="Rekap laporan pendampingan",
        ),
        Step(
            step="9",
            description="Terima laporan",
            standard_minutes=10,
            output="Bahan Perencanaan",
            applies_to="Puskesmas",
        ),
    ),
)
