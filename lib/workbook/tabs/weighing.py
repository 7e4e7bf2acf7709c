"""What happens on the posyandu day: weighings, the paper register's shape, KEBAL MSG sessions."""

from __future__ import annotations

from lib.workbook.columns import (
    FREE,
    HEALTH,
    IDENTITY,
    NAME,
    PUBLIC,
    Column,
    Mask,
    Rows,
    Tab,
    choice,
    date,
    identifier,
    integer,
    number,
    posyandu_code,
    proof,
    text,
    yes_no,
)
from lib.workbook.words import SHORT_MONTHS

# What the body of a child under five can be; a value outside is not read (buku-kerja.md).
WEIGHT_KG = (0.5, 60.0)
HEIGHT_CM = (30.0, 150.0)
LILA_CM = (5.0, 40.0)
HEAD_CM = (20.0, 65.0)

POSITIONS = ("Terlentang", "Berdiri")


def child_id(**more: object) -> Column:
    """The child of a row: ID typed alone or picked as `Nama · ID`."""
    return identifier(
        "ID balita", "child_id", "ID balita; kosong boleh bila nama diisi", "MLT1-001",
        required=True, refers_to="balita", synonyms=("ID", "ID anak", "Kode", "Kode balita", "No register", "No ID"), **more, shows=IDENTITY, mask=Mask.PERSON,
    )


def child_name() -> Column:
    """The name beside an ID, which finds the child when the ID is blank."""
    return text("Nama", "name", "Nama anak, untuk dibaca dan untuk mencari bila ID kosong", synonyms=("Nama balita", "Nama anak"), shows=NAME)


PENIMBANGAN = Tab(
    "Penimbangan",
    "penimbangan",
    "Hasil penimbangan dan pengukuran, satu baris satu anak satu hari",
    (
        date("Tanggal", "date", "Tanggal menimbang", required=True, not_after_today=True, fills_down=True, synonyms=("Tgl", "Tanggal timbang", "Tgl timbang", "Tanggal ukur", "Tanggal periksa", "Tanggal kunjungan", "Tanggal posyandu", "Tanggal pelayanan", "Tanggal kegiatan", "Hari tanggal", "Timestamp", "Tanggal pelaksanaan", "Tanggal kegiatan posyandu", "Tanggal pelaksanaan posyandu", "Tanggal hadir", "Tanggal buka", "Tanggal buka posyandu"), shows=PUBLIC),
        posyandu_code("Posyandu tempat menimbang"),
        child_id(),
        child_name(),
        number("BB (kg)", "weight_kg", "Berat badan dalam kilogram", "9,5", minimum=WEIGHT_KG[0], maximum=WEIGHT_KG[1], unit="kg", synonyms=("BB", "Berat", "Berat (kg)", "Berat badan"), shows=HEALTH),
        number("TB/PB (cm)", "height_cm", "Tinggi atau panjang badan dalam sentimeter", "75,5", minimum=HEIGHT_CM[0], maximum=HEIGHT_CM[1], unit="cm", synonyms=("TB/PB", "TB", "PB", "PB/TB", "TB (cm)", "PB (cm)", "Tinggi", "Tinggi badan", "Panjang badan", "Tinggi (cm)"), shows=HEALTH),
        choice("Cara ukur", "position", "Terlentang atau Berdiri", *POSITIONS, synonyms=("Posisi", "Posisi ukur", "Posisi pengukuran", "Cara", "Cara ukur TB", "Posisi ukur TB"), shows=HEALTH),
        number("LiLA (cm)", "lila_cm", "Lingkar lengan atas", "14,5", minimum=LILA_CM[0], maximum=LILA_CM[1], unit="cm", synonyms=("LiLA", "Lingkar lengan", "Lingkar lengan atas"), shows=HEALTH),
        number("LK (cm)", "head_cm", "Lingkar kepala", "45", minimum=HEAD_CM[0], maximum=HEAD_CM[1], unit="cm", synonyms=("LK", "Lingkar kepala", "LIKA"), shows=HEALTH),
        yes_no("Edema", "oedema", "Bengkak pada kedua punggung kaki", synonyms=("Oedema", "Pitting edema"), shows=HEALTH),
        yes_no("Diare", "diarrhoea", "Diare dalam sebulan terakhir", shows=HEALTH),
        yes_no("ASI eksklusif", "exclusive_breastfeeding", "Hanya diberi ASI (0–5 bulan)", synonyms=("ASI", "ASI eks", "E0", "E1", "E2", "E3", "E4", "E5", "E6", "Eksklusif", "ASI saja", "ASI ex", "ASI E"), shows=HEALTH),
        yes_no("Vitamin A", "vitamin_a", "Diberi vitamin A (bulannya di Pengaturan; biasanya Februari, Agustus)", synonyms=("Vit A", "Jumlah vitamin A", "Kapsul vitamin A", "Vitamin A biru", "Vitamin A merah", "Pemberian vitamin A", "Vitamin A biru merah"), shows=HEALTH),
        yes_no("PMT", "pmt", "Diberi makanan tambahan", synonyms=("Dapat PMT", "PMT diberikan", "PMT penyuluhan", "PMT pemulihan", "PMT lokal", "PMT P"), shows=HEALTH),
        yes_no("Kelas ibu balita", "mother_class", "Ibu ikut kelas ibu balita", synonyms=("Kelas ibu", "Kelas balita"), shows=HEALTH),
        yes_no("MBG", "mbg", "Menerima Makan Bergizi Gratis", shows=HEALTH),
        text("Catatan", "note", "Catatan kader", synonyms=("Keterangan", "Ket", "Catatan kader", "Catatan petugas", "Catatan lain", "Keterangan lain", "Catatan khusus"), shows=FREE),
    ),
    place="posyandu",
    row_needs=("date",),
    any_of=("child_id", "name"),
    key=("date", "child_id"),
    rows_of=Rows.CHILD,
    worked_out=(
        yes_no("", "weight_usable", "Berat dapat dipakai: tidak menyalahi garis anak itu sendiri", shows=HEALTH),
        yes_no("", "height_usable", "Panjang atau tinggi dapat dipakai", shows=HEALTH),
        yes_no("", "weight_justified", "Berat dibenarkan di tab Dibenarkan", shows=HEALTH),
        yes_no("", "height_justified", "Panjang atau tinggi dibenarkan di tab Dibenarkan", shows=HEALTH),
        date("", "register_month", "Bulan Register SIP asal baris ini", shows=PUBLIC),
    ),
)

