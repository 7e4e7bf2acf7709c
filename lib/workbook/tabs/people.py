"""Who and where: settings, posyandu, kader, posyandu days, children, mothers."""

from __future__ import annotations

from lib.workbook.columns import (
    CONTACT,
    FREE,
    HEALTH,
    IDENTITY,
    NAME,
    PUBLIC,
    Column,
    Kind,
    Mask,
    Rows,
    Tab,
    choice,
    date,
    identifier,
    integer,
    nik,
    number,
    phone,
    posyandu_code,
    text,
    yes_no,
)

SEX = ("L", "P")
CHILD_STATUS = ("Aktif", "Pindah", "Meninggal", "Lulus")
MOTHER_STATUS = ("Hamil", "Bersalin", "Nifas", "Keguguran", "Pindah")
SCHEDULE_STATUS = ("Terjadwal", "Dipindah", "Batal")


PENGATURAN = Tab(
    "Pengaturan",
    "pengaturan",
    "Pengaturan puskesmas, satu baris satu pengaturan",
    (
        text("Nama", "name", "Nama pengaturan", "Nama puskesmas", required=True, synonyms=("Pengaturan",), shows=PUBLIC),
        text("Nilai", "value", "Isi pengaturan; dalam pesan, kata dalam kurung kurawal seperti {posyandu} diisi sendiri", "Puskesmas Contoh", synonyms=("Isi",), shows=FREE, public_for=("target", "nama puskesmas", "aturan", "zona", "kabupaten", "kecamatan")),
        text("Keterangan", "note", "Untuk apa pengaturan ini", shows=FREE),
    ),
    row_needs=("name",),
    key=("name",),
    rows_of=Rows.ALL,
    for_pairs=True,
)

POSYANDU = Tab(
    "Posyandu",
    "posyandu",
    "Daftar posyandu wilayah puskesmas",
    (
        identifier("Kode", "code", "Kode pendek posyandu, tidak berubah", "MLT1", required=True, synonyms=("Kode posyandu", "ID", "No kode"), shows=PUBLIC),
        text("Nama", "name", "Nama posyandu", "Melati 1", required=True, synonyms=("Nama posyandu", "Posyandu"), shows=PUBLIC),
        text("Desa/Kelurahan", "desa", "Desa atau kelurahan", "Sukamaju", required=True, synonyms=("Desa", "Kelurahan", "Nama desa", "Nama kelurahan"), shows=PUBLIC),
        text("RW", "rw", "Nomor RW", "001", digits=3, shows=PUBLIC),
        text("Alamat", "address", "Alamat posyandu", synonyms=("Lokasi",), shows=CONTACT),
        text("Ketua kader", "leader", "Nama ketua kader", synonyms=("Ketua", "Nama ketua", "Nama ketua kader", "Koordinator kader", "Nama koordinator",), shows=NAME),
        phone("HP ketua", "leader_phone", "Nomor HP ketua kader", synonyms=("No HP ketua", "HP ketua kader"), shows=CONTACT),
        integer("Hari buka (tanggal ke-)", "open_day", "Tanggal buka tiap bulan", "12", minimum=1, maximum=31, synonyms=("Hari buka", "Tanggal buka", "Tanggal ke", "Tanggal buka tiap bulan", "Hari buka tiap bulan"), shows=PUBLIC),
        number("Lintang", "latitude", "Lintang lokasi", "-6,4", minimum=-11.5, maximum=6.5, unit="derajat", synonyms=("Latitude", "Lat", "Koordinat lintang"), shows=PUBLIC),
        number("Bujur", "longitude", "Bujur lokasi", "106,8", minimum=94.5, maximum=141.5, unit="derajat", synonyms=("Longitude", "Long", "Lng", "Koordinat bujur"), shows=PUBLIC),
        yes_no("Aktif", "active", "Posyandu masih berjalan (kosong = ya)", shows=PUBLIC),
    ),
    row_needs=("code",),
    key=("code",),
    rows_of=Rows.POSYANDU,
    others_public=True,
)

