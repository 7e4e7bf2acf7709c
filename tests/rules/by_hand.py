"""The month's figures the slow way, from what was typed: plain loops and nothing of lib.

Source: aturan.md. Rows are dicts with the keys of the workbook's headers; LMS come from pygrowup's tables.
"""

from __future__ import annotations

import math
from calendar import monthrange
from datetime import date
from itertools import combinations, pairwise
from typing import Any

from pygrowup.tables.by_day import acfa, bmifa, hcfa, lfa, wfa, wfh, wfl

Row = dict[str, Any]
Month = tuple[int, int]

KBM = {
    "L": [800, 900, 800, 600, 500, 400, 400, 300, 300, 300, 300],
    "P": [800, 900, 800, 600, 500, 400, 300, 300, 300, 300, 200],
}
IMPLAUSIBLE = {
    **{"BB/U": (-6, 5), "TB/U": (-6, 6), "BB/TB": (-5, 5), "IMT/U": (-5, 5)},
    **{"LK/U": (-5, 5), "LiLA/U": (-5, 5)},
}


def months_between(born: date, day: date) -> int:
    """Completed calendar months; a birth on the 31st counts on the last day of a shorter month."""
    whole = (day.year - born.year) * 12 + day.month - born.month
    return whole - (day.day < min(born.day, monthrange(day.year, day.month)[1]))


WHO = {"BB/U": wfa, "TB/U": lfa, "BB/PB": wfl, "BB/TB": wfh, "IMT/U": bmifa, "LK/U": hcfa, "LiLA/U": acfa}
TABLES = {
    (name, sex): {float(key): row for key, row in table.DATA[their_word].items()}
    for name, table in WHO.items()
    for sex, their_word in (("L", "male"), ("P", "female"))
}


def lms(table: str, sex: str, at: float) -> tuple[float, float, float] | None:
    """The row at an age in days or a length in cm (between two rows: in proportion); None outside."""
    rows = TABLES[table, sex]
    low = math.floor(at * 10 + 1e-9) / 10
    first, second = rows.get(round(low, 1)), rows.get(round(low + 0.1, 1))
    share = at * 10 - low * 10
    if first is None or (share > 1e-6 and second is None):
        return None
    mixed = [float(first[k]) + (share * float(second[k] - first[k]) if second else 0) for k in "lms"]
    return mixed[0], mixed[1], mixed[2]


def score(
    value: float, found: tuple[float, float, float] | None, *, restricted: bool = True, digits: int = 2
) -> float | None:
    """WHO's z; beyond 3 by the distance between the lines 2 and 3 where `restricted`. Two decimals."""
    if found is None:
        return None
    power, median, spread = found
    z = ((value / median) ** power - 1) / (power * spread)

    def line(at: int) -> float:
        return float(median * (1 + power * spread * at) ** (1 / power))

    if restricted and z > 3:
        z = 3 + (value - line(3)) / (line(3) - line(2))
    if restricted and z < -3:
        z = -3 + (value - line(-3)) / (line(-2) - line(-3))
    return round(z, digits)


def zscores(child: Row, day: date, row: Row) -> dict[str, float | None]:
    sex, age = child["JK"], (day - child["Tanggal lahir"]).days
    weight, height, lying = row["BB"], row["TB"], row["Cara"] == "Terlentang"
    z: dict[str, float | None] = dict.fromkeys(IMPLAUSIBLE)
    if age > 1856:
        return z
    standing = row["Cara"] == "Berdiri" and months_between(child["Tanggal lahir"], day) >= 9
    if height is not None:
        height += 0.7 if standing and age < 731 else -0.7 if lying and age >= 731 else 0
        z["TB/U"] = score(height, lms("TB/U", sex, age), restricted=False)
    if weight is not None and not row["Edema"]:
        z["BB/U"] = score(weight, lms("BB/U", sex, age))
        if height is not None:
            z["IMT/U"] = score(weight / (height / 100) ** 2, lms("IMT/U", sex, age))
            z["BB/TB"] = score(weight, lms("BB/PB" if age < 731 else "BB/TB", sex, height))
    if row["LK"] is not None:
        z["LK/U"] = score(row["LK"], lms("LK/U", sex, age), restricted=False)
    if row["LiLA"] is not None:
        z["LiLA/U"] = score(row["LiLA"], lms("LiLA/U", sex, age))
    return z


