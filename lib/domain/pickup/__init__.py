"""Antar-jemput: the rounds of a month, who should be fetched, who is on which bus list, and how far the
invitation got.  Source: SOP antar-jemput; what it leaves open is decided in aturan.md "Antar-jemput".

rounds.py has the rounds, tasks and sasaran; people.py everyone of a round; lists.py roster and funnel;
trips.py the roster cut by the seats of the bus.
"""

from lib.domain.pickup.lists import compute_buckets, compute_funnel, compute_roster
from lib.domain.pickup.people import (
    BUCKETS,
    LEFT_OUT,
    NOT_CALLED,
    ON_LIST,
    REFUSED,
    UNDECIDED,
    UNREACHED,
    compute_bucket,
    compute_people,
)
from lib.domain.pickup.rounds import (
    CHILD,
    MOTHER,
    STRANGER,
    compute_pickup_findings,
    compute_rounds,
    compute_sasaran,
    compute_tasks,
)
from lib.domain.pickup.trips import (
    STANDARD_MINUTES,
    compute_trip_numbers,
    compute_trips,
    find_bus_clashes,
    find_too_long,
)

METHODS = {
    "sasaran": (
        "Sasaran = balita yang bulan lalu termasuk S tetapi tidak ditimbang, dan sekarang masih termasuk S "
        "(yang lahir sesudahnya tidak). Ibu hamil yang punya titik jemput dihitung terpisah."
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
    "kursi": "Balita dihitung dua kursi (bersama pengasuh), ibu hamil satu, dua bila ada pendamping.",
    "perjalanan": (
        "Bus diisi menurut urutan titik sampai kursinya penuh, lalu perjalanan berikutnya. Yang belum punya "
        "titik jemput berdiri terpisah. Lama menjemput dihitung dari jam titik pertama sampai jam titik "
        "terakhir; jalan ke posyandu belum termasuk, jadi yang sudah lebih dari 35 menit pasti tidak muat."
    ),
}

__all__ = [
    "BUCKETS",
    "CHILD",
    "LEFT_OUT",
    "METHODS",
    "MOTHER",
    "NOT_CALLED",
    "ON_LIST",
    "REFUSED",
    "STANDARD_MINUTES",
    "STRANGER",
    "UNDECIDED",
    "UNREACHED",
    "compute_bucket",
    "compute_buckets",
    "compute_funnel",
    "compute_people",
    "compute_pickup_findings",
    "compute_roster",
    "compute_rounds",
    "compute_sasaran",
    "compute_tasks",
    "compute_trip_numbers",
    "compute_trips",
    "find_bus_clashes",
    "find_too_long",
]
