"""Indonesian words of the screens that belong to no single rule. Plain, warm, short."""

from __future__ import annotations

APP_NAME = "Papan Posyandu"
APP_SHORT_NAME = "Papan"
APP_LEAD = "Langkah SOP, antar-jemput, mentoring, dan gizi balita dari buku kerja posyandu."

SKIP_LINK = "Langsung ke isi"

SIGN_IN_NAME = "Nama pengguna"
SIGN_IN_PASSWORD = "Kata sandi"
SIGN_IN_BUTTON = "Masuk"
SIGN_IN_WRONG = "Nama pengguna atau kata sandi tidak cocok. Periksa huruf besar-kecilnya, lalu coba lagi."
SIGN_IN_EMPTY = "Isi nama pengguna dan kata sandi dulu."
SIGN_IN_FORGOTTEN = "Lupa kata sandi? Hubungi petugas puskesmas yang mengelola papan ini."
SIGN_OUT_BUTTON = "Keluar"
SIGNED_OUT = "Anda sudah keluar."
HOST_NOT_ALLOWED = (
    "Alamat ini belum didaftarkan di papan. Petugas pemasang: tulis namanya di berkas rahasia, "
    'bagian [server], misalnya alamat = ["papan.puskesmas.id"].'
)
FILE_NOT_YOURS = "Berkas ini hanya untuk orang yang sedang masuk. Masuk lagi, lalu unduh sekali lagi."
SESSION_ENDED = "Sesi Anda sudah berakhir. Silakan masuk lagi."

SAMPLE_BADGE = "Mode contoh"
SAMPLE_ACCOUNTS = "Coba sebagai"
SAMPLE_PASSWORD_NOTE = "Kata sandi semua akun contoh: {password}"

PAGE_NOT_FOR_ROLE_TITLE = "Halaman ini bukan untuk peran Anda"
PAGE_NOT_FOR_ROLE_HELP = "Pilih halaman lain di menu. Bila Anda memerlukannya, hubungi petugas puskesmas."
NO_ADDRESS_TITLE = "Halaman ini tidak ada"
NO_ADDRESS_HELP = "Alamatnya mungkin salah ketik, atau tautannya sudah lama."
NO_ADDRESS_HOME = "Ke halaman depan"
NO_PAGE_TITLE = "Belum ada halaman untuk peran Anda"
NO_PAGE_HELP = "Hubungi petugas puskesmas yang mengelola papan ini."

ERROR_TITLE = "Maaf, bagian ini tidak dapat ditampilkan"
ERROR_HELP = "Muat ulang halaman. Bila masih terjadi, sampaikan kode ini kepada pengelola: {code}"

METHOD_TITLE = "Bagaimana angka ini dihitung?"

FRESHNESS = "Data {time}, {age}"
FRESHNESS_ONE_BOOK = "Buku: {name}"
FRESHNESS_BOOKS = "{count} buku"
FRESHNESS_NONE = "Data belum terbaca"

FILTER_MONTH = "Bulan"
FILTER_POSYANDU = "Posyandu"
FILTER_PUSKESMAS = "Puskesmas"
UNNAMED_PUSKESMAS = "Puskesmas tanpa nama"
FILTER_ALL_POSYANDU = "Semua posyandu"

CLOSED_COUNT = "jumlahnya tidak dirinci"
EMPTY_VALUE = "—"


def describe_wait(seconds: float) -> str:
    """ "Coba lagi" with whole minutes, rounded up so that waiting that long is always enough."""
    minutes = max(1, -int(-seconds // 60))
    return f"Terlalu banyak percobaan. Tunggu {minutes} menit, lalu coba lagi."


# --- Words about people.

SEX = {"L": "Laki-laki", "P": "Perempuan"}


# --- Words beside buttons that make letters from Word templates.

LETTER_BLANKS = "Kop atau tanda tangan belum lengkap. Isi di tab “Pengaturan”: {names}."
LETTER_USUAL = "Untuk sementara dipakai templat bawaan. Perbaiki berkasnya di folder data, atau hapus."