DIBENARKAN = Tab(
    "Dibenarkan",
    "dibenarkan",
    "Isian yang sudah diperiksa dan memang benar: temuannya tidak tampil lagi, nilainya dihitung",
    (
        text("Buku", "book", "Nama buku tempat isian itu (kosong = buku mana pun)", "Posyandu Melati 1", shows=PUBLIC),
        text("Tab", "tab_title", "Nama tab tempat isian itu", "Penimbangan", required=True, shows=PUBLIC),
        text("ID/Nama", "subject", "ID atau nama yang dicatat di baris itu", "MLT1-001", required=True, synonyms=("ID", "Nama", "ID atau nama"), shows=IDENTITY),
        date("Tanggal", "date", "Tanggal di baris itu (kosong = semua tanggal)", synonyms=("Tgl",), shows=PUBLIC),
        text("Kolom", "column_title", "Judul kolom isian itu", "BB (kg)", required=True, shows=PUBLIC),
        text("Isi", "value", "Isi sel seperti tertulis; bila selnya diubah, baris ini tidak berlaku lagi", "9,8", required=True, shows=FREE),
        text("Alasan", "reason", "Mengapa isian ini benar", "Sudah ditimbang ulang", synonyms=("Keterangan",), shows=FREE),
    ),
    place="posyandu",
    row_needs=("tab_title", "subject", "column_title", "value"),
    rows_of=Rows.PAIR,
    rows_are_named=True,
)

PEMETAAN = Tab(
    "Pemetaan",
    "pemetaan",
    "Arti tab dan kolom yang tidak dikenali sendiri, satu baris satu tab atau satu kolom",
    (
        text("Tab di buku", "sheet", "Nama tab seperti tertulis di buku", "Timbang Okt", required=True, shows=PUBLIC),
        text("Dibaca sebagai", "read_as", "Tab papan yang isinya sama, misalnya Penimbangan; atau: tidak dibaca", "Penimbangan", shows=PUBLIC),
        text("Kolom di buku", "label", "Judul kolom seperti tertulis di buku", "W (kg)", shows=PUBLIC),
        text("Kolom papan", "meaning", "Kolom papan yang artinya sama, misalnya BB (kg); atau: tidak dibaca", "BB (kg)", shows=PUBLIC),
    ),
    row_needs=("sheet",),
    rows_of=Rows.ALL,
)

KADER = Tab(
    "Kader",
    "kader",
    "Kader tiap posyandu",
    (
        text("Nama", "name", "Nama kader", required=True, synonyms=("Nama kader", "Nama kader posyandu", "Kader"), shows=NAME),
        posyandu_code(),
        phone("HP", "phone", "Nomor HP kader", shows=CONTACT),
        text("Jabatan", "position", "Jabatan kader", "Ketua", synonyms=("Tugas", "Posisi", "Peran", "Jabatan di posyandu"), shows=PUBLIC),
        yes_no("Aktif", "active", "Masih bertugas (kosong = ya)", shows=PUBLIC),
    ),
    row_needs=("name",),
    key=("name", "posyandu"),
    rows_of=Rows.POSYANDU,
    rows_are_named=True,
)

JADWAL = Tab(
    "Jadwal",
    "jadwal",
    "Hari buka posyandu",
    (
        date("Tanggal", "date", "Hari buka posyandu", required=True, synonyms=("Tgl", "Hari buka", "Tanggal pelaksanaan", "Tanggal kegiatan", "Tanggal buka", "Jadwal", "Tanggal hari buka"), shows=PUBLIC),
        posyandu_code(fills_down=False, synonyms=("Nama posyandu", "Kode posyandu")),
        Column("Jam buka", "open_time", Kind.TIME, "Jam mulai", "08.00", synonyms=("Jam", "Jam mulai", "Waktu", "Waktu mulai", "Pukul", "Jam pelaksanaan"), shows=PUBLIC),
        text("Tempat", "venue", "Tempat pelaksanaan", "Balai RW 01", synonyms=("Lokasi", "Alamat", "Tempat pelaksanaan", "Tempat kegiatan", "Lokasi kegiatan",), shows=PUBLIC),
        choice("Status", "status", "Terjadwal, Dipindah (isi tanggal semula) atau Batal", *SCHEDULE_STATUS, shows=PUBLIC),
        date("Tanggal semula", "original_date", "Tanggal sebelum dipindah", shows=PUBLIC),
        text("Bus", "bus", "Armada yang menjemput", synonyms=("Armada",), shows=PUBLIC),
        text("Keterangan", "note", "Catatan", synonyms=("Ket", "Catatan",), shows=FREE),
    ),
    place="posyandu",
    row_needs=("date", "posyandu"),
    key=("date", "posyandu"),
    rows_of=Rows.POSYANDU,
)

