"""The settings that the tab Pengaturan knows, and what each is for."""

from __future__ import annotations

SETTING_NAMES: dict[str, str] = {
    "Nama puskesmas": "Tampil di kepala halaman dan laporan",
    "Kabupaten/Kota": "Tampil di laporan",
    "Kecamatan": "Tampil di laporan",
    "Alamat": "Alamat puskesmas",
    "Telepon": "Telepon puskesmas",
    "Kepala puskesmas": "Nama penanda tangan laporan",
    "NIP kepala": "NIP penanda tangan laporan",
    "Zona waktu": "WIB, WITA atau WIT",
    "Target K/S": "Persen",
    "Target D/S": "Persen",
    "Target N/D'": "Persen",
    "Target kepatuhan SOP": "Persen; 80 bila kosong",
    "Aturan N": "KBM, atau KBM atau garis",
    "Nama perusahaan bus": "Perusahaan yang menjemput",
    "Kontak perusahaan bus": "Nomor HP yang diberi tahu pada H-1",
    "Pesan belum ditimbang": "Isi pesan WhatsApp untuk keluarga anak yang belum ditimbang",
    "Pesan kunjungan": "Isi pesan WhatsApp sebelum kunjungan rumah",
    "Pesan ajakan": "Isi pesan untuk orang tua pada H-4",
    "Pesan perusahaan bus": "Isi pesan untuk perusahaan bus pada H-1",
    "Pesan undangan pertemuan": "Isi pesan undangan pertemuan kader",
}
"""Name of the setting → what it is for, in the order the tab shows them."""
