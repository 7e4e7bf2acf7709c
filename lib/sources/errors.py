"""What can go wrong between a workbook and us, in words for the people who can mend it."""

from __future__ import annotations


class SourceError(Exception):
    """A workbook that could not be read just now; the last good data stay in use.

    `code` is a stable word for logs and tests. `message` says in plain Indonesian what is wrong,
    `remedy` who can mend it and how. Neither holds data or keys.
    """

    code = "gagal"
    message = "Buku kerja belum bisa dibaca."
    remedy = "Coba lagi beberapa menit lagi. Bila tetap begini, hubungi petugas yang memasang papan ini."
    hits_all = False
    """Whether every other workbook of the same service account would meet the same."""

    def __init__(self, detail: str = "") -> None:
        super().__init__(detail or self.message)
        self.detail = detail
        """Technical words for the log (an HTTP status, a library's message); never shown to kader."""

    @property
    def text(self) -> str:
        """Message and remedy in one line."""
        return f"{self.message} {self.remedy}"


class NoNetwork(SourceError):
    code = "tanpa_jaringan"
    hits_all = True
    message = "Tidak ada sambungan ke Google."
    remedy = (
        "Periksa internet di komputer yang menjalankan papan ini; data diperbarui sendiri setelah tersambung."
    )


class UnsafeConnection(NoNetwork):
    """Whoever answers cannot prove to be Google: a proxy that looks into everything, or a clock far off."""

    code = "sambungan_tidak_aman"
    message = "Sambungan aman ke Google gagal."
    remedy = (
        "Petugas yang memasang papan perlu memeriksa tanggal dan jam komputer, lalu proxy atau antivirus "
        "di jaringannya."
    )


class SlowAnswer(SourceError):
    code = "lambat"
    message = "Google terlalu lama menjawab."
    remedy = "Biasanya pulih sendiri. Bila sering terjadi, periksa kecepatan internet."


class CutOff(SourceError):
    """The answer began and did not end."""

    code = "jawaban_terpotong"
    message = "Jawaban Google terputus di tengah jalan."
    remedy = "Biasanya pulih sendiri. Bila sering terjadi, periksa sambungan internet."


class NoPermission(SourceError):
    """The spreadsheet is not shared with the service account `email`."""

    code = "belum_dibagikan"
    message = "Buku kerja ini belum dibagikan kepada papan."

    def __init__(self, email: str, detail: str = "") -> None:
        super().__init__(detail)
        self.email = email
        self.remedy = (
            f"Pemilik buku membuka Google Sheets, menekan Bagikan, lalu menambahkan {email} sebagai Pelihat."
        )


class Blocked(SourceError):
    """A refusal that is not in the words of Google's API: something on the way said no."""

    code = "ditolak_di_jalan"
    message = "Permintaan ke Google ditolak di tengah jalan."
    remedy = (
        "Biasanya pulih sendiri. Bila tetap begini, petugas yang memasang papan perlu memeriksa proxy, "
        "antivirus, atau penyaring internet di jaringannya."
    )


class NotFound(SourceError):
    code = "tidak_ditemukan"
    message = "Buku kerja tidak ditemukan di Google Sheets."
    remedy = (
        "Mungkin sudah dihapus atau alamatnya salah. Petugas yang memasang papan perlu memeriksa id buku."
    )


class NotASpreadsheet(SourceError):
    """An .xlsx lying on Drive: it has an id and opens in the browser, but the Sheets API refuses it."""

    code = "bukan_google_sheets"
    message = "Berkas ini ada di Google Drive, tetapi bukan Google Sheets."
    remedy = (
        "Buka berkasnya, pilih File lalu Simpan sebagai Google Spreadsheet, "
        "kemudian pakai alamat buku yang baru."
    )


class BadKey(SourceError):
    code = "kunci_ditolak"
    hits_all = True
    message = "Google menolak kunci akun layanan."
    remedy = (
        "Mungkin kuncinya sudah dicabut. Petugas yang memasang papan perlu memeriksa isi "
        "[gcp_service_account] atau membuat kunci baru."
    )


class ClockWrong(SourceError):
    """Google refuses a signature whose time is not its own."""

    code = "jam_meleset"
    hits_all = True
    message = "Jam komputer yang menjalankan papan ini meleset."
    remedy = (
        "Petugas yang memasang papan perlu menyetel tanggal, jam dan zona waktunya (sebaiknya otomatis); "
        "data diperbarui sendiri setelahnya."
    )


class ApiDisabled(SourceError):
    code = "api_mati"
    message = "Google Sheets API belum diaktifkan."
    remedy = "Petugas yang memasang papan perlu mengaktifkan Google Sheets API di proyek Google Cloud-nya."


class QuotaExceeded(SourceError):
    code = "kuota"
    message = "Google membatasi pembacaan karena terlalu sering."
    remedy = "Tidak perlu berbuat apa-apa: papan mencoba lagi sendiri dalam beberapa menit."


class GoogleTrouble(SourceError):
    code = "gangguan_google"
    message = "Google Sheets sedang terganggu."
    remedy = "Biasanya pulih sendiri dalam beberapa menit; data terakhir tetap ditampilkan."