BALITA = Tab(
    "Balita",
    "balita",
    "Semua balita yang pernah terdaftar",
    (
        identifier("ID", "child_id", "ID balita, tidak berubah dan tidak dipakai dua kali", "MLT1-001", required=True, synonyms=("ID balita", "Kode", "Kode balita", "No register", "No ID", "Nomor induk", "No urut register", "No register posyandu"), shows=IDENTITY, mask=Mask.PERSON),
        nik("NIK", "nik", "NIK anak", shows=IDENTITY),
        text("Nama", "name", "Nama lengkap anak", required=True, synonyms=("Nama balita", "Nama anak"), shows=NAME, mask=Mask.LABEL),
        choice("JK", "sex", "L = laki-laki, P = perempuan", *SEX, required=True, synonyms=("Jenis kelamin", "L/P"), shows=PUBLIC),
        date("Tanggal lahir", "birth_date", "Tanggal lahir anak", required=True, not_after_today=True, synonyms=("Tgl lahir",), shows=IDENTITY, computed_with=True),
        text("Nama ibu/pengasuh", "caregiver", "Nama ibu atau pengasuh", synonyms=("Nama ibu", "Nama orang tua", "Ibu", "Pengasuh", "Nama ayah/ibu", "Nama ibu/ayah", "Nama wali", "Nama pengasuh", "Orang tua", "Wali", "Nama ibu/wali", "Nama orang tua/ibu", "Nama orang tua/ayah/ibu", "Nama orang tua/wali", "Nama ibu/pengasuh/wali", "Nama ayah/ibu/wali"), shows=NAME),
        phone("HP", "phone", "Nomor HP ibu atau pengasuh", synonyms=("No HP", "Nomor HP", "Telepon", "WA", "No WA", "HP ibu", "HP orang tua", "HP wali", "HP ayah", "HP keluarga", "HP pengasuh"), shows=CONTACT),
        posyandu_code(),
        text("RT", "rt", "Nomor RT, tiga angka", "001", digits=3, synonyms=("RT/RW", "RW/RT", "Alamat RT", "RT rumah", "RT/RW rumah"), shows=PUBLIC),
        text("RW", "rw", "Nomor RW, tiga angka", "002", digits=3, synonyms=("Alamat RW",), shows=CONTACT),
        text("Alamat", "address", "Alamat rumah", synonyms=("Alamat orang tua", "Alamat ibu"), shows=CONTACT),
        identifier("Titik jemput", "pickup_point", "Kode titik jemput bus", "MLT1-A", refers_to="titik_jemput", shows=PUBLIC),
        date("Tanggal masuk", "joined_on", "Sejak kapan tercatat di posyandu ini (kosong = sejak lahir)", synonyms=("Tgl masuk", "Tanggal masuk posyandu", "Tanggal daftar", "Tanggal pendaftaran", "Terdaftar sejak"), shows=HEALTH),
        yes_no("Punya KMS", "has_kms", "Punya KMS atau Buku KIA; isi Ya atau Tidak (K dihitung bila 80% terisi)", synonyms=("KMS", "Punya KIA", "KIA", "Buku KIA", "Buku KMS", "Punya KMS/KIA", "Buku KIA/KMS", "Punya buku KIA"), shows=HEALTH),
        choice("Status", "status", "Keadaan sekarang (kosong = Aktif)", *CHILD_STATUS, shows=HEALTH),
        date("Tanggal keluar", "left_on", "Hari terakhir di posyandu ini", synonyms=("Tgl keluar",), shows=HEALTH),
        nik("No KK", "family_card", "Nomor Kartu Keluarga", synonyms=("Nomor KK", "KK"), shows=IDENTITY),
        integer("Anak ke", "birth_order", "Anak ke berapa", "2", minimum=1, maximum=20, synonyms=("Urutan anak", "Anak nomor", "Urutan kelahiran", "Kelahiran ke", "Urutan anak ke"), shows=HEALTH),
        nik("NIK orang tua", "parent_nik", "NIK ibu atau ayah", synonyms=("NIK ortu", "NIK ibu", "NIK ayah"), shows=IDENTITY),
        integer("Usia hamil saat lahir (minggu)", "gestation_weeks", "Usia kehamilan saat lahir", "38", minimum=20, maximum=45, unit="minggu", synonyms=("Usia hamil saat lahir", "Usia hamil lahir"), shows=HEALTH),
        number("BB lahir (kg)", "birth_weight_kg", "Berat badan lahir", "3,1", minimum=0.4, maximum=7, unit="kg", synonyms=("BB lahir", "Berat lahir"), shows=HEALTH),
        number("PB lahir (cm)", "birth_length_cm", "Panjang badan lahir", "49", minimum=20, maximum=65, unit="cm", synonyms=("PB lahir", "Panjang lahir"), shows=HEALTH),
        number("LK lahir (cm)", "birth_head_cm", "Lingkar kepala lahir", "34", minimum=15, maximum=50, unit="cm", synonyms=("LK lahir", "Lingkar kepala lahir"), shows=HEALTH),
        yes_no("IMD", "early_breastfeeding", "Inisiasi menyusu dini", synonyms=("IMD lahir", "Riwayat IMD",), shows=HEALTH),
        yes_no("KIA bayi kecil", "small_baby_book", "Memakai Buku KIA bayi kecil", shows=HEALTH),
    ),
    place="posyandu",
    any_of=("child_id", "name"),
    key=("child_id",),
    rows_of=Rows.POSYANDU,
)