def month_before(month: Month) -> Month:
    return (month[0], month[1] - 1) if month[1] > 1 else (month[0] - 1, 12)


def month_after(month: Month) -> Month:
    return (month[0], month[1] + 1) if month[1] < 12 else (month[0] + 1, 1)


def lying(child: Row, row: Row) -> float:
    """The row's length as if measured lying: 0,7 cm more than standing."""
    age = (row["Tanggal"] - child["Tanggal lahir"]).days
    early = months_between(child["Tanggal lahir"], row["Tanggal"]) < 9
    standing = not early and (row["Cara"] == "Berdiri" or (row["Cara"] != "Terlentang" and age >= 731))
    return float(row["TB"] + (0.7 if standing else 0))


def find_bad(child: Row, rows: list[Row], name: str) -> list[Row]:
    """The rows whose weight or length cannot be: the fewest without which the rest is consistent; of several
    such sets the one that leaves the smoothest line, then the newer rows."""
    mine = sorted(
        (r for r in rows if r["ID"] == child["ID"] and r[name] is not None), key=lambda r: r["Tanggal"]
    )
    mine = [r for r in mine if r["Tanggal"] >= child["Tanggal lahir"]]
    found: list[Row] = []
    stretch: list[Row] = []
    for row in [*mine, None]:
        if row is not None and (not stretch or (row["Tanggal"] - stretch[-1]["Tanggal"]).days <= 62):
            stretch.append(row)
            continue
        kept = keep_most(child, stretch, name)
        found += [r for place, r in enumerate(stretch) if place not in kept]
        stretch = [row] if row is not None else []
    return found


def keep_most(child: Row, rows: list[Row], name: str) -> tuple[int, ...]:
    steps = {
        (one, two): judge_step(child, rows[one], rows[two], name, next_to=two == one + 1)
        for one, two in combinations(range(len(rows)), 2)
    }
    for size in range(len(rows), 0, -1):
        sets = [
            (round(sum(steps[pair][1] for pair in pairwise(kept)), 6), kept)
            for kept in combinations(range(len(rows)), size)
            if all(steps[pair][0] for pair in pairwise(kept))
        ]
        if sets:
            return min(sets)[1]
    return ()


def judge_step(child: Row, one: Row, two: Row, name: str, *, next_to: bool) -> tuple[bool, float]:
    """Whether a measurement can follow another, and how rough the step is."""
    days, born, hair = (two["Tanggal"] - one["Tanggal"]).days, child["Tanggal lahir"], 1e-6
    if days > 62:
        return True, 0.0
    if name == "BB" and (one["Edema"] or two["Edema"]):
        return True, 0.0
    age = months_between(born, two["Tanggal"])
    ages = [(row["Tanggal"] - born).days for row in (one, two)]
    if name == "BB":
        before, gain, index = one["BB"], two["BB"] - one["BB"], "BB/U"
        medians = [TABLES["BB/U", child["JK"]][float(min(each, 1856))]["m"] for each in ages]
        most = max(2, 0.13 * before) * max(1, days / 31)
        possible = gain <= max(most, float(medians[1] - medians[0]) + 1.3) + hair
        possible &= not (-gain > 1.5 + hair and -gain > 0.15 * before + hair)
        doubtful = (age >= 6 and gain > max(1.2, 1.2 * days / 31) + hair) or (
            ages[1] > 14 and -gain > 0.08 * before + hair
        )
        sizes = [one["BB"], two["BB"]]
    else:
        gain, index = lying(child, two) - lying(child, one), "TB/U"
        medians = [TABLES["TB/U", child["JK"]][float(min(each, 1856))]["m"] for each in ages]
        most = max((4 if age < 6 else 3) * max(1, days / 31), float(medians[1] - medians[0]) + 2)
        possible, doubtful = not (gain > most + hair or -gain > 2 + hair), -gain > 1 + hair
        sizes = [lying(child, row) - 0.7 * (each >= 731) for row, each in zip((one, two), ages, strict=True)]
    z = [
        score(size, lms(index, child["JK"], each), restricted=index == "BB/U", digits=12)
        if each <= 1856
        else None
        for size, each in zip(sizes, ages, strict=True)
    ]
    jump = max(0.0, abs(z[1] - z[0]) - 0.75) if z[0] is not None and z[1] is not None else 0.0
    same = (
        one["BB"] is not None and one["BB"] == two["BB"] and one["TB"] is not None and one["TB"] == two["TB"]
    )
    copied = (
        next_to and same and age < 36 and month_after(month_of(one["Tanggal"])) == month_of(two["Tanggal"])
    )
    return bool(possible), round(jump, 6) + doubtful + copied


