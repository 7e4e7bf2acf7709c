"""The tab Baca Saya: explains the workbook to kader in plain words. It is never read by the app."""

from __future__ import annotations

from collections.abc import Sequence

from lib.workbook.columns import Tab
from lib.workbook.grids import Grid

READ_ME_TAB = "Baca Saya"

_SAMPLE = (
    "Semua nama, NIK dan nomor HP di buku ini karangan. Beberapa sel sengaja salah ketik, supaya"
    " terlihat bagaimana salah ketik dilaporkan. Silakan diubah-ubah."
)
_ONE_BOOK_OR_MANY = (
    "Tab kuning biasanya diisi kader di buku posyandunya masing-masing, tab hijau di buku puskesmas. Tab yang"
    " tidak dipakai di buku ini boleh dikosongkan atau dihapus."
)
_HOW_TO_FILL = {
    "Isi mulai baris 2": (
        "Satu baris untuk satu kejadian. Baris judul (baris 1) jangan dihapus atau diganti namanya; urutan"
        " kolom boleh diubah."
    ),
    "Warna judul": "Hijau tua: kolom wajib ada. Hijau muda: boleh kosong.",
    "Catatan judul": "Arahkan kursor ke judul kolom: muncul arti kolom, cara mengisi dan contohnya.",
    "Tanggal": "Hari/bulan/tahun, misalnya 03/02/2026. “3 Feb 2026” juga terbaca.",
    "Angka": "Angka saja, koma untuk desimal: 9,5. Berat dalam kilogram, tinggi dalam sentimeter.",
    "NIK, HP, RT/RW": "Kolomnya berformat teks, jadi angka nol di depan tidak hilang. NIK 16 angka.",
    "ID": (
        "Pilih dari daftar (Nama · ID) atau ketik ID-nya. Tanpa ID, isi nama lengkap. Huruf besar, huruf"
        " kecil dan spasi tidak masalah."
    ),
    "Anak baru": (
        "Daftarkan dulu di tab Balita, baru catat penimbangannya. Satu ID untuk satu anak, tidak dipakai lagi"
        " untuk anak lain."
    ),
    "Anak keluar": "Jangan hapus barisnya. Isi Status dan Tanggal keluar.",
    "Hari buka dipindah": (
        "Di tab Jadwal ganti Tanggal, pilih Dipindah, isi Tanggal semula. Bila tidak jadi buka, pilih Batal."
    ),
    "SOP yang dijalankan": (
        "Di tab SOP, tiap baris satu SOP: Aktif = Tidak bila tidak dipakai; Mulai = tanggal mulai dijalankan"
        " (kosong: sejak catatan pertamanya); Posyandu pelaksana = kode posyandunya (kosong: semua)."
        " SOP yang belum dimulai tidak ditagih."
    ),
    "Bukti": "Kata saja (map merah, lemari 2) sudah cukup; tautan https menjadi tombol.",
    "Salah ketik": (
        "Tidak apa-apa. Sel yang tidak terbaca dilaporkan beserta cara memperbaikinya; isian lain tetap"
        " dihitung."
    ),
    "Warna sel": (
        "Merah: angka di luar batas, atau tanggal sesudah hari ini. Jingga bergaris bawah: ID tidak ada "
        "di tab"
        " Daftar. Kuning: wajib diisi. Warna hilang sendiri setelah selnya diperbaiki."
    ),
    "Bukan kesalahan": (
        "Bila isian yang dilaporkan memang benar, catat di tab Dibenarkan: nama tab, ID, tanggal, kolom, "
        "isi sel."
        " Laporannya diam selama sel itu berisi sama."
    ),
    "Catatan penyusun": (
        "Pada tab SOP dan Langkah SOP: hal dalam dokumen asli yang belum jelas. Isi dokumen tidak diubah."
    ),
    "Menjaga rahasia": (
        "Buku ini berisi data kesehatan anak dan ibu. Bagikan hanya kepada yang bertugas, jangan disalin ke"
        " grup pesan."
    ),
}


def build_read_me(tabs: Sequence[Tab], posyandu: str | None = None, *, sample: bool = False) -> Grid:
    """Rows of one cell (a heading) or two (a word and its explanation)."""
    whose = f"Buku kerja posyandu {posyandu}" if posyandu else "Buku kerja puskesmas"
    rows: Grid = [["Buku contoh Papan Posyandu" if sample else whose]]
    if sample:
        rows.append(["Contoh", _SAMPLE])
    rows.append(["Cara mengisi"])
    rows += [[word, explanation] for word, explanation in _HOW_TO_FILL.items()]
    if posyandu is None:
        rows.append(["Satu buku atau banyak", _ONE_BOOK_OR_MANY])
    rows.append(["Isi tiap tab"])
    rows += [[tab.title, f"{tab.meaning}. {_filled_by(tab)}"] for tab in tabs]
    rows.append(["Daftar", "Isi pilihan (dropdown). Kolom yang berisi rumus terisi sendiri."])
    return rows


def _filled_by(tab: Tab) -> str:
    return "Diisi kader." if tab.place == "posyandu" else "Diisi petugas puskesmas."