IBU_HAMIL = Tab(
    "Ibu Hamil",
    "ibu_hamil",
    "Ibu hamil, bersalin dan nifas yang didampingi posyandu",
    (
        identifier("ID", "mother_id", "ID ibu, tidak berubah", "IH-001", required=True, synonyms=("ID ibu", "Kode", "Kode ibu", "No register"), shows=IDENTITY, mask=Mask.PERSON),
        nik("NIK", "nik", "NIK ibu", shows=IDENTITY),
        text("Nama", "name", "Nama lengkap ibu", required=True, synonyms=("Nama ibu", "Nama ibu hamil", "Nama istri"), shows=NAME, mask=Mask.LABEL),
        date("Tanggal lahir", "birth_date", "Tanggal lahir ibu", not_after_today=True, synonyms=("Tgl lahir",), shows=IDENTITY, computed_with=True),
        text("Nama suami", "husband", "Nama suami", synonyms=("Suami", "Nama kepala keluarga/suami"), shows=NAME),
        phone("HP", "phone", "Nomor HP ibu atau keluarga", synonyms=("No HP", "Nomor HP", "Telepon", "WA", "No WA", "HP suami", "HP keluarga"), shows=CONTACT),
        posyandu_code(),
        text("RT", "rt", "Nomor RT", "001", digits=3, synonyms=("RT/RW", "RW/RT", "Alamat RT"), shows=PUBLIC),
        text("RW", "rw", "Nomor RW", "002", digits=3, synonyms=("Alamat RW",), shows=CONTACT),
        text("Alamat", "address", "Alamat rumah", shows=CONTACT),
        identifier("Titik jemput", "pickup_point", "Kode titik jemput bus (kosong = tidak dijemput)", "MLT1-A", refers_to="titik_jemput", shows=PUBLIC),
        date("HPHT", "last_period", "Hari pertama haid terakhir", required=True, not_after_today=True, synonyms=("Tanggal HPHT", "Haid terakhir", "Tanggal haid terakhir"), shows=HEALTH),
        integer("Gravida", "gravida", "Kehamilan ke berapa", "2", minimum=1, maximum=20, synonyms=("G", "Kehamilan ke", "Hamil ke", "Hamil anak ke", "Jumlah kehamilan"), shows=HEALTH),
        integer("Paritas", "parity", "Jumlah persalinan", "1", minimum=0, maximum=20, synonyms=("P", "Para", "Jumlah persalinan", "Partus"), shows=HEALTH),
        integer("Abortus", "abortus", "Jumlah keguguran", "0", minimum=0, maximum=20, synonyms=("A", "Ab", "Jumlah abortus", "Riwayat abortus"), shows=HEALTH),
        number("TB (cm)", "height_cm", "Tinggi badan ibu", "155", minimum=100, maximum=200, unit="cm", synonyms=("TB", "Tinggi badan"), shows=HEALTH),
        number("LiLA (cm)", "lila_cm", "Lingkar lengan atas", "24,5", minimum=12, maximum=60, unit="cm", synonyms=("LiLA", "Lingkar lengan"), shows=HEALTH),
        number("Hb (g/dL)", "hb_g_dl", "Kadar hemoglobin", "11,5", minimum=3, maximum=20, unit="g/dL", synonyms=("Hb", "Hemoglobin", "Hb terakhir"), shows=HEALTH),
        text("Faktor risiko", "risk_factors", "Nomor faktor risiko KSPR, dipisah koma", "1, 6, 10", synonyms=("KSPR", "Nomor faktor risiko", "Risiko", "Faktor risiko kehamilan", "Nomor KSPR", "Risiko kehamilan"), shows=HEALTH),
        choice("Status", "status", "Keadaan sekarang (kosong = Hamil)", *MOTHER_STATUS, shows=HEALTH),
        date("Tanggal bersalin", "delivered_on", "Tanggal persalinan", not_after_today=True, synonyms=("Tgl bersalin",), shows=HEALTH),
    ),
    place="posyandu",
    any_of=("mother_id", "name"),
    key=("mother_id",),
    rows_of=Rows.POSYANDU,
)