REGISTER_SIP = Tab(
    "Register SIP",
    "register_sip",
    "Bentuk register kertas (SIP Format 2), pengganti tab Penimbangan",
    (
        integer("Tahun", "year", "Tahun register", "2026", required=True, minimum=2000, maximum=2100, fills_down=True, shows=PUBLIC),
        child_id(),
        child_name(),
        *(
            column
            for number_of_month, month in enumerate(SHORT_MONTHS, start=1)
            for column in (
                number(f"BB {month}", f"weight_kg_{number_of_month:02d}", f"Berat badan bulan {month}", "9,5", minimum=WEIGHT_KG[0], maximum=WEIGHT_KG[1], unit="kg", shows=HEALTH),
                number(f"TB {month}", f"height_cm_{number_of_month:02d}", f"Tinggi atau panjang badan bulan {month}", "75,5", minimum=HEIGHT_CM[0], maximum=HEIGHT_CM[1], unit="cm", synonyms=(f"PB {month}", f"TB/PB {month}"), shows=HEALTH),
            )
        ),
    ),
    place="posyandu",
    row_needs=("year",),
    any_of=("child_id", "name"),
    key=("year", "child_id"),
    rows_of=Rows.CHILD,
)

KEBAL_MSG = Tab(
    "Kebal MSG",
    "kebal_msg",
    "Kegiatan masak dan makan bersama KEBAL MSG",
    (
        date("Tanggal", "date", "Tanggal kegiatan", required=True, not_after_today=True, synonyms=("Tgl",), shows=PUBLIC),
        posyandu_code(),
        text("Menu", "menu", "Menu yang dimasak", "Sup ayam wortel", required=True, shows=PUBLIC),
        text("Materi penyuluhan", "lesson", "Materi penyuluhan gizi", shows=PUBLIC),
        integer("Menit sosialisasi", "minutes_b1", "Lama sosialisasi kepada kader (B1)", "30", minimum=0, maximum=600, unit="menit", shows=PUBLIC),
        integer("Menit penyampaian", "minutes_b2", "Lama penyampaian kepada ibu (B2)", "10", minimum=0, maximum=600, unit="menit", shows=PUBLIC),
        integer("Menit pelaksanaan", "minutes_b3", "Lama kegiatan di posyandu (B3)", "45", minimum=0, maximum=600, unit="menit", shows=PUBLIC),
        integer("Menit masak", "minutes_b4", "Lama masak bersama (B4)", "20", minimum=0, maximum=600, unit="menit", shows=PUBLIC),
        integer("Menit makan", "minutes_b5", "Lama makan bersama (B5)", "15", minimum=0, maximum=600, unit="menit", shows=PUBLIC),
        integer("Menit penyuluhan", "minutes_b6", "Lama penyuluhan gizi (B6)", "10", minimum=0, maximum=600, unit="menit", shows=PUBLIC),
        proof("Dokumentasi", "photos", "Foto kegiatan: di mana disimpan, atau tautan https", synonyms=("Dokumentasi (url)", "Foto"), shows=FREE),
        text("Catatan", "note", "Catatan", shows=FREE),
    ),
    place="posyandu",
    row_needs=("date", "posyandu"),
    key=("date", "posyandu"),
    rows_of=Rows.POSYANDU,
)

PESERTA_KEBAL_MSG = Tab(
    "Peserta Kebal MSG",
    "peserta_kebal_msg",
    "Balita yang ikut KEBAL MSG",
    (
        date("Tanggal", "date", "Tanggal kegiatan", required=True, not_after_today=True, fills_down=True, synonyms=("Tgl",), shows=PUBLIC),
        posyandu_code(),
        child_id(),
        child_name(),
        yes_no("Hadir", "present", "Anak hadir", shows=PUBLIC),
        yes_no("Makan habis", "ate_all", "Makanan dihabiskan", shows=HEALTH),
    ),
    place="posyandu",
    row_needs=("date",),
    any_of=("child_id", "name"),
    key=("date", "child_id"),
    rows_of=Rows.POSYANDU,
)
