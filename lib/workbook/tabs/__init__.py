"""Every tab of the workbook, declared once, in the order the template shows them."""

from __future__ import annotations

from lib.workbook.columns import Tab
from lib.workbook.tabs import accompaniment, meetings, people, pickup, procedures, weighing

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
    procedures.SOP,
    procedures.LANGKAH_SOP,
    procedures.RIWAYAT_SOP,
    procedures.DAFTAR_TILIK,
    pickup.TITIK_JEMPUT,
    pickup.ARMADA,
    pickup.ANTAR_JEMPUT,
    pickup.DONASI,
    meetings.PERTEMUAN,
    meetings.HADIR_PERTEMUAN,
    meetings.TANYA_JAWAB,
    meetings.TINDAK_LANJUT,
    accompaniment.TIM_MENTORING,
    accompaniment.MOU,
    accompaniment.MENTORING,
    accompaniment.KEGIATAN_MENTORING,
    accompaniment.PENDAMPINGAN,
    accompaniment.KUNJUNGAN_IBU,
    weighing.KEBAL_MSG,
    weighing.PESERTA_KEBAL_MSG,
)

TABS: dict[str, Tab] = {tab.name: tab for tab in _ALL}
"""Tab name (code) → declaration."""

NOT_READ = ("Baca Saya", "Daftar")
"""Tabs that explain the workbook or feed its dropdowns; never parsed."""
