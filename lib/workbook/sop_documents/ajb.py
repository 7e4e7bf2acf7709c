"""AJB: antar dan jemput bayi, balita dan ibu hamil (Puskesmas Bandar Sei Kijang)."""

from __future__ import annotations

from lib.workbook.sop_documents.form import Document, Step, chart, doubts, numbered

AJB = Document(
    code="AJB",
    title=("Antar dan Jemput Bayi, Balita dan Ibu Hamil Angkutan Selalu Ada (Ada Jembatan Bumi Angkasa)"),
    form="SOP",
    scope="Posyandu",
    number="SOP/BSKJ/",
    unit="BLUD Puskesmas Bandar Sei Kijang",
    approver="dr. LEILA HANDAYANI",
    approver_nip="19800715 200701 2 003",
    definition=(
        "Program inovasi Puskesmas untuk meningkatkan capaian pelayanan kesehatan bayi dan balita di"
        " Posyandu."
    ),
    purpose=numbered(
        "Meningkatkan partisipasi masyarakat terhadap masalah kesehatan bayi dan balita.",
        "Memantau kesehatan bayi dan balita (diare dan gizi buruk).",
        "Deteksi dini stunting secara optimal.",
    ),
    policy="Peraturan Menteri Kesehatan No. 4 Tahun 2019",
    references=numbered(
        "Rencana Strategi Dinas Kesehatan yang merupakan RPJMD 2021 – 2026",
        "Indikator Standar Pelayanan Puskesmas Program Pelayanan Kesehatan Bayi dan Balita",
    ),
    related_units=numbered(
        "Kepala Desa, Ibu Ketua Tim Penggerak PKK Desa dan Anggota",
        "Kepala Puskesmas, Bidan Desa, Penanggung Jawab Program Kesehatan Bayi dan Balita",
        "Tokoh Masyarakat, RT/RW",
    ),
    related_documents=numbered(
        "Buku SIP", "Buku Donasi", "Buku Nama Balita", "Buku Daftar Hadir", "Buku Lainnya"
    ),
    note=doubts(
        "nomor dokumen belum lengkap; nomor revisi, tanggal terbit dan halaman kosong",
        "judul menyebut ibu hamil, prosedurnya hanya bayi dan balita",
    ),
    steps=chart(
        Step(
            step="1",
            description="Rapat koordinasi pelaksanaan posyandu bulan ini",
            executor="Kader",
            standard_minutes=30,
            timing="H-5",
        ),
        Step(
            step="2",
            description="Validasi nama balita yang tidak hadir bulan lalu",
            executor="Kader",
            timing="H-5",
            note=doubts(
                "dokumen tidak menyebut hari dan menit langkah ini; harinya mengikuti langkah 1 (H-5)"
            ),
        ),
        Step(
            step="3",
            description=(
                "Hubungi orang tua/pengasuh bayi/balita yang tidak hadir bulan lalu, tanyakan kesediaan"
                " datang bulan ini, dengan ajakan persuasif"
            ),
            executor="Kader",
            standard_minutes=7,
            timing="H-4",
        ),
        Step(
            step="4",
            description="Beri tahu pihak PT. Guna Dodos tentang hari posyandu",
            executor="Kader",
            standard_minutes=5,
            timing="H-1",
        ),
        Step(
            step="5",
            description="Jemput balita yang akan datang ke posyandu di titik lokasi tertentu",
            executor="Supir bus karyawan PT. Guna Dodos",
            standard_minutes=35,
            timing="H",
        ),
    ),
)
