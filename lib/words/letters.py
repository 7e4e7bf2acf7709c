"""Words beside buttons that make letters from Word templates."""

from __future__ import annotations

BLANKS = "Kop atau tanda tangan belum lengkap. Isi di tab “Pengaturan”: {names}."
USUAL = "Untuk sementara dipakai templat bawaan. Perbaiki berkasnya di folder data, atau hapus."