class Book:
    """Children and weighings as typed; every answer is worked out anew from them."""

    def __init__(self, children: list[Row], weighings: list[Row], today: date) -> None:
        self.children = children
        self.today = today
        self.answers: dict[Month, dict[str, Row]] = {}
        self.rows = [row for row in weighings if row["Tanggal"] <= today]
        self.bad = {
            (name, id(row))
            for child in children
            for name in ("BB", "TB")
            for row in find_bad(child, self.rows, name)
        }

    def weighing(self, child: Row, month: Month) -> Row | None:
        """The month's last row with a weight, else a height, else anything; blanks from its other rows."""
        mine = [
            r
            for r in self.rows
            if r["ID"] == child["ID"] and (r["Tanggal"].year, r["Tanggal"].month) == month
        ]
        mine.sort(key=lambda r: r["Tanggal"])
        chosen = (
            [r for r in mine if r["BB"] is not None and ("BB", id(r)) not in self.bad]
            or [r for r in mine if r["BB"] is not None]
            or [r for r in mine if r["TB"] is not None and ("TB", id(r)) not in self.bad]
            or [r for r in mine if r["TB"] is not None]
            or [r for r in mine if r["LiLA"] is not None or r["LK"] is not None or r["Edema"]]
        )
        if not chosen:
            return None
        row = chosen[-1] | {"TB pada": chosen[-1]["Tanggal"], "Edema": any(r["Edema"] for r in mine)}
        row |= {f"{name} salah": (name, id(chosen[-1])) in self.bad for name in ("BB", "TB")}
        heights = [r for r in mine if r["TB"] is not None]
        usable = [r for r in heights if ("TB", id(r)) not in self.bad]
        if (row["TB"] is None and heights) or (row["TB salah"] and usable):
            other = (usable or heights)[-1]
            row |= {"TB": other["TB"], "Cara": other["Cara"], "TB pada": other["Tanggal"]}
            row["TB salah"] = not usable
        for name in ("LiLA", "LK"):
            known = [r[name] for r in mine if r[name] is not None]
            row[name] = row[name] if row[name] is not None or not known else known[-1]
        return row

    def weight(self, child: Row, month: Month) -> float | None:
        row = self.weighing(child, month)
        return None if row is None else row["BB"]

    def in_s(self, child: Row, month: Month) -> bool:
        first, last = date(*month, 1), date(*month, monthrange(*month)[1])
        if child["Tanggal lahir"] > last or months_between(child["Tanggal lahir"], first) >= 60:
            return False
        if child["Tanggal masuk"] and child["Tanggal masuk"] > last:
            return False
        left = child["Tanggal keluar"]
        if not left and child["Status"] != "Aktif":
            days = [r["Tanggal"] for r in self.rows if r["ID"] == child["ID"] and r["BB"] is not None]
            left = max(days, default=date.min)
        return not left or left >= first

    def nt(self, child: Row, month: Month) -> str | None:
        row = self.weighing(child, month)
        if row is None or row["BB"] is None:
            return None
        age = months_between(child["Tanggal lahir"], row["Tanggal"])
        earlier = [
            r for r in self.rows
            if r["ID"] == child["ID"] and r["BB"] is not None and r["Tanggal"] < date(*month, 1)
        ]  # fmt: skip
        if age > 60:
            return None
        if age == 0 or not earlier:
            return "B"
        before = self.weighing(child, month_before(month))
        last = None if before is None or before["BB salah"] else before["BB"]
        if last is None or row["BB salah"]:
            return "O"
        least = KBM[child["JK"]][age - 1] if age < 12 else 200
        return "N" if round(row["BB"] * 1000) - round(last * 1000) >= least else "T"

    def measured(self, month: Month) -> dict[str, Row]:
        """What rekap says of each child measured in the month, by ID."""
        if month in self.answers:
            return self.answers[month]
        found: dict[str, Row] = {}
        for child in self.children:
            row = self.weighing(child, month)
            if row is None:
                continue
            age = months_between(child["Tanggal lahir"], row["Tanggal"])
            z = zscores(child, row["Tanggal"], row)
            z["TB/U"] = zscores(child, row["TB pada"], row)["TB/U"]
            odd = [name for name, limits in IMPLAUSIBLE.items() if is_outside(z[name], limits)]
            for bad, hangs in (("BB", ("BB/U", "BB/TB", "IMT/U")), ("TB", ("TB/U", "BB/TB", "IMT/U"))):
                lost = [name for name in hangs if row[f"{bad} salah"] and z[name] is not None]
                odd = [name for name in IMPLAUSIBLE if name in odd or name in lost]
                z |= dict.fromkeys(lost)
            good = {name: None if name in odd else value for name, value in z.items()}
            answer = self.nt(child, month)
            twice = answer == "T" and self.nt(child, month_before(month)) == "T"
            found[child["ID"]] = {
                "tanggal": row["Tanggal"].isoformat(),
                "umur_hari": (row["Tanggal"] - child["Tanggal lahir"]).days,
                "umur_bulan": age, "bb": row["BB"], "tb": row["TB"], "z_bb_u": z["BB/U"], "z_tb_u": z["TB/U"],
                "z_bb_tb": z["BB/TB"], "z_imt_u": z["IMT/U"], "nt": answer, "2t": twice,
                "nyaris_2t": answer == "T" and not twice, "bgm": below(good["BB/U"], -3), "tak_wajar": odd,
                "gizi_buruk": row["Edema"] or below(z["BB/TB"], -3)
                or (6 <= age <= 59 and below(row["LiLA"], 11.5)),
                "posyandu": child["Posyandu"], "edema": row["Edema"], "sah": good,
            }  # fmt: skip
        self.answers[month] = found
        return found

    def skdn(self, month: Month, posyandu: str | None) -> Row:
        own = [c for c in self.children if self.in_s(c, month) and posyandu in (None, c["Posyandu"])]
        measured = self.measured(month)
        weighed = [
            measured[c["ID"]] for c in own if c["ID"] in measured and measured[c["ID"]]["bb"] is not None
        ]
        counted = {letter: sum(row["nt"] == letter for row in weighed) for letter in "NTOB"}
        everyone = [r for r in measured.values() if r["bb"] is not None and posyandu in (None, r["posyandu"])]
        answered = sum(c["Punya KMS"] is not None for c in own)
        have = sum(c["Punya KMS"] == "Ya" for c in own)
        k = have if answered * 5 >= len(own) * 4 else None
        return {
            "S": len(own), "K": k, "D": len(weighed), **counted,
            "K/S": share(k, len(own)), "D/K": share(len(weighed), k), "D/S": share(len(weighed), len(own)),
            "2T": sum(row["2t"] for row in weighed), "BGM": sum(row["bgm"] for row in weighed),
            "luar_sasaran": len(everyone) - len(weighed),
        }  # fmt: skip

    def prevalence(self, month: Month, posyandu: str | None) -> dict[str, tuple[int, int]]:
        """(cases, n) by indicator, of children in S."""
        own = {c["ID"] for c in self.children if self.in_s(c, month) and posyandu in (None, c["Posyandu"])}
        rows = [row for name, row in self.measured(month).items() if name in own]
        found = {}
        for name, index in (("stunting", "TB/U"), ("wasting", "BB/TB"), ("underweight", "BB/U")):
            swollen = [r["edema"] and name == "wasting" for r in rows]
            valid = [s or r["sah"][index] is not None for r, s in zip(rows, swollen, strict=True)]
            cases = [s or below(r["sah"][index], -2) for r, s in zip(rows, swollen, strict=True)]
            found[name] = (sum(cases), sum(valid))
        return found

    def before(self, child: Row, day: date) -> tuple[Month, Row] | None:
        """The last weighing up to `day`: the month it counts for, and what rekap says of it."""
        year, number = day.year, day.month
        for _ in range(60):
            row = self.measured((year, number)).get(child["ID"])
            if row is not None and row["bb"] is not None and row["tanggal"] <= day.isoformat():
                return (year, number), row
            year, number = (year, number - 1) if number > 1 else (year - 1, 12)
        return None

    def was_sasaran(self, child: Row, day: date) -> bool:
        """2T or BGM, and in S, at the last weighing up to `day`."""
        found = self.before(child, day)
        return found is not None and self.in_s(child, found[0]) and (found[1]["2t"] or found[1]["bgm"])

    def sessions(self, month: Month, held: list[Row], listed: list[Row]) -> list[Row]:
        """What rekap says of each KEBAL MSG session of the month."""
        later = self.measured(month_after(month))
        found = []
        for session in sorted(held, key=lambda row: (row["Tanggal"], row["Posyandu"])):
            if (session["Tanggal"].year, session["Tanggal"].month) != month:
                continue
            last = {row["ID"]: row for row in listed if row["Tanggal"] == session["Tanggal"]}
            came = {
                child
                for child, row in last.items()
                if row["Hadir"] == "Ya" and row["Posyandu"] == session["Posyandu"]
            }
            sasaran = {
                child["ID"] for child in self.children if self.was_sasaran(child, session["Tanggal"])
            }  # fmt: skip
            found.append(
                {
                    "posyandu": session["Posyandu"], "tanggal": session["Tanggal"].isoformat(),
                    "hadir": len(came), "sasaran_hadir": len(came & sasaran),
                    "naik_bulan_kegiatan": sum(
                        row is not None and row[1]["nt"] == "N"
                        for row in (
                            self.before(child, session["Tanggal"])
                            for child in self.children
                            if child["ID"] in came
                        )
                    ),
                    "naik_bulan_berikut": sum(later[child]["nt"] == "N" for child in came if child in later),
                    "tanpa_ukur": sum(child not in later or later[child]["bb"] is None for child in came),
                }
            )  # fmt: skip
        return found


