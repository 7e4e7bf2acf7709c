"""Antar-jemput: the rounds of a month, who should be fetched, who is on which bus list, and how far the
invitation got.  Source: SOP antar-jemput; what it leaves open is decided in aturan.md "Antar-jemput".

rounds.py has the rounds, tasks, sasaran and the calendar; people.py everyone of a round and who calls whom;
lists.py roster and funnel; trips.py the roster cut by the seats of the bus; route.py where a trip drives;
history.py absence and months.
"""

from lib.domain.antar_jemput.history import (
    LONG_ABSENT,
    STEPS,
    compute_absence,
    compute_bus_months,
    compute_donation_totals,
    compute_dropped,
    compute_lost,
    compute_lost_often,
    compute_lost_people,
    compute_refusals,
    compute_year,
    select_lost,
)
from lib.domain.antar_jemput.lists import add_points, compute_buckets, compute_funnel, compute_roster
from lib.domain.antar_jemput.people import (
    BUCKETS,
    LEFT_OUT,
    NOT_CALLED,
    ON_LIST,
    REFUSED,
    UNDECIDED,
    UNREACHED,
    compute_bucket,
    compute_call_shares,
    compute_people,
    find_callers,
)
from lib.domain.antar_jemput.rounds import (
    CANCELLED,
    MOVED_AWAY,
    OPENS,
    compute_antar_jemput_findings,
    compute_base_months,
    compute_every_day,
    compute_held_months,
    compute_rounds,
    compute_sasaran,
    compute_tasks,
    explain_skipped_months,
    select_month_days,
)
from lib.domain.antar_jemput.route import POSYANDU_PLACE, Route, build_stops, compute_minutes, compute_routes
from lib.domain.antar_jemput.trips import (
    STANDARD_MINUTES,
    compute_trip_numbers,
    compute_trips,
    find_bus_clashes,
    find_too_long,
)
from lib.domain.steps.rounds import CHILD, MOTHER, ROUND_KEY, STRANGER

METHODS = {
    "sasaran": (
        "Sasaran = balita yang termasuk S pada bulan yang dihitung tetapi tidak ditimbang di mana pun, dan "
        "sekarang masih termasuk S (yang lahir sesudahnya tidak). Bulan yang dihitung: bulan terakhir "
        "sebelum bulan putaran di mana posyandu itu buka (tidak dibatalkan) dan ada penimbangan; tidak ada "
        "yang disebut absen pada hari yang tidak ada. Sebelum baris Jadwal pertama posyandu itu, "
        "penimbangan saja sudah cukup. Ibu hamil yang punya titik jemput dihitung terpisah, sejak HPHT-nya "
        "sampai bersalin (Tanggal bersalin)."
    ),
    "corong": (
        "Tiap bagian ada di dalam bagian sebelumnya: sasaran, dihubungi (Tersambung), bersedia (Ya), naik, "
        "lalu ditimbang pada hari itu juga. Ibu hamil dihitung sampai naik. Yang tercatat di luar sasaran "
        "tetap tampak di daftar, tetapi tidak ikut corong."
    ),
    "datang_sendiri": "Sasaran yang ditimbang pada hari itu tanpa naik bus.",
    "kelompok": (
        "Tiap orang ada di satu kelompok: di daftar (bersedia), ragu (Ragu atau belum menjawab), menolak, "
        "tidak tersambung, belum dihubungi, atau tidak ikut (pindah, ganda, lainnya)."
    ),
    "pembagian": (
        "Usulan pembagian: buku kerja tidak mencatat kader mana mendampingi keluarga mana. Semua orang "
        "putaran itu diurutkan menurut RW dan RT, lalu dipotong sama banyak untuk kader yang aktif; satu "
        "keluarga (nomor HP sama) tidak dipisah. Jawaban yang masuk tidak mengubah pembagian. Boleh ditukar."
    ),
    "kursi": "Balita dihitung dua kursi (bersama pengasuh), ibu hamil satu, dua bila ada pendamping.",
    "lama_absen": (
        "Lama tidak ditimbang = bulan buka berturut-turut tanpa berat yang terbaca sebelum bulan putaran. "
        "Yang belum pernah ditimbang dihitung sejak lahir atau tanggal masuk. Mulai dua bulan diberi tanda."
    ),
    "poin_bus": (
        "Dari bus = anak yang naik dan ditimbang hari itu ÷ S, dalam poin D/S (yang dijemput di dua putaran "
        "bulan itu dihitung sekali): setinggi itulah D/S turun bila "
        "mereka tidak datang. D/S bulan itu sendiri juga memuat yang datang tanpa bus. Perbandingan bulan "
        "dengan dan tanpa bus memakai bulan yang sudah selesai, jumlah D ÷ jumlah S; bulan dengan bus = ada "
        "sasaran yang naik dan ditimbang. Selisihnya bukan bukti sebab."
    ),
    "perjalanan": (
        "Bus diisi menurut urutan titik sampai kursinya penuh, lalu perjalanan berikutnya. Yang belum punya "
        "titik jemput berdiri terpisah. Lama menjemput dihitung dari jam titik pertama sampai jam titik "
        "terakhir; jalan ke posyandu belum termasuk, jadi yang sudah lebih dari 35 menit pasti tidak muat."
    ),
    "jalan": (
        "Jarak = garis lurus antartitik menurut Lintang dan Bujur, menurut urutan berhenti, sampai posyandu, "
        "dikali faktor jalan. Perkiraan lama = jarak ÷ kecepatan bus + menit berhenti di tiap titik; "
        "perjalanan berikutnya berangkat dari posyandu. Ketiga angkanya dapat diubah di tab Pengaturan. "
        "Jalan bus ke titik pertama dan mengantar pulang tidak dihitung."
    ),
}

__all__ = [
    "BUCKETS",
    "CANCELLED",
    "CHILD",
    "LEFT_OUT",
    "LONG_ABSENT",
    "METHODS",
    "MOTHER",
    "MOVED_AWAY",
    "NOT_CALLED",
    "ON_LIST",
    "OPENS",
    "POSYANDU_PLACE",
    "REFUSED",
    "ROUND_KEY",
    "STANDARD_MINUTES",
    "STEPS",
    "STRANGER",
    "UNDECIDED",
    "UNREACHED",
    "Route",
    "add_points",
    "build_stops",
    "compute_absence",
    "compute_antar_jemput_findings",
    "compute_base_months",
    "compute_bucket",
    "compute_buckets",
    "compute_bus_months",
    "compute_call_shares",
    "compute_donation_totals",
    "compute_dropped",
    "compute_every_day",
    "compute_funnel",
    "compute_held_months",
    "compute_lost",
    "compute_lost_often",
    "compute_lost_people",
    "compute_minutes",
    "compute_people",
    "compute_refusals",
    "compute_roster",
    "compute_rounds",
    "compute_routes",
    "compute_sasaran",
    "compute_tasks",
    "compute_trip_numbers",
    "compute_trips",
    "compute_year",
    "explain_skipped_months",
    "find_bus_clashes",
    "find_callers",
    "find_too_long",
    "select_lost",
    "select_month_days",
]