class TooBig(SourceError):
    """More cells than a small server can hold (`detail` says how many)."""

    code = "terlalu_besar"
    message = "Buku kerja terlalu besar untuk dibaca (lebih dari lima juta sel)."
    remedy = (
        "Hapus baris dan kolom kosong di ujung tab dan isian yang tersesat jauh di bawah atau di kanan, "
        "atau pindahkan data tahun-tahun lama ke buku arsip."
    )


class TooHeavy(TooBig):
    """Reading it took more memory than it may, or ended by itself."""

    code = "terlalu_berat"
    message = "Buku kerja terlalu berat untuk dibaca, mungkin rusak."
    remedy = (
        "Buka di Excel, hapus baris dan kolom kosong di ujung tab, lalu salin isinya ke buku baru "
        "dan simpan sebagai Buku Kerja Excel (.xlsx)."
    )


class TooSlow(TooHeavy):
    """Reading it took longer than it may."""

    code = "terlalu_lama"
    message = "Buku kerja terlalu lama dibaca dan dihentikan, mungkin terlalu besar atau rusak."


class SignInTrouble(GoogleTrouble):
    """The place where Google gives out tokens is in trouble."""

    hits_all = True


class CopyBehind(SourceError):
    """Another server reads the workbooks, and what it puts on disk cannot be read or written."""

    code = "salinan_tertinggal"
    message = "Salinan buku ini di disk server belum yang terbaru."
    remedy = (
        "Biasanya menyusul sendiri. Bila tetap begini, petugas yang memasang papan perlu memeriksa disknya."
    )


class FileMissing(SourceError):
    code = "berkas_tidak_ada"
    message = "Berkas buku kerja tidak ditemukan."
    remedy = "Periksa apakah berkasnya dipindah, diganti nama atau dihapus, lalu kembalikan ke tempatnya."


class FileLocked(SourceError):
    code = "berkas_terkunci"
    message = "Berkas buku kerja sedang dikunci program lain atau tidak boleh dibuka."
    remedy = "Simpan dan tutup berkasnya di Excel; data muncul lagi sendiri."


class NotAFile(SourceError):
    """A folder, a pipe or a device in place of the file."""

    code = "bukan_berkas"
    message = "Alamat buku kerja ini bukan berkas."
    remedy = "Mungkin sebuah folder. Petugas yang memasang papan perlu memeriksa isi berkas di [[buku]]."


class UnreadableFile(SourceError):
    code = "berkas_rusak"
    message = "Berkas buku kerja rusak atau belum selesai disimpan."
    remedy = (
        "Mungkin sedang disimpan: tunggu sebentar. Bila tetap begini, buka berkasnya di Excel "
        "dan simpan lagi sebagai Buku Kerja Excel (.xlsx)."
    )


class PasswordProtected(SourceError):
    code = "berkas_berkata_sandi"
    message = "Berkas buku kerja dikunci dengan kata sandi."
    remedy = "Buka di Excel, hapus kata sandi pembuka berkas, lalu simpan."


_SAVE_AS_XLSX = "Buka di Excel, pilih Simpan Sebagai, lalu Buku Kerja Excel (.xlsx), dan pakai berkas itu."

OTHER_KINDS: dict[str, tuple[str, str]] = {
    "kosong": ("kosong, tidak ada isinya", "Salin lagi berkasnya dari tempat asalnya."),
    "pdf": ("PDF", "PDF tidak bisa dibaca sebagai tabel: minta berkas Excel-nya, atau ketik isinya."),
    "gambar": ("gambar atau foto", "Ketik isinya di buku kerja."),
    "html": ("halaman web (HTML) yang dinamai seperti Excel", _SAVE_AS_XLSX),
    "xml": ("XML (Lembar Bentang XML 2003)", _SAVE_AS_XLSX),
    "excel_lama": ("Excel yang sangat lama (sebelum 1995)", _SAVE_AS_XLSX),
    "gsheet": (
        "pintasan ke Google Sheets, bukan bukunya",
        "Buka pintasannya, lalu pakai alamat bukunya sebagai id di [[buku]].",
    ),
    "pintasan": ("pintasan, bukan bukunya", "Pakai berkas yang ditunjuk pintasan itu."),
    "numbers": ("Apple Numbers", "Buka di Numbers, pilih Ekspor ke Excel, dan pakai berkas .xlsx-nya."),
    "dokumen": ("dokumen (Word, PowerPoint, atau sejenisnya)", "Salin tabelnya ke Excel dan simpan .xlsx."),
    "basis_data": ("basis data", "Ekspor tabelnya ke Excel (.xlsx), dan pakai berkas itu."),
    "arsip": ("arsip (zip atau sejenisnya)", "Ekstrak dulu, lalu pakai berkas Excel di dalamnya."),
    "teks": ("teks biasa tanpa kolom", "Pakai berkas .xlsx, .xls, .ods, atau .csv yang berisi tabel."),
}
"""What a file turned out to be → how to say so, and what to do."""


class OtherKind(UnreadableFile):
    """A file that is something else than a workbook; `kind` is a key of OTHER_KINDS."""

    code = "jenis_lain"

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        what, self.remedy = OTHER_KINDS[kind]
        self.message = f"Berkas buku kerja ternyata {what}."


def error_named(name: str, detail: str) -> SourceError:
    """The error of one of these classes, by its name; SourceError for a name that is none."""
    if name == OtherKind.__name__:
        return OtherKind(detail)
    found = globals().get(name)
    if isinstance(found, type) and issubclass(found, SourceError):
        return found(detail)
    return SourceError(name)
