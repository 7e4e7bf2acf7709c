"""Meetings of kader: the plan, who came, what was learnt, and what was agreed.

Source: SOP Pertemuan Kader, Puskesmas Mantingan (seven steps, success by the answers to questions). What it
leaves open is decided here and stands in METHODS.

agenda.py has the meetings and what the next one has to talk about; attendance.py who came, and the answers
before and after; actions.py what was agreed in them and everywhere else.
"""

from lib.domain.attention import SILENT_DAYS
from lib.domain.pertemuan.actions import (
    ACTION_STATES,
    DONE,
    LATE,
    OPEN_STATES,
    RUNNING,
    WAITING,
    compute_actions,
    count_actions,
    hide_names,
    select_carried,
)
from lib.domain.pertemuan.agenda import (
    CANCELLED,
    HELD,
    KADER_MEETING,
    OVERDUE,
    PLANNED,
    POSTPONED,
    STATES,
    WORKSHOP,
    Agenda,
    choose_agenda_month,
    choose_meeting,
    compute_meetings,
    select_low_attendance,
    select_new_cases,
    select_next_rounds,
    select_overdue_steps,
    select_silent_pairs,
    select_unfollowed,
    select_urgent_mothers,
)
from lib.domain.pertemuan.attendance import (
    AFTER,
    BEFORE,
    TURNOUT_COUNTS,
    compute_answers,
    compute_attendance,
    compute_attendance_share,
    compute_gain,
    compute_results,
    compute_scores,
    compute_turnouts,
)

METHODS: dict[str, str] = {
    "pertemuan": (
        "Pertemuan terlaksana bila Tanggal terisi, tidak sesudah hari ini, dan Statusnya Terlaksana atau "
        "kosong. Tanpa itu, sejak sehari sesudah harinya keadaannya lewat, kecuali Ditunda atau Batal. Satu "
        "pertemuan masuk bulan Tanggal rencananya; jumlah terlaksana sebulan memakai Tanggal."
    ),
    "hadir_pertemuan": (
        "Kehadiran dibaca dari tab Hadir Pertemuan: hadir ÷ yang terisi Ya atau Tidak. Bagian kader yang "
        "hadir per posyandu dibagi semua kader aktif di tab Kader sekarang, dicocokkan menurut nama dan "
        "posyandu; yang hadir tetapi tidak ada di tab Kader disebut terpisah. Posyandu terwakili bila paling "
        "sedikit satu orangnya hadir."
    ),
    "nilai_pertemuan": (
        "Nilai = jawaban benar ÷ jawaban yang terisi, dari tab Tanya Jawab. Kenaikan hanya dari orang yang "
        "menjawab soal yang sama sebelum dan sesudah, dibandingkan dengan dirinya sendiri; yang menjawab di "
        "satu tahap saja disebut jumlahnya. SOP mengukur keberhasilan dari jawaban, tanpa menetapkan batas."
    ),
    "tindak_lanjut": (
        "Tindak lanjut lewat bila belum Selesai dan Tenggatnya sudah lewat; sisanya menurut Status (kosong = "
        "Belum). Satu tindak lanjut milik pertemuan yang ID-nya tertulis di Sumber; bila Sumber hanya "
        "menyebut jenisnya, milik pertemuan jenis itu yang terakhir terlaksana sampai tanggal dicatat. Yang "
        "belum selesai terbawa ke pertemuan berikutnya."
    ),
    "agenda": (
        "Agenda memakai angka hari ini: langkah SOP yang lewat, anak 2T atau BGM yang bulan sebelumnya "
        "tidak, posyandu dengan D/S di bawah target, putaran antar-jemput berikutnya, pasangan mentoring "
        f"tanpa kegiatan lebih dari {SILENT_DAYS} hari, dan tindak lanjut yang belum selesai. Gizi dan D/S "
        "memakai bulan ini bila semua posyandu sudah buka, selain itu bulan lalu. Orang ditulis sebagai "
        "inisial dan RT."
    ),
}

__all__ = [
    "ACTION_STATES",
    "AFTER",
    "BEFORE",
    "CANCELLED",
    "DONE",
    "HELD",
    "KADER_MEETING",
    "LATE",
    "METHODS",
    "OPEN_STATES",
    "OVERDUE",
    "PLANNED",
    "POSTPONED",
    "RUNNING",
    "STATES",
    "TURNOUT_COUNTS",
    "WAITING",
    "WORKSHOP",
    "Agenda",
    "choose_agenda_month",
    "choose_meeting",
    "compute_actions",
    "compute_answers",
    "compute_attendance",
    "compute_attendance_share",
    "compute_gain",
    "compute_meetings",
    "compute_results",
    "compute_scores",
    "compute_turnouts",
    "count_actions",
    "hide_names",
    "select_carried",
    "select_low_attendance",
    "select_new_cases",
    "select_next_rounds",
    "select_overdue_steps",
    "select_silent_pairs",
    "select_unfollowed",
    "select_urgent_mothers",
]
