"""Every tab of the workbook, declared once, in the order the template shows them."""

from __future__ import annotations

from lib.workbook.columns import Tab
from lib.workbook.tabs import antar_jemput, mentoring, pendampingan, people, pertemuan, sop, weighing

_ALL = (
    people.PENGATURAN,
    people.POSYANDU,
    people.DIBENARKAN,
    people.PEMETAAN,
    people.KADER,
    people.JADWAL,
    people.BALITA,
    weighing.PENIMBANGAN,
    weighing.REGISTER_SIP,
    people.IBU_HAMIL,
    sop.SOP,
    sop.LANGKAH_SOP,
    sop.RIWAYAT_SOP,
    sop.DAFTAR_TILIK,
    antar_jemput.TITIK_JEMPUT,
    antar_jemput.ARMADA,
    antar_jemput.ANTAR_JEMPUT,
    antar_jemput.DONASI,
    pertemuan.PERTEMUAN,
    pertemuan.HADIR_PERTEMUAN,
    pertemuan.TANYA_JAWAB,
    pertemuan.TINDAK_LANJUT,
    mentoring.TIM_MENTORING,
    mentoring.MOU,
    mentoring.MENTORING,
    mentoring.KEGIATAN_MENTORING,
    pendampingan.PENDAMPINGAN,
    pendampingan.KUNJUNGAN_IBU,
    weighing.KEBAL_MSG,
    weighing.PESERTA_KEBAL_MSG,
)

TABS: dict[str, Tab] = {tab.name: tab for tab in _ALL}
"""Tab name (code) → declaration."""

NOT_READ = ("Baca Saya", "Daftar")
"""Tabs that explain the workbook or feed its dropdowns; never parsed."""
