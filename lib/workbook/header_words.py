"""The words that headers are made of: abbreviations, units, hints, and which words change no meaning.

What a column is called stands at the column (`Column.header`, `Column.synonyms`); here stands how each word of
such a name is written in public forms, exports and app tables, so that no column has to list spellings.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import NamedTuple

from lib.workbook.words import CHOICE_WORDS, MONTH_NAMES, NO_WORDS, YES_WORDS, fold, tidy

_SPELLINGS: dict[str, str] = {
    "tanggal": "tanggal, tgl, tggl, tngl, tgal, date, hari tanggal",
    "lahir": "lahir, lhr, kelahiran, dilahirkan, birth",
    "tanggal lahir": "ttl, tempat tanggal lahir, tmpt tanggal lahir, tpt tanggal lahir, tmp tanggal lahir, "
    "tanggal bulan tahun lahir, tanggal bulan dan tahun lahir, dob, date of birth, tgllhr",
    "jk": "jk, jkel, jekel, jenis kelamin, jns kel, jns kelamin, jenis kel, jen kel, jenkel, jeniskelamin, kelamin, gender, jenis klmn, "
    "sex, lp, pl, laki laki perempuan, lk pr, j kelamin, jns klmn",
    "bb": "bb, berat badan, berat bdn, brt badan, brt bdn, berat, brt, b badan, weight",
    "tinggi": "tb, pb, tbpb, pbtb, tinggi badan, tinggi bdn, tgg badan, tggi badan, panjang badan, panjang bdn, "
    "pjg badan, pnjg badan, tinggi, panjang, t badan, p badan, height, length",
    "lila": "lila, lla, lengan, l lengan, lingkar lengan atas, lingkar lengan, ling lengan atas, ling lengan, lingk lengan, "
    "lengan atas, l lengan atas, muac",
    "lk": "lk, lika, lka, ukuran kepala, lingkar kepala, ling kepala, lingk kepala, lingkar kpl, l kepala",
    "bb lahir": "bbl, bblr, bb lhr",
    "tinggi lahir": "pbl, tbl, pblr",
    "lk lahir": "lkl",
    "nama": "nama, nm, name",
    "ortu": "ortu, orang tua, orangtua, org tua, orgtua",
    "ibu": "ibu, bunda, mama, ibunya",
    "ayah": "ayah, bapak, bpk, papa",
    "nik": "nik, ktp, nomor induk kependudukan",
    "kk": "kk, kartu keluarga",
    "nomor": "no, nomor, nmr, number, num",
    "hp": "hp, wa, whatsapp, telp, tlp, tlpn, telepon, telpon, telfon, telephone, handphone, ponsel, kontak, phone",
    "posyandu": "posyandu, posy, pos, pos yandu, psyd",
    "puskesmas": "puskesmas, pukesmas, pkm, puskesms",
    "desa": "desa, ds",
    "kelurahan": "kelurahan, kel",
    "ukur": "ukur, pengukuran, diukur, mengukur, ukuran",
    "timbang": "timbang, penimbangan, ditimbang, menimbang, timbangan, nimbang",
    "periksa": "periksa, pemeriksaan, diperiksa, cek, dicek, pengecekan",
    "kunjungan": "kunjungan, kunjung, berkunjung, datang, kedatangan",
    "timestamp": "timestamp, stempel waktu, cap waktu, time stamp",
    "vita": "vitamin a, vit a, vita, vitamina, vit a kapsul",
    "asi": "asi",
    "rt": "rt, rukun tetangga",
    "rw": "rw, rukun warga",
    "eksklusif": "eksklusif, ekslusif, exklusif, eksklusive, exclusive, eks, ekskl, esklusif",
    "asi eksklusif": "asix, asi x",
    "punya": "punya, memiliki, kepemilikan, mempunyai, ada",
    "risiko": "risiko, resiko, resti, risti",
    "faktor": "faktor, factor, fakt",
    "hamil": "hamil, kehamilan, gestasi, kehamilam, kehamln, kehamiln, hml",
    "bumil": "bumil, ibu hamil, ibu hml",
    "usia": "usia, umur, age",
    "bulan": "bulan, bln, month",
    "tahun": "tahun, thn, th, year",
    "minggu": "minggu, mgg",
    "alamat": "alamat, almt, alm, address, domisili, tempat tinggal, alamat rumah, alamat tinggal, alamat sekarang, "
    "alamat domisili, alamat tempat tinggal, alamat ktp",
    "keterangan": "keterangan, ket, ktrgn",
    "edema": "edema, oedema, odema, udema, oedem, edem, odem, bengkak, bengkak kaki",
    "diare": "diare, diarea, diarrhea, mencret",
    "imd": "imd, inisiasi menyusu dini, inisiasi menyusui dini",
    "pmt": "pmt, makanan tambahan, mkn tambahan",
    "mbg": "mbg, makan bergizi gratis, makanan bergizi gratis",
    "beri": "pemberian, diberi, diberikan, dapat, dpt, mendapat, mendapatkan, menerima, terima, diterima, penerima",
    "bersalin": "bersalin, persalinan, melahirkan, partus",
    "abortus": "abortus, keguguran",
    "hemoglobin": "hb, hemoglobin, haemoglobin, kadar hb, kadar hemoglobin",
    "anak": "anak, ank, si kecil, buah hati, putra, putri",
    "register": "register, reg, registrasi, regist, rekam medis, rm",
    "kode": "kode, code, kd",
    "lalu": "lalu, yg lalu, yang lalu, kemarin, kmrn, sebelumnya, sblmnya, sebelum, terdahulu",
    "baru": "baru, terbaru, trbaru",
    "kini": "sekarang, kini, bulan ini, hari ini, saat ini, terkini, skrg, skrng, skg, skr",
    "status": "status, sts",
    "zs": "zs, zscore, z score, z scor, zscor",
    "kapsul": "kapsul, kaps",
    "jumlah": "jumlah, jml, jmlh, jlh",
    "gravida": "gravida, grav",
    "suami": "suami",
    "cara": "cara, metode",
    "badan": "badan, bdn",
    "hpht": "hpht, hari pertama haid terakhir",
}  # fmt: skip
"""Concepts (separated by a space where a spelling holds two) → spellings; the longest spelling counts first."""

_ANYBODY = frozenset({"sasaran", "peserta", "pasien"})
CHILD = frozenset({"anak", "bayi", "balita", "batita", "baduta", "apras"}) | _ANYBODY
MOTHER = frozenset({"ibu", "bumil"}) | _ANYBODY
"""Words for whom a tab is about: in its headers they change nothing."""

GIVEN = frozenset({"beri", "punya", "sudah", "sedang", "masih", "ikut", "mengikuti"})
"""Words that a column of Ya/Tidak may have in front: "Pemberian", "Dapat", "Sedang"."""

CURRENT = frozenset({"baru", "kini", "hasil", "aktual", "ukur", "timbang", "periksa", "kunjungan"})
"""Words for the measurement of the day: beside a measure they change nothing."""

FILLERS = frozenset(
    [
        "di",
        "dan",
        "yang",
        "yg",
        "pada",
        "saat",
        "waktu",
        "untuk",
        "utk",
        "dari",
        "dalam",
        "dgn",
        "dengan",
        "si",
        "adalah",
        "berapa",
        "apakah",
        "lengkap",
        "asli",
        "isian",
        "data",
        "tolong",
        "mohon",
        "silakan",
        "masukkan",
        "tuliskan",
        "tulis",
        "ketik",
        "kandung",
        "dlm",
        "nya",
        "ini",
        "pilih",
        "siapa",
        "kapan",
        "mana",
        "dimana",
        "bisa",
        "dihubungi",
        "ketika",
        "bilateral",
        "wajib",
        "isi",
        "diisi",
    ]
)
"""Words that carry no meaning of their own, questions of a form included."""

NEUTRAL_BANDS = frozenset(
    [
        "identitas",
        "biodata",
        "data",
        "diri",
        "hasil",
        "ukur",
        "timbang",
        "periksa",
        "antropometri",
        "posyandu",
        "pelayanan",
        "kegiatan",
        "kesehatan",
        "fisik",
        "tumbuh",
        "kembang",
        "pertumbuhan",
        "pemantauan",
        "umum",
        "kunjungan",
        "gizi",
        "kini",
        "baru",
        "pendataan",
        "sasaran",
    ]
)
"""What may stand in a band over columns without saying anything of them."""

QUALIFIERS = frozenset({"lahir", "lalu", "ibu", "ayah", "ortu", "target", "status", "zs", "ideal", "standar"})
"""Words that make another column of a name: they are never dropped."""

_UNITS = frozenset(
    ["kg", "kgs", "kilogram", "kilo", "gram", "gr", "cm", "senti", "sentimeter", "centimeter", "mm", "mmhg"]
)
_BRACKET_HINTS = _UNITS | frozenset(
    ["g", "m", "meter", "dl", "bln", "thn", "hari", "minggu", "mgg", "menit", "mnt", "bulan", "tahun", "hr", "th", "dd", "mm", "yyyy", "yy", "hh", "tttt", "bb", "ya", "tidak", "tdk", "y", "t", "yt", "v", "bm", "mb", "biru", "merah", "lp", "pl", "l", "p", "angka", "teks", "wajib", "opsional", "pilih", "urutan", "format", "titik", "koma", "desimal", "dalam", "ke", "atau", "sd", "tgl", "tanggal", "digit", "huruf", "karakter", "kapital", "besar", "cetak", "wib", "wita", "wit", "b"]
) - {"bb"}  # fmt: skip
"""What is dropped where brackets hold nothing else: units, and hints of how to type."""

_WHOLE_BRACKET = re.compile(
    r"\s*(contoh|misal(nya)?|mis|cth|sesuai|lihat|isi|diisi|format|jika|bila|kalau|pilih)\b"
)
_BRACKETS = re.compile(r"[(\[{]([^()\[\]{}]*)[)\]}]")
_UNIT_SLASH = re.compile(r"\bg(?:r|ram)?\s*(?:/|per)\s*dl\b|\bg\s*%|\bgr\s*%")
_LETTERS = re.compile(r"(?<![^\W_])[a-z](?:\s*[./]\s*[a-z](?![^\W_]))+")
_EXAMPLE = re.compile(r"(?<=\S)[\s,;:.]+(contoh|cth|misalnya|misal|sesuai|diisi)\b.*$")
_RANGE = re.compile(r"\b\d{1,2}\s*(?:-|–|s\s*/?\s*d|sampai)\s*\d{1,2}\s*(?:bulan|bln|tahun|thn|th|hari|hr)\b")
_CONJUNCTION = "dan"
_NUMBERED = re.compile(r"^\s*\d{1,2}\s*[.)]\s+")
_YEAR = re.compile(r"(19|20)\d\d")
_TOKEN = re.compile(r"[^\W_]+|/")

_UNIT_OF = {
    **dict.fromkeys(("kg", "kgs", "kilogram", "kilo", "gram", "gr"), "kg"),
    **dict.fromkeys(("cm", "senti", "sentimeter", "centimeter"), "cm"),
}
_UNIT = re.compile(r"(?<![^\W_])(?:" + "|".join(_UNIT_OF) + r")(?![^\W_])")
RANGE = "rentang"
"""Stands for ages from … to … in a header: "0-59 bulan"."""

LONGEST_PHRASE = 5
MOST_PIECES = 4
SHORTEST_COMPACT = 5
"""A word is taken apart ("caraukur") if it has so many letters, into so many known words at most."""


class Meaning(NamedTuple):
    """A header's words: `concepts` without units and fillers, months as "bulan:10"; `year` typed in it, or 0;
    `parts` the alternatives that a stroke separates, each with the words in front of the first stroke's last;
    `unit` is kg or cm where it names one of them, also in other words."""

    concepts: frozenset[str]
    year: int
    parts: tuple[frozenset[str], ...]
    unit: str


@cache
def _phrases() -> dict[tuple[str, ...], tuple[str, ...]]:
    phrases = {
        tuple(spelling.split()): tuple(concept.split())
        for concept, spellings in _SPELLINGS.items()
        for spelling in spellings.split(", ")
    }
    for name, number in MONTH_NAMES.items():
        phrases.setdefault((name,), (f"bulan:{number}",))
    return phrases


@cache
def _known_tokens() -> frozenset[str]:
    """Every word a compact header may be taken apart into."""
    # Asked here, since the declarations are read through this module's users.
    from lib.workbook.tabs import TABS

    declared = {
        token
        for tab in TABS.values()
        for column in tab.columns
        for name in (column.header, *column.synonyms)
        for token in re.findall(r"[^\W\d_]+", fold(name))
    }
    spelt = {token for phrase in _phrases() for token in phrase}
    more = CHILD | MOTHER | GIVEN | CURRENT | QUALIFIERS | FILLERS | _UNITS
    return frozenset(token for token in declared | spelt | more if len(token) > 1)


@lru_cache(maxsize=20_000)
def _take_apart(token: str) -> tuple[str, ...]:
    """A compact word as its known words (the fewest), itself where it is known or cannot be taken apart."""
    known = _known_tokens()
    if token in known or len(token) < SHORTEST_COMPACT or not token.isalpha():
        return (token,)
    best: list[tuple[str, ...] | None] = [()] + [None] * len(token)
    for end in range(1, len(token) + 1):
        for start in range(end):
            before = best[start]
            if before is not None and len(before) < MOST_PIECES and token[start:end] in known:
                found = (*before, token[start:end])
                if best[end] is None or len(found) < len(best[end] or ()):
                    best[end] = found
    return best[-1] or (token,)


def _to_concepts(tokens: list[str]) -> list[str]:
    """Tokens ("/" among them) as concepts; a phrase may reach over a stroke ("tempat/tgl lahir")."""
    phrases = _phrases()
    found: list[str] = []
    at = 0
    while at < len(tokens):
        if tokens[at] == "/":
            found.append("/")
            at += 1
            continue
        run = [place for place in range(at, len(tokens)) if tokens[place] != "/"][:LONGEST_PHRASE]
        plain = tuple(tokens[place] for place in run)
        normal = tuple(_single(token) for token in plain)
        words: tuple[str, ...] = (tokens[at],)
        end = at + 1
        for length in range(len(run), 0, -1):
            known = phrases.get(plain[:length]) or phrases.get(normal[:length] if length > 1 else ())
            # "bb/tb" are two things: only the words of a date or a sex belong together over a stroke.
            crosses = run[length - 1] - at >= length
            if known is not None and (not crosses or set(known) & {"tanggal", "jk"}):
                words, end = known, run[length - 1] + 1
                break
        found.extend(words)
        at = end
    return found


def _single(token: str) -> str:
    """The concept of a token alone where it has one that is a single word, else the token."""
    concept = _phrases().get((token,), (token,))
    return concept[0] if len(concept) == 1 else token


@lru_cache(maxsize=50_000)
def read_meaning(header: str) -> Meaning:
    """What a header says, word by word."""
    text = fold(_NUMBERED.sub("", tidy(header)).replace("_", " "))
    text = _UNIT_SLASH.sub(" ", text)
    unit = find_unit(text)
    text = _BRACKETS.sub(lambda found: _read_bracket(found[1]), text)
    text = _RANGE.sub(f" {RANGE} ", _EXAMPLE.sub("", text))
    text = _LETTERS.sub(lambda found: re.sub(r"[\s./]", "", found[0]), text)
    text = re.sub(r"\batau\b", "/", text)
    tokens = [part for token in _TOKEN.findall(text) for part in _take_apart(token) if part != _CONJUNCTION]
    year = next((int(token) for token in tokens if _YEAR.fullmatch(token)), 0)
    tokens = [token for token in tokens if not _YEAR.fullmatch(token)]
    kept = [token for token in tokens if token not in _UNITS]
    tokens = kept if any(token != "/" for token in kept) else tokens
    concepts = _to_concepts(tokens)
    parts: list[list[str]] = [[]]
    for concept in concepts:
        if concept == "/":
            parts.append([])
        else:
            parts[-1].append(concept)
    filled = [part for part in parts if part]
    whole = frozenset(concept for part in filled for concept in part)
    kept_whole = whole - FILLERS
    return Meaning(
        concepts=kept_whole or whole,
        year=year,
        parts=tuple(frozenset(part) - FILLERS or frozenset(part) for part in filled)
        if len(filled) > 1
        else (),
        unit=unit,
    )


def find_unit(label: str) -> str:
    """kg or cm where a header (folded) names one of the two, in whatever words."""
    units = {_UNIT_OF[found[0]] for found in _UNIT.finditer(label)}
    return units.pop() if len(units) == 1 else ""


@cache
def _choice_words() -> frozenset[str]:
    """Single words of the choices that columns offer."""
    # Asked here, as in _known_tokens.
    from lib.workbook.tabs import TABS

    choices = {fold(one) for tab in TABS.values() for column in tab.columns for one in column.choices}
    spelt = {fold(word) for words in CHOICE_WORDS.values() for word in words}
    return frozenset(word for word in choices | spelt | YES_WORDS | NO_WORDS if " " not in word)


def _read_bracket(inside: str) -> str:
    """What brackets add to a header: nothing where they hold units and hints only."""
    if _WHOLE_BRACKET.match(inside):
        return " "
    inside = _EXAMPLE.sub("", inside)
    letters = _LETTERS.sub(lambda found: re.sub(r"[\s./]", "", found[0]), inside)
    tokens = re.findall(r"[^\W_]+", letters)
    if all(token in _BRACKET_HINTS or token in FILLERS or token.isdecimal() for token in tokens):
        return " "
    if len(tokens) > 1 and all(token in _choice_words() for token in tokens):
        return " "
    return f" {inside} "


def months_of(concepts: frozenset[str]) -> frozenset[int]:
    """The months (1–12) named among concepts."""
    return frozenset(int(concept[6:]) for concept in concepts if concept.startswith("bulan:"))


def without_months(concepts: frozenset[str]) -> frozenset[str]:
    """Concepts but for the months."""
    return frozenset(concept for concept in concepts if not concept.startswith("bulan:"))
