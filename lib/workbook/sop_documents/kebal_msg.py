"""KEBAL MSG: kelompok balita makan bersama sehat dan bergizi (Puskesmas Gunung Putri, Bogor)."""

from __future__ import annotations

from lib.workbook.sop_documents.form import Change, Document, Step, chart, doubts, numbered

_DATA = "Pendataan Sasaran"
_SESSION = "Pelaksanaan"
_NUTRITION = "Pengelola program gizi"


def _data_step(step: str, description: str, executor: str = _NUTRITION, *, of_all: bool = False) -> Step:
    level = "Puskesmas" if of_all else None
    return Step(
        step=step, description=description, executor=executor, phase=_DATA, timing="Bulanan", applies_to=level
    )


KEBAL_MSG = Document(
    code="KEBAL",
    title="KEBAL MSG (Kelompok Balita Makan Bersama Sehat dan Bergizi)",
    form="SOP",
    scope="Posyandu",
    number="440/SOP/III/2019",
    revision="00",
    pages="1 dari 2",
    issued_on="Maret 2019",
    unit="Puskesmas Gunung Putri",
    approver="Dr. Prima Artha Tarigan",
    approver_nip="196305151991032004",
    definition=(
        "Inovasi untuk meningkatkan kesehatan dan memenuhi kebutuhan gizi balita, guna mencegah stunting, di"
        " wilayah Puskesmas Gunung Putri Kabupaten Bogor."
    ),
    purpose=numbered(
        "Meningkatkan Kesehatan balita",
        "Memenuhi kecukupan gizi balita",
        "Mencegah terjadinya stunting pada balita",
    ),
    policy=numbered(
        "SK Kepala Puskesmas Gunung Putri Nomor 440/SK-282/PKM.GP/IV/2019 tentang Inovasi Program Gizi"
        " “Kebal MSG”",
        "Keputusan Bupati Bogor Nomor 050.3/324/Kpts/Per-UU/2019 tentang Tim Koordinasi Sistem Inovasi"
        " Daerah",
    ),
    references=numbered(
        "Peraturan Menteri Kesehatan RI Nomor 75 Tahun 2016 tentang Pusat Kesehatan Masyarakat",
        "Peraturan Menpan RI Nomor 14 Tahun 2017 tentang Pelayanan Publik",
        "PP RI nomor 38 Tahun 2017 tentang Program Inovasi Daerah",
    ),
    equipment=numbered("Menu makanan sehat", "Perlengkapan makan"),
    related_units=numbered("Pegawai Puskesmas Gunung Putri;", "Masyarakat di Wilayah Puskesmas Gunung Putri"),
    related_documents="Bukti Dokumentasi",
    note=doubts(
        "tanggal terbit hanya menyebut bulan (Maret 2019), sedangkan SK pada Kebijakan bernomor"
        " bulan IV/2019",
        "dokumen tidak menyebut hari; langkah diperiksa tiap bulan sesudah penimbangan",
        "penomoran 1–7 tertulis dua kali, di sini A1–A7 dan B1–B7",
        "bagan alir pada dokumen hanya tanda “-”; bagan di sini dari urutan langkah",
    ),
    steps=chart(
        _data_step("A1", "Data dan timbang balita di posyandu", "Kader Posyandu"),
        _data_step("A2", "Terima hasil penimbangan dan hitung status gizi", of_all=True),
        _data_step("A3", "Pantau status gizi balita di posyandu", of_all=True),
        _data_step("A4", "Temukan sasaran: balita 2T dan BGM"),
        _data_step("A5", "Laporkan sasaran kepada Desa", of_all=True),
        _data_step("A6", "Bahas di lokmin lintas program puskesmas untuk mencari solusi", of_all=True),
        _data_step("A7", "Bentuk inovasi program", of_all=True),
        Step(
            step="B1",
            description="Sosialisasi kegiatan KEBAL MSG kepada kader",
            executor=_NUTRITION,
            phase=_SESSION,
            standard_minutes=30,
            timing="Bulanan",
        ),
        Step(
            step="B2",
            description="Sampaikan hasil sosialisasi kepada ibu balita yang hadir di posyandu",
            executor="Kader",
            phase=_SESSION,
            standard_minutes=10,
            timing="Bulanan",
        ),
        Step(
            step="B3",
            description="Laksanakan KEBAL MSG di posyandu bersama ibu dan balita",
            executor=_NUTRITION,
            phase=_SESSION,
            standard_minutes=45,
            timing="Bulanan",
            note=doubts("45 menit berbeda dari jumlah B4–B6 (20 + 3 + 10 menit)"),
        ),
        Step(
            step="B4",
            description="Masak makanan sehat dan bergizi bersama; ajak ibu mempraktikkan menu dan caranya",
            executor=f"{_NUTRITION} dan kader",
            phase=_SESSION,
            standard_minutes=20,
            timing="Bulanan",
        ),
        Step(
            step="B5",
            description="Sajikan makanan kepada balita yang hadir dan makan bersama",
            phase=_SESSION,
            standard_minutes=3,
            timing="Bulanan",
            note=doubts(
                "3 menit untuk makan bersama tampaknya salah ketik", "pelaksana tidak disebut dalam dokumen"
            ),
        ),
        Step(
            step="B6",
            description="Penyuluhan gizi balita kepada ibu",
            executor=_NUTRITION,
            phase=_SESSION,
            standard_minutes=10,
            timing="Bulanan",
        ),
        Step(
            step="B7",
            description="Pantau status gizi balita sesudah program berjalan rutin (1 bulan)",
            executor=_NUTRITION,
            phase=_SESSION,
            timing="H+30",
        ),
    ),
    history=(Change(),),
)