def programme_by_hand(
    book: Book, month: Month, place: str | None
) -> dict[str, tuple[set[str], set[str], set[str]]]:
    """By programme who was given it (or had it), who of that age was judged, and who is of that age in S.

    Vitamin A in February and August; a capsule in the month after counts as sweeping.
    """
    own = {c["ID"]: c for c in book.children if book.in_s(c, month) and place in (None, c["Posyandu"])}
    last = date(*month, monthrange(*month)[1])
    age = {name: min(months_between(child["Tanggal lahir"], last), 59) for name, child in own.items()}
    rows = [r for r in book.rows if r["ID"] in own and r["Tanggal"] >= own[r["ID"]]["Tanggal lahir"]]
    rows.sort(key=lambda row: row["Tanggal"])
    here = [row for row in rows if month_of(row["Tanggal"]) == month]
    found = {}
    if month[1] in (2, 8):
        given = {
            row["ID"] for row in rows
            if row["Vitamin A"] == "Ya" and month_of(row["Tanggal"]) in (month, month_after(month))
        }  # fmt: skip
        for name, least, most in (("vitamin_a_6_11", 6, 11), ("vitamin_a_12_59", 12, 59)):
            of_age = {child for child in own if least <= age[child] <= most}
            found[name] = (given & of_age, of_age, of_age)
    babies = {child for child in own if age[child] <= 5}
    answers = {row["ID"]: row["ASI eksklusif"] for row in here if row["ASI eksklusif"]}  # the last one
    asked = {child for child in babies if child in answers}
    found["asi_eksklusif"] = ({child for child in asked if answers[child] == "Ya"}, asked, babies)
    ill = {row["ID"] for row in here if row["Diare"] == "Ya"}
    seen = {row["ID"] for row in here if row["Diare"]} | (set(book.measured(month)) & set(own))
    found["diare"] = (ill, seen, set(own))
    return found


