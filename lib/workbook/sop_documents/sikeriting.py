"""SIKERITING: sistem kejar dan intervensi stunting (Puskesmas Tanjung Pinang, Kota Jambi)."""

from __future__ import annotations

from datetime import date

from lib.workbook.sop_documents.form import Change, Document, Step, chart, doubts, numbered

_FIRST_QUARTER = doubts("dokumen tidak menyebut waktu langkah ini; mengikuti langkah 1 (triwulan 1)")
_SECOND_QUARTER = doubts("dokumen tidak menyebut waktu langkah ini; mengikuti langkah 6 (triwulan 2)")

SIKERITING = Document(
    code="SIKERITING",
    title="SIKERITING (Sistem Kejar dan Intervensi Stunting)",
    form="SOP",
    scope="Pasangan",
    number="SOP/807/II/2025",
    pages="1 / 2",
    issued_on=date(2025, 1, 2),
    unit="UPTD Puskesmas Tanjung Pinang Kota Jambi",
    approver="dr. Aulia Satria",
    approver_nip="197409292005011006",
    definition="Program Puskesmas dalam menjemput isu stunting pada Puskesmas Tanjung Pinang.",
    purpose="Acuan penerapan langkah-langkah dalam pelaksanaan SIKERITING.",
    policy=(
        "SK Walikota Jambi No 34 Tahun 2025 Tentang Penetapan Tim Pelaksana Inovasi SIKERITING (Sistem Kejar"
        " dan Intervensi Stunting)."
    ),
    references=numbered(
        "UU RI No. 36 Tahun 2014 tentang Kesehatan;",
        "UU No. 32 Tahun 2024 Tentang Pemerintah Daerah;",
        "Permenkes No. 35 Tahun 2014 tentang Perlindungan Anak;",
        "Perpres No. 27 Tahun 2021 Tentang Percepatan Penurunan Stunting.",
    ),
    attention="Kelengkapan peralatan dan sarana prasarana",
    related_units="\n".join(
        (
            "• Dinas DPMPPA Kota Jambi",
            "• Dinas Komunikasi dan Informatika Kota Jambi",
            "• Kelurahan se-Kecamatan Tanjung Pinang",
            "• Forum RT Kecamatan Tanjung Pinang",
        )
    ),
    related_documents="• -",
    note=doubts(
        "urutan langkah pada bagan alir (1, 2, 3, 6, 5, 4, 7, 8, 9, 12, 11, 10) berbeda dari uraian; yang"
        " dipakai uraian",
        "nomor dokumen menyebut bulan II, tanggal terbitnya Januari",
        "nomor beberapa peraturan pada Referensi perlu diperiksa",
        "langkah 1, 2 dan 4 dilakukan puskesmas sekali setahun, langkah 3 tiap kelurahan, langkah 5–12 tiap"
        " pasangan mentor dan pasien",
    ),
    steps=chart(
        Step(
            step="1",
            applies_to="Puskesmas",
            description="Sosialisasi SIKERITING kepada lintas sektor tingkat kecamatan",
            executor="Puskesmas",
            timing="TW1",
        ),
        Step(
            step="2",
            applies_to="Puskesmas",
            description="Advokasi kepada Kepala Kelurahan dan Forum RT, memastikan keberhasilan pertemuan",
            executor="Tim",
            timing="TW1",
            note=_FIRST_QUARTER,
        ),
        Step(
            step="3",
            applies_to="Kelurahan",
            description="Sosialisasi SIKERITING dan membuat MoU antara puskesmas dan kelurahan",
            executor="Tim",
            output="MoU",
            timing="TW1",
            note=_FIRST_QUARTER,
        ),
        Step(
            step="4",
            applies_to="Puskesmas",
            description="Susun jadwal pelaksanaan kegiatan pembinaan mentor",
            executor="Tim",
            output="Jadwal",
            timing="TW1",
            note=_FIRST_QUARTER,
        ),
        Step(
            step="5",
            description="Pilih pasien untuk diobservasi",
            executor="Tim",
            timing="TW1",
            note=_FIRST_QUARTER,
        ),
        Step(step="6", description="Mentoring", executor="Masing-masing Tim", timing="TW2"),
        Step(
            step="7",
            description="Jelaskan tujuan kegiatan SIKERITING",
            executor="Masing-masing mentor",
            timing="TW2",
            note=_SECOND_QUARTER,
        ),
        Step(
            step="8",
            description="Beri materi pembinaan kepada pasien",
            executor="Masing-masing mentor",
            timing="TW2",
            note=_SECOND_QUARTER,
        ),
        Step(
            step="9",
            description="Tanya jawab dan diskusi dengan orang tua pasien",
            executor="Masing-masing Tim Pembina",
            timing="TW2",
            note=_SECOND_QUARTER,
        ),
        Step(
            step="10",
            description="Monitoring dan evaluasi pertama",
            executor="Masing-masing Tim",
            timing="Juni",
        ),
        Step(step="11", description="Pembinaan lanjutan", executor="Masing-masing Tim", timing="TW3"),
        Step(
            step="12",
            description="Monitoring dan evaluasi kedua serta rencana tindak lanjut",
            executor="Masing-masing Tim",
            output="Rencana tindak lanjut",
            timing="Desember",
        ),
        order=("1", "2", "3", "6", "5", "4", "7", "8", "9", "12", "11", "10"),
    ),
    history=(Change(),),
)
