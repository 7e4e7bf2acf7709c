"""PK: pertemuan kader posyandu (Puskesmas Mantingan)."""

from __future__ import annotations

from datetime import date

from lib.workbook.sop_documents.form import Change, Document, Step, doubts, numbered

PERTEMUAN_KADER = Document(
    code="PK",
    title="Pertemuan Kader Posyandu",
    form="SOP",
    scope="Puskesmas",
    number="SOP/ 149 /2023",
    revision="03",
    pages="1/2",
    issued_on=date(2023, 1, 20),
    unit="Puskesmas Mantingan",
    approver="dr. MUH EL RIZA, M.M.",
    approver_nip="19750108 200604 1 003",
    definition=(
        "Pertemuan rutin perwakilan kader dari masing-masing posyandu, 1 bulan sekali, di lingkup wilayah"
        " kecamatan Mantingan."
    ),
    purpose=numbered(
        "Terwujudnya peningkatan upaya Kesehatan Masyarakat melalui kader posyandu.",
        "Meningkatkan koordinasi program UKBM antara penanggungjawab posyandu dan kader posyandu.",
    ),
    policy=(
        "Keputusan Kepala Puskesmas Mantingan nomor 188/01/404.302.4.19/2023 tentang Jenis - jenis Pelayanan"
        " yang Disediakan Puskesmas Mantingan."
    ),
    references=(
        "Pedoman Pelaksanaan Promosi Kesehatan di Puskesmas, Dinas Kesehatan Provinsi Jawa Timur, Tahun 2010"
    ),
    related_units=numbered(
        "Pelaksana Program Puskesmas",
        "Perencanaan Puskesmas",
        "Kepala Puskesmas",
        "Tim Penggerak PKK Desa / Kelurahan",
    ),
    related_documents=numbered(
        "Pedoman Internal Promosi dan Pemberdayaan Masyarakat",
        "Kerangka Acuan Program dan Pemberdayaan Masyarakat.",
    ),
    steps=(
        Step(
            step="1",
            description="Rencanakan pertemuan kader untuk setahun dan tiap bulan",
            executor="Petugas",
            timing="Bulanan",
            note=doubts("dokumen meminta rencana tahunan dan bulanan; di sini diperiksa tiap bulan"),
        ),
        Step(
            step="2",
            description="Koordinasi dengan lintas program dan lintas sektoral",
            executor="Petugas",
            timing="Bulanan",
        ),
        Step(step="3", description="Siapkan alat dan bahan", executor="Petugas", timing="Bulanan"),
        Step(
            step="4",
            description="Laksanakan pertemuan sesuai jadwal",
            executor="Petugas",
            timing="Bulanan",
        ),
        Step(
            step="5",
            description="Ukur keberhasilan dari tanggapan peserta atas pertanyaan petugas",
            executor="Petugas",
            timing="Bulanan",
            note=doubts("dokumen tidak menyebut batas nilai; keberhasilan dilihat dari jawaban peserta"),
        ),
        Step(
            step="6",
            description="Catat hasil pertemuan",
            executor="Petugas",
            output="Notulen",
            timing="Bulanan",
        ),
        Step(step="7", description="Buat laporan", executor="Petugas", output="Laporan", timing="Bulanan"),
    ),
    history=(
        Change("1", "KOP Surat", "UPT tidak dicantumkan", date(2022, 11, 14)),
        Change(
            "2",
            "Kebijakan",
            "Surat Keputusan Kepala UPTD Puskesmas Mantingan Nomor : 445/031/404.102.15/2015 Tentang"
            " Jenis-Jenis Pelayanan yang disediakan Puskesmas Mantingan, menjadi Surat Keputusan Kepala"
            " Puskesmas Mantingan Nomor 188/01/404.302.4.19/2023 tentang Jenis-Jenis Pelayanan yang"
            " Disediakan Puskesmas Mantingan.",
            date(2023, 1, 3),
        ),
    ),
)