def held_months(book: Book, days: list[Row], place: str) -> set[Month]:
    """Months in which a posyandu held a day and one of its children was weighed; before its first row of
    Jadwal the weighing alone tells."""
    typed = [row for row in days if row["posyandu"] == place]
    held = {month_of(row["date"]) for row in typed if row["status"] != "Batal" and row["date"] <= book.today}
    first = min((month_of(row["date"]) for row in typed), default=(9999, 1))
    own = {child["ID"] for child in book.children if child["Posyandu"] == place}
    born = {child["ID"]: child["Tanggal lahir"] for child in book.children}
    weighed = {
        month_of(row["Tanggal"])
        for row in book.rows
        if row["ID"] in own and row["BB"] is not None and row["Tanggal"] >= born[row["ID"]]
    }
    return {month for month in weighed if month in held or month < first}


def month_of(day: date) -> Month:
    return day.year, day.month


def sasaran_of_round(book: Book, held: set[Month], place: str, month: Month) -> list[str]:
    """Who should be fetched: in S of M, not weighed anywhere in M, in S now."""
    before = [one for one in held if one < month]
    if not before:
        return []
    return [
        child["ID"]
        for child in book.children
        if child["Posyandu"] == place
        and book.in_s(child, max(before))
        and book.weight(child, max(before)) is None
        and book.in_s(child, month)
    ]


