"""What every step of the five SOPs is, the slow way: plain loops over what was typed, and nothing of lib.

Source: aturan.md, "SOP and daftar tilik".  Rows are dicts with the columns' code names, dates are dates;
`Said` is one step of one round: what has to be done by when, whether it is owed, and how it stands.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from tests.rules.by_hand import Book, Month, Row, held_months, month_after, month_of, sasaran_of_round

LEVELS = {
    **dict.fromkeys([("KEBAL", step) for step in ("A2", "A3", "A5", "A6", "A7")], "puskesmas"),
    **dict.fromkeys([("SIKERITING", step) for step in "124"], "puskesmas"),
    ("SIKERITING", "3"): "kelurahan",
    **dict.fromkeys([("OSOC", step) for step in ("1", "2", "4a", "4b", "8", "9")], "puskesmas"),
}
AJB_DAYS = {"1": -5, "2": -5, "3": -4, "4": -1, "5": 0}
PAIR_QUARTERS = {**dict.fromkeys("6789", 2), "5": 1, "11": 3}
PAIR_MONTHS = {"10": 6, "12": 12}
PREPARING = ("1", "2", "3", "4")
SETTLED = ("Pindah", "Ganda", "Lainnya")


@dataclass(frozen=True)
class Said:
    sop: str
    step: str
    unit: str
    due: date | None
    state: str
    result: str | None
    owed: bool
    fell_due: bool
    counted_in: Month | None

    @property
    def told(self) -> tuple[Any, ...]:
        return self.sop, self.step, self.unit, self.due, self.state, self.result, self.owed, self.fell_due


@dataclass(frozen=True)
class Proof:
    result: str | None
    day: date | None = None
    late: bool = False
    partly: bool = False


def last_day(year: int, month: int) -> date:
    return date(year, month, monthrange(year, month)[1])


def a_month_later(day: date) -> date:
    year, month = month_after(month_of(day))
    return date(year, month, min(day.day, monthrange(year, month)[1]))


class Sops:
    """A book of dicts by tab, as of a day; `book` answers for the weighings."""

    def __init__(self, tabs: dict[str, list[Row]], book: Book, today: date) -> None:
        self.tabs, self.book, self.today = tabs, book, today
        self.places = [row["code"] for row in tabs["posyandu"]]
        self.desa = {row["code"]: row["desa"] for row in tabs["posyandu"]}
        self.home = {row["child_id"]: row["posyandu"] for row in tabs["balita"]}
        self.ticks = [row for row in tabs["daftar_tilik"] if row["date"] <= today]
        self.documents = {row["code"]: row for row in tabs["sop"]}

    def begins(self, sop: str) -> date | None:
        return self.documents[sop].get("begins_on")

    def runs(self, sop: str, place: str) -> bool:
        typed = self.documents[sop].get("run_by")
        return typed is None or place in [one.strip() for one in typed.split(",")]

    def latest(self, ticks: list[Row]) -> Proof | None:
        """Of several ticks for one occasion the one of the latest date counts, of one day the lower row."""
        if not ticks:
            return None
        row = max(enumerate(ticks), key=lambda one: (one[1]["date"], one[0]))[1]
        return Proof(row["result"], row["date"])

    def say(
        self,
        sop: str,
        step: str,
        unit: str,
        due: date | None,
        starts: date | None,
        *,
        typed: Proof | None,
        derived: Proof | None,
        owed: bool,
        begun: bool,
        there: bool = True,
        hint: date | None = None,
    ) -> Said:
        """A typed row wins; what is not owed is not derived; then the state by result, duty and day."""
        proof = typed or (derived if owed else None) or Proof(None)
        if proof.result == "TB":
            state = "tidak berlaku"
        elif proof.result == "Tidak":
            state = "tidak dilakukan"
        elif proof.result == "Ya":
            late = proof.late or (due is not None and proof.day is not None and proof.day > due)
            state = "terlambat" if late else "selesai"
        elif not begun:
            state = "belum dimulai"
        elif not owed:
            state = "tidak berlaku"
        elif due is None:
            state = "belum diisi"
        elif due < self.today:
            state = "sebagian" if proof.partly else "lewat"
        elif due == self.today:
            state = "hari ini"
        else:
            state = "berjalan" if starts is not None and starts <= self.today else "akan datang"
        counted: Month | None = None
        if (owed or proof.result) and there:
            on = due or (proof.day or hint if proof.result else None)
            counted = month_of(on) if on else None
        fell_due = owed and due is not None and due <= self.today
        return Said(sop, step, unit, due, state, proof.result, owed, fell_due, counted)

    # Antar-jemput

    def rounds(self, place: str) -> dict[date, set[date]]:
        """H of each round → the days under which it may be typed (its own, and the one before it moved)."""
        rows = [row for row in self.tabs["jadwal"] if row["posyandu"] == place and row["status"] != "Batal"]
        return {row["date"]: {row["date"]} | ({row["original_date"]} - {None}) for row in rows}

    def round_of(self, place: str, step: str, tick: Row) -> date | None:
        rounds = self.rounds(place)
        if tick["round_date"] is not None:
            own = [h for h in rounds if tick["round_date"] == h]
            moved = [h for h, days in rounds.items() if tick["round_date"] in days]
            return (own or moved or [None])[0]
        away = [(abs((h + timedelta(days=AJB_DAYS[step]) - tick["date"]).days), h) for h in rounds]
        return min(away)[1] if away and min(away)[0] <= 31 else None

    def listed(self, place: str, h: date) -> list[Row]:
        """The sasaran of a round with what the register says of each (of two rows the last)."""
        days = self.rounds(place)[h]
        held = held_months(self.book, self.tabs["jadwal"], place)
        found = []
        for child in sasaran_of_round(self.book, held, place, month_of(h)):
            rows = [
                row
                for row in self.tabs["antar_jemput"]
                if row["person_id"] == child and row["posyandu"] == place and row["date"] in days
            ]
            on_day = any(
                row["ID"] == child and row["Tanggal"] == h and row["BB"] is not None for row in self.book.rows
            )
            about = rows[-1] if rows else {}
            found.append({**about, "came_alone": on_day and about.get("boarded") is not True})
        return found

    def antar_jemput_proof(self, place: str, step: str, h: date) -> Proof | None:
        people = self.listed(place, h)
        if (h.year, h.month) > (self.today.year, self.today.month) or step not in "235":
            return None
        if step == "2":
            marks = [(row.get("validation") is not None, None) for row in people]
        elif step == "3":
            people = [row for row in people if row.get("validation") not in SETTLED]
            days = [row.get("contacted_on") for row in people]
            marks = [(day is not None and day <= self.today, day) for day in days]
        else:
            people = [
                row
                for row in people
                if row.get("validation") not in SETTLED
                and (
                    row.get("boarded") is True
                    or not (row.get("willing") == "Tidak" or row.get("attended") or row["came_alone"])
                )
            ]
            marks = [(row.get("boarded") is True and h <= self.today, h) for row in people]
        if not marks:
            return Proof("TB")
        done = [day for yes, day in marks if yes]
        if len(done) < len(marks):
            return Proof(None, partly=bool(done))
        return Proof("Ya", max((day for day in done if day), default=None))

    def antar_jemput(self) -> list[Said]:
        found = []
        stops = {row["posyandu"] for row in self.tabs["titik_jemput"]}
        for place in self.places:
            rounds = self.rounds(place)
            ticks = [
                (row["step"], self.round_of(place, row["step"], row), row)
                for row in self.ticks
                if row["sop"] == "AJB" and row["posyandu"] == place
            ]
            first = [h for _, h, _ in ticks if h is not None]
            first += [
                h
                for h, days in rounds.items()
                for row in self.tabs["antar_jemput"]
                if row["posyandu"] == place and row["date"] in days
            ]
            start, runs = self.begins("AJB"), place in stops and self.runs("AJB", place)
            for h in rounds:
                for step, days in AJB_DAYS.items():
                    due = h + timedelta(days=days)
                    begun = start is not None or bool(first)
                    owed = runs and begun and (due >= start if start else h >= min(first))
                    typed = self.latest([row for number, at, row in ticks if (number, at) == (step, h)])
                    found.append(
                        self.say(
                            "AJB",
                            step,
                            place,
                            due,
                            due,
                            typed=typed,
                            owed=owed,
                            derived=self.antar_jemput_proof(place, step, h),
                            begun=begun or not runs,
                        )
                    )
        return found

    # KEBAL MSG

    def session_of(self, place: str, tick: Row) -> date | None:
        held = [row["date"] for row in self.tabs["kebal_msg"] if row["posyandu"] == place]
        held = sorted({day for day in held if day <= self.today})
        if tick["round_date"] in held:
            return tick["round_date"]  # type: ignore[no-any-return]
        away = [(abs((a_month_later(day) - tick["date"]).days), day) for day in held]
        return min(away)[1] if away and min(away)[0] <= 31 else None

    def weighed_again(self, place: str, day: date) -> Proof | None:
        """B7: everyone who came has been weighed after the session; who left within the month is not waited
        for."""
        last = {row["child_id"]: row for row in self.tabs["peserta_kebal_msg"] if row["date"] == day}
        came = [
            child
            for child, row in last.items()
            if row["present"] and (row["posyandu"] or self.home[child]) == place
        ]
        gone = {row["child_id"]: row["left_on"] for row in self.tabs["balita"]}
        days = []
        for child in came:
            after = [
                row["Tanggal"]
                for row in self.book.rows
                if row["ID"] == child and row["BB"] is not None and row["Tanggal"] > day
            ]
            if after or not (gone[child] and gone[child] <= a_month_later(day)):
                days.append(min(after, default=None))
        done = [one for one in days if one is not None]
        if not done:
            return None
        return Proof("Ya", max(done)) if len(done) == len(days) else Proof(None, partly=True)

    def kebal(self, months: list[Month]) -> list[Said]:
        start = self.begins("KEBAL")
        held = {
            (row["posyandu"], row["date"]): row for row in self.tabs["kebal_msg"] if row["date"] <= self.today
        }
        ticks = [row for row in self.ticks if row["sop"] == "KEBAL"]
        events: list[tuple[str | None, date]] = [*held]
        for row in ticks:
            own = LEVELS.get(("KEBAL", row["step"])) is None
            if row["step"] == "B7" and self.session_of(row["posyandu"], row) is None:
                continue
            events.append((row["posyandu"] if own else None, row["round_date"] or row["date"]))
        first = {
            place: min((day for where, day in events if where == place), default=None)
            for place in self.places
        }
        first_of_all = min((day for _, day in events), default=None)
        sasaran = {
            (child["Posyandu"], month)
            for month in months
            for child in self.book.children
            if self.book.in_s(child, month)
            and (row := self.book.measured(month).get(child["ID"]))
            and (row["2t"] or row["bgm"])
        }
        sessions = {(place, month_of(day)) for place, day in held}

        def follows(place: str, month: Month) -> bool:
            begun = start or first[place]
            return self.runs("KEBAL", place) and begun is not None and month_of(begun) <= month

        found = []
        for month in months:
            due, starts = last_day(*month), date(*month, 1)
            for step in ("A1", "A2", "A3", "A4", "A5", "A6", *(f"B{number}" for number in range(1, 7))):
                of_all = ("KEBAL", step) in LEVELS
                for place in ["puskesmas"] if of_all else self.places:
                    since = start or (first_of_all if of_all else first[place])
                    runs = of_all or self.runs("KEBAL", place)
                    wanted = step in ("A1", "A2")
                    if step[0] == "B":
                        wanted = (place, month) in sessions
                    elif not wanted and of_all:
                        wanted = any(at == month and follows(where, month) for where, at in sasaran)
                    elif not wanted:
                        wanted = (place, month) in sasaran
                    owed = runs and since is not None and due >= since and wanted
                    typed = self.latest(
                        [
                            row
                            for row in ticks
                            if row["step"] == step
                            and month_of(row["round_date"] or row["date"]) == month
                            and (of_all or row["posyandu"] == place)
                        ]
                    )
                    found.append(
                        self.say(
                            "KEBAL",
                            step,
                            place,
                            due,
                            starts,
                            typed=typed,
                            owed=owed,
                            begun=since is not None or not runs,
                            derived=self.kebal_proof(step, place, month, held),
                        )
                    )
        for place, day in held:
            due, runs = a_month_later(day), self.runs("KEBAL", place)
            since = start or first[place]
            typed = self.latest(
                [
                    row
                    for row in ticks
                    if row["step"] == "B7" and row["posyandu"] == place and self.session_of(place, row) == day
                ]
            )
            found.append(
                self.say(
                    "KEBAL",
                    "B7",
                    place,
                    due,
                    day,
                    typed=typed,
                    begun=True,
                    owed=runs and since is not None and due >= since,
                    derived=self.weighed_again(place, day),
                )
            )
        once = self.latest([row for row in ticks if row["step"] == "A7"])
        since = start or first_of_all
        wanted = any(follows(place, month) for place, month in sasaran)
        if once:
            found.append(
                self.say(
                    "KEBAL",
                    "A7",
                    "puskesmas",
                    None,
                    None,
                    typed=once,
                    derived=None,
                    owed=since is not None and wanted,
                    begun=since is not None,
                )
            )
        return found

    def kebal_proof(self, step: str, place: str, month: Month, held: dict[Any, Row]) -> Proof | None:
        if step == "A1":
            days = [
                row["Tanggal"]
                for row in self.book.rows
                if row["Posyandu"] == place and row["BB"] is not None and month_of(row["Tanggal"]) == month
            ]
            return Proof("Ya", min(days)) if days else None
        if step in ("A2", "A4"):
            own = {child["ID"] for child in self.book.children if place in ("puskesmas", child["Posyandu"])}
            seen = [
                date.fromisoformat(row["tanggal"])
                for child, row in self.book.measured(month).items()
                if child in own and row["bb"] is not None
            ]
            return Proof("Ya", max(seen)) if seen else None
        if step == "A6":
            days = [
                row["date"]
                for row in self.tabs["pertemuan"]
                if row["kind"] == "Lokmin"
                and row["date"]
                and row["date"] <= self.today
                and row["status"] == "Terlaksana"
                and month_of(row["date"]) == month
            ]
            return Proof("Ya", min(days)) if days else None
        if step[0] == "B":
            days = [
                day
                for (where, day), row in held.items()
                if where == place
                and month_of(day) == month
                and (step == "B3" or row.get(f"minutes_{step.lower()}") or (step == "B6" and row["lesson"]))
            ]
            return Proof("Ya", min(days)) if days else None
        return None

    # SIKERITING

    def pairs(self) -> list[Row]:
        """Patients with their place, and until when each is there: to the end of the year of the last
        activity that names the child where it is no longer Aktif, and takes part until that activity."""
        found = []
        for row in self.tabs["mentoring"]:
            named = [
                one["date"] for one in self.tabs["kegiatan_mentoring"] if one["child_id"] == row["child_id"]
            ]
            last = max(named, default=None)
            over = row["status"] != "Aktif"
            gone = last or row["selected_on"] - timedelta(days=1)
            there = date(max(last or row["selected_on"], row["selected_on"]).year, 12, 31)
            found.append(
                {
                    **row,
                    "place": row["kelurahan"] or self.desa[self.home[row["child_id"]]],
                    "until": gone if over else None,
                    "there": there if over else None,
                }
            )
        return found

    def concerns(self, pair: Row, row: Row, *, preparing: bool) -> bool:
        """Whether an activity of a team or kelurahan counts for a pair."""
        if row["child_id"]:
            return bool(row["child_id"] == pair["child_id"])
        if row["kelurahan"] and (preparing or not row["team"]):
            here = row["kelurahan"] == pair["place"]
        elif row["team"]:
            here = row["team"] == pair["team"]
        else:
            return preparing
        on = pair["selected_on"] <= row["date"] and not (pair["until"] and row["date"] > pair["until"])
        return here and (preparing or on)

    def ticked_for(self, pair: Row, tick: Row) -> bool:
        if tick["subject"] == pair["child_id"]:
            return True
        on = pair["selected_on"] <= tick["date"] and not (pair["until"] and tick["date"] > pair["until"])
        return tick["subject"] in (pair["team"], pair["place"]) and on

    def sikeriting(self, years: list[int]) -> list[Said]:
        start, pairs, found = self.begins("SIKERITING"), self.pairs(), []
        ticks = [row for row in self.ticks if row["sop"] == "SIKERITING"]
        done = [row for row in self.tabs["kegiatan_mentoring"] if row["date"] <= self.today]
        signed = [row for row in self.tabs["mou"] if row["date"] <= self.today]
        chosen = [pair for pair in pairs if pair["selected_on"] <= self.today]
        began = [row["date"] for row in (*done, *signed)] + [pair["selected_on"] for pair in chosen]
        began += [row["round_date"] or row["date"] for row in ticks]
        began_anywhere = min(began, default=None)

        def year_of(row: Row) -> int:
            return int((row.get("round_date") or row["date"]).year)

        for year in years:
            due, starts = date(year, 3, 31), date(year, 1, 1)
            for step in "124":
                days = [row["date"] for row in done if row["step"] == step and row["date"].year == year]
                days += [
                    row["date"]
                    for row in self.tabs["pertemuan"]
                    if step == "1"
                    and row["kind"] == "Sosialisasi"
                    and row["status"] == "Terlaksana"
                    and row["date"]
                    and row["date"] <= self.today
                    and row["date"].year == year
                ]
                since = start or began_anywhere
                typed = self.latest([row for row in ticks if row["step"] == step and year_of(row) == year])
                found.append(
                    self.say(
                        "SIKERITING",
                        step,
                        "puskesmas",
                        due,
                        starts,
                        typed=typed,
                        derived=Proof("Ya", min(days)) if days else None,
                        owed=since is not None and due >= since,
                        begun=since is not None,
                    )
                )
            found += self.agreed(year, pairs, ticks, done, signed, chosen, year_of)
            for pair in pairs:
                found += self.steps_of_pair(pair, year, ticks, done, year_of)
        return found

    def agreed(
        self,
        year: int,
        pairs: list[Row],
        ticks: list[Row],
        done: list[Row],
        signed: list[Row],
        chosen: list[Row],
        year_of: Any,
    ) -> list[Said]:
        """Step 3, of each kelurahan."""
        found, start = [], self.begins("SIKERITING")
        due, starts = date(year, 3, 31), date(year, 1, 1)
        tabs = [self.tabs[name] for name in ("mou", "mentoring", "kegiatan_mentoring")]
        places = {*self.desa.values(), *(row["kelurahan"] for rows in tabs for row in rows)} - {None}
        for place in sorted(places):
            here = [pair for pair in pairs if pair["place"] == place]

            def named(tick: Row, place: str = place, here: list[Row] = here) -> bool:
                own = (place, *(pair["child_id"] for pair in here), *(pair["team"] for pair in here))
                blank = tick["subject"] is None and tick["posyandu"] is None
                return blank or (tick["subject"] or self.desa.get(tick["posyandu"])) in own

            runs = self.documents["SIKERITING"].get("run_by") is None or any(
                self.runs("SIKERITING", code) for code in self.places if self.desa[code] == place
            )
            own = [row for row in ticks if row["step"] == "3" and named(row)]
            days = [row["date"] for row in (*signed, *done) if row["kelurahan"] == place]
            days += [pair["selected_on"] for pair in chosen if pair["place"] == place]
            days += [row["round_date"] or row["date"] for row in own]
            since = start or min(days, default=None)
            proofs = [
                row["date"]
                for row in done
                if row["step"] == "3"
                and row["date"].year == year
                and (
                    row["kelurahan"] == place
                    or any(self.concerns(pair, row, preparing=True) for pair in here)
                )
            ]
            proofs += [
                row["date"]
                for row in signed
                if row["kelurahan"] == place
                and row["date"].year <= year <= min((row["valid_until"] or self.today).year, self.today.year)
            ]
            typed = self.latest([row for row in own if year_of(row) == year])
            found.append(
                self.say(
                    "SIKERITING",
                    "3",
                    place,
                    due,
                    starts,
                    typed=typed,
                    derived=Proof("Ya", min(proofs)) if proofs else None,
                    owed=runs and since is not None and due >= since,
                    begun=since is not None or not runs,
                )
            )
        return found

    def steps_of_pair(
        self, pair: Row, year: int, ticks: list[Row], done: list[Row], year_of: Any
    ) -> list[Said]:
        found, start = [], self.begins("SIKERITING")
        runs = self.runs("SIKERITING", self.home[pair["child_id"]])
        own = [row for row in ticks if row["step"] not in PREPARING and self.ticked_for(pair, row)]
        acted = [row for row in done if self.concerns(pair, row, preparing=row["step"] in PREPARING)]
        first = [row["date"] for row in acted] + [row["round_date"] or row["date"] for row in own]
        first += [pair["selected_on"]] if pair["selected_on"] <= self.today else []
        since = start or min(first, default=None)
        for step in (str(number) for number in range(5, 13)):
            if step in PAIR_MONTHS:
                months = (PAIR_MONTHS[step], PAIR_MONTHS[step])
            else:
                months = (3 * PAIR_QUARTERS[step] - 2, 3 * PAIR_QUARTERS[step])
            starts, due = date(year, months[0], 1), last_day(year, months[1])
            days = [row["date"] for row in acted if row["step"] == step and row["date"].year == year]
            until = min(pair["there"].year if pair["there"] else self.today.year, self.today.year)
            if (
                step == "5"
                and pair["selected_on"] <= self.today
                and pair["selected_on"].year <= year <= until
            ):
                days.append(pair["selected_on"])
            typed = self.latest([row for row in own if row["step"] == step and year_of(row) == year])
            owed = runs and since is not None and due >= since and due >= pair["selected_on"]
            there = month_of(pair["selected_on"]) <= month_of(due) and not (
                pair["there"] and pair["there"] < date(*month_of(due), 1)
            )
            found.append(
                self.say(
                    "SIKERITING",
                    step,
                    pair["child_id"],
                    due,
                    starts,
                    typed=typed,
                    owed=owed,
                    derived=Proof("Ya", min(days)) if days else None,
                    there=there,
                    begun=since is not None or not runs,
                )
            )
        return found

    # OSOC

    def osoc(self, years: list[int]) -> list[Said]:
        start, found = self.begins("OSOC"), []
        ticks = [row for row in self.ticks if row["sop"] == "OSOC"]
        rows = self.tabs["pendampingan"]
        began = [min(day for day in (row["started_on"], row["received_on"]) if day) for row in rows]
        since = start or min([*began, *((row["round_date"] or row["date"]) for row in ticks)], default=None)
        for year in years:
            first = min((row["started_on"] for row in rows if row["started_on"].year == year), default=None)
            last = max(
                (row["ended_on"] for row in rows if row["ended_on"] and row["ended_on"].year == year),
                default=None,
            )
            for step in ("1", "2", "4a", "4b", "8", "9"):
                after = {"8": 30, "9": 60}.get(step, 0)
                due = first if not after else last + timedelta(days=after) if last else None
                typed = self.latest(
                    [row for row in ticks if row["step"] == step and self.year_of_pairs(row, after) == year]
                )
                letter = {"1": "assignment_letter", "2": "notice_letter"}.get(step)
                hints = [row["received_on"] or row["started_on"] for row in rows if letter and row[letter]]
                hints = [day for day in hints if day.year == year]
                found.append(
                    self.say(
                        "OSOC",
                        step,
                        "puskesmas",
                        due,
                        last if after else None,
                        typed=typed,
                        derived=Proof("Ya") if hints else None,
                        begun=since is not None,
                        hint=min(hints, default=None),
                        owed=since is not None and not (due and due < since),
                    )
                )
        for row in rows:
            found += self.steps_of_mother(
                row, [tick for tick in ticks if tick["subject"] == row["mother_id"]]
            )
        return found

    def year_of_pairs(self, tick: Row, after: int) -> int:
        """8 and 9 may follow in the next January the pairs that ended in December."""
        earlier = (tick["date"] - timedelta(days=after)).year
        ended = {row["ended_on"].year for row in self.tabs["pendampingan"] if row["ended_on"]}
        if tick["round_date"]:
            return int(tick["round_date"].year)
        return int(earlier if earlier in ended else tick["date"].year)

    def steps_of_mother(self, row: Row, ticks: list[Row]) -> list[Said]:
        found, start = [], self.begins("OSOC")
        home = {one["mother_id"]: one["posyandu"] for one in self.tabs["ibu_hamil"]}[row["mother_id"]]
        runs = self.runs("OSOC", home)

        def add(
            step: str,
            due: date | None,
            starts: date | None,
            typed: Proof | None,
            derived: Proof | None,
            hint: date | None = None,
        ) -> None:
            owed = runs and not (start and due and due < start)
            found.append(
                self.say(
                    "OSOC",
                    step,
                    row["mother_id"],
                    due,
                    starts,
                    typed=typed,
                    derived=derived,
                    owed=owed,
                    begun=True,
                    hint=hint,
                )
            )

        def ticked(step: str) -> Proof | None:
            return self.latest([tick for tick in ticks if tick["step"] == step])

        began = row["received_on"] or row["started_on"]
        received = Proof("Ya", row["received_on"]) if row["received_on"] else None
        if row["received_on"] and row["received_on"] > self.today:
            received = None
        add("3", row["started_on"], None, ticked("3"), received)
        add("5", row["started_on"], None, ticked("5"), Proof("Ya") if row["counselling_material"] else None)
        due = row["ended_on"] + timedelta(days=30) if row["ended_on"] else None
        report = Proof("Ya", row["reported_on"]) if row["report"] or row["reported_on"] else None
        if row["reported_on"] and row["reported_on"] > self.today:
            report = None
        add("7", due, row["ended_on"], ticked("7"), report, hint=row["reported_on"] or began)

        visits = [one["date"] for one in self.tabs["kunjungan_ibu"] if one["mother_id"] == row["mother_id"]]
        dues = []
        if row["status"] != "Direncanakan":
            day = row["started_on"] + timedelta(days=30)
            over = row["status"] in ("Selesai", "Berhenti")
            end = row["ended_on"] or (row["started_on"] if over else self.today + timedelta(days=29))
            while day <= end:
                dues.append(day)
                day += timedelta(days=30)

        def period(day: date) -> date | None:
            return next((one for one in dues if day <= one), dues[-1] if dues else None)

        for due_on in dues or [None]:
            own = [
                tick
                for tick in ticks
                if tick["step"] == "6" and period(tick["round_date"] or tick["date"]) == due_on
            ]
            seen = [day for day in visits if day <= self.today and period(day) == due_on]
            starts = due_on - timedelta(days=29) if due_on else None
            add(
                "6",
                due_on,
                starts,
                self.latest(own),
                Proof("Ya", min(seen)) if seen else None,
                hint=min(seen, default=None),
            )
        return found