def newest(about: Row, visits: list[Row], name: str, today: date) -> tuple[float | None, date | None]:
    """The newest dated value up to today (of one day the lower row), else what her own row says, undated."""
    dated = [
        (date.fromisoformat(row["date"]), place, row[name])
        for place, row in enumerate(visits)
        if row.get(name) is not None and date.fromisoformat(row["date"]) <= today
    ]
    if not dated:
        return about.get(name), None
    day, _, value = max(dated, key=lambda one: one[:2])
    return value, day


def kurang_darah(about: Row, visits: list[Row], today: date) -> bool:
    """Hb below the limit of the trimester of its day; undated: today's, or that of the birth."""
    hb, day = newest(about, visits, "hb_g_dl", today)
    days = ((day or about["delivered_on"] or today) - about["last_period"]).days
    return below(hb, 10.5 if 98 <= days < 196 else 11)


def perlu_segera(about: Row, visits: list[Row], today: date) -> list[str]:
    """Why a mother is Perlu segera, gravest first."""
    recent = about["delivered_on"] and 0 <= (today - about["delivered_on"]).days <= 42
    if about["status"] not in (None, "Hamil", "Nifas") and not (about["status"] == "Bersalin" and recent):
        return []
    measured = [row for row in visits if row["systolic"] is not None or row["diastolic"] is not None]
    measured = [row for row in measured if date.fromisoformat(row["date"]) <= today]
    last = max(enumerate(measured), key=lambda one: (one[1]["date"], one[0]))[1] if measured else {}
    upper, lower = last.get("systolic") or 0, last.get("diastolic") or 0
    found = []
    if upper >= 160 or lower >= 110:
        found.append("tekanan darah bahaya")
    if below(newest(about, visits, "hb_g_dl", today)[0], 8):
        found.append("Hb di bawah 8")
    if not (upper >= 160 or lower >= 110) and (upper >= 140 or lower >= 90):
        found.append("tekanan darah tinggi")
    if below(newest(about, visits, "lila_cm", today)[0], 23.5) and kurang_darah(about, visits, today):
        found.append("KEK dan anemia")
    return found


def share(part: int | None, whole: int | None) -> float | None:
    return 100 * part / whole if part is not None and whole else None


def is_outside(value: float | None, limits: tuple[float, float]) -> bool:
    return value is not None and not limits[0] <= value <= limits[1]


def below(value: float | None, limit: float) -> bool:
    return value is not None and value < limit


def wilson(cases: int, n: int) -> tuple[float, float]:
    z, p = 1.959963984540054, cases / n
    middle, half = p + z * z / 2 / n, z * math.sqrt(p * (1 - p) / n + z * z / 4 / n / n)
    low, high = (middle - half) / (1 + z * z / n), (middle + half) / (1 + z * z / n)
    return 100 * max(0.0, low), 100 * min(1.0, high)
