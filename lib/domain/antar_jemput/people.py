"""Everyone of a round: the sasaran and whoever else stands on the register, each in one bucket."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from lib.domain.antar_jemput.rounds import compute_pregnancies, find_first_days
from lib.domain.rows import is_active
from lib.domain.steps.keys import look_up
from lib.domain.steps.rounds import CHILD, MOTHER, ROUND_KEY, STRANGER, compute_moves
from lib.domain.steps.units import Tables

ON_LIST = "di daftar"
REFUSED = "menolak"
UNDECIDED = "ragu"
UNREACHED = "tidak tersambung"
NOT_CALLED = "belum dihubungi"
LEFT_OUT = "tidak ikut"
BUCKETS = (ON_LIST, UNDECIDED, REFUSED, UNREACHED, NOT_CALLED, LEFT_OUT)
"""Everyone of a round is in exactly one."""

NOT_FETCHED = ("Pindah", "Ganda", "Lainnya")  # Validasi that takes a name off the list
SEATS = {CHILD: 2, MOTHER: 1, STRANGER: 1}
"""Decided: a balita never travels alone; a mother's companion takes a seat of their own when typed."""

_DAYS = 1_000_000  # more than any number of a day

_REGISTER = (
    "validation",
    "contacted_on",
    "contact_result",
    "willing",
    "reason",
    "companion",
    "boarded",
    "attended",
    "returned",
    "note",
)


PUBLIC_COLUMNS = frozenset({"in_target", "reason", "seats", "weighed", "came_alone", "bucket"})
"""Of compute_people, beside what `Antar Jemput` declares: public where persons are initials."""


def compute_people(
    tables: Tables, rounds: pd.DataFrame, sasaran: pd.DataFrame, monthly: pd.DataFrame | None = None
) -> pd.DataFrame:
    """Everyone of each round: its sasaran and whoever else stands on `Antar Jemput`, one row each.

    Columns: posyandu, round_date, person_id (NaN when the ID is not known), kind, in_target (False: "di luar
    sasaran"), name, rt, rw, caregiver, phone, pickup_point, the register's validation, contacted_on,
    contact_result, willing, reason, companion, boarded, attended, returned, note (NaN where not typed),
    weighed (with a usable weight on H), came_alone (weighed without having boarded), bucket (one of BUCKETS),
    seats, source_book, source_row (of the register's row; NaN without one).

    `sasaran` is that of the rounds' month; for rounds of several months it has `month` (first day) too.  An
    ibu hamil is sasaran of rounds from her HPHT on, until she gives birth.  Of a person's rows in one round
    the last counts.  `monthly` adds weighings that come from the paper register.
    """
    place, here = ["posyandu"], rounds[ROUND_KEY]
    if "month" in sasaran:
        place, here = ["posyandu", "month"], here.assign(month=find_first_days(here["round_date"]))
    wanted = here.merge(sasaran, on=place, how="inner").assign(in_target=True)
    mothers = compute_pregnancies(tables["ibu_hamil"])
    begun, born = (look_up(wanted["person_id"], mothers, "mother_id", day) for day in ("begun_on", "born_on"))
    elsewhen = begun.gt(wanted["round_date"]) | born.le(wanted["round_date"])
    wanted = wanted[~(wanted["kind"].eq(MOTHER) & elsewhen)]
    register = _read_register(tables, rounds)
    known = register[register["person_id"].notna()].drop_duplicates([*ROUND_KEY, "person_id"], keep="last")
    unknown = register[register["person_id"].isna()]
    people = wanted.merge(known, on=[*ROUND_KEY, "person_id"], how="outer", validate="1:1")
    if len(unknown):
        people = pd.concat([people, unknown], ignore_index=True)
    people["in_target"] = people["in_target"].eq(True)
    people = _describe(tables, people.reset_index(drop=True))
    people["weighed"] = _find_weighed(tables, people, monthly)
    people["came_alone"] = people["in_target"] & people["weighed"] & ~people["boarded"].eq(True).fillna(False)
    people["bucket"] = compute_bucket(people)
    companion = people["kind"].ne(CHILD) & people["companion"].notna()
    people["seats"] = people["kind"].map(SEATS).astype("int64") + companion.astype("int64")
    people = people.sort_values([*ROUND_KEY, "kind", "person_id"], kind="stable", na_position="last")
    columns = [
        *ROUND_KEY,
        "person_id",
        "kind",
        "in_target",
        "name",
        "rt",
        "rw",
        "caregiver",
        "phone",
        "pickup_point",
    ]
    columns += [*_REGISTER, "weighed", "came_alone", "bucket", "seats", "source_book", "source_row"]
    return people[columns].reset_index(drop=True)


def _read_register(tables: Tables, rounds: pd.DataFrame) -> pd.DataFrame:
    """Rows of `Antar Jemput` that belong to `rounds`, also when typed with the date before it was moved."""
    rows = tables["antar_jemput"].rename(
        columns={"date": "typed_date", "name": "typed_name", "pickup_point": "typed_point"}
    )
    moves = compute_moves(tables["jadwal"]).rename(columns={"date": "round_date"})
    rows = rows.merge(moves, on=["posyandu", "typed_date"], how="inner")
    return rows.merge(rounds[ROUND_KEY], on=ROUND_KEY, how="inner").drop(columns=["typed_date"])


def _describe(tables: Tables, people: pd.DataFrame) -> pd.DataFrame:
    """Add kind (where the sasaran did not give it), name, address, carer, phone and pickup point."""
    children, mothers = tables["balita"], tables["ibu_hamil"]
    is_child = people["person_id"].isin(children["child_id"].dropna())
    is_mother = people["person_id"].isin(mothers["mother_id"].dropna())
    kind = pd.Series(
        np.select([is_child, is_mother], [CHILD, MOTHER], STRANGER), index=people.index, dtype="str"
    )
    people["kind"] = people["kind"].fillna(kind)
    child = _find(children, "child_id", people["person_id"])
    mother = _find(mothers, "mother_id", people["person_id"])
    for column in ("name", "rt", "rw", "phone"):
        people[column] = child[column].fillna(mother[column])
    people["name"] = people["name"].fillna(people["typed_name"])
    people["caregiver"] = child["caregiver"]
    home = child["pickup_point"].fillna(mother["pickup_point"])
    people["pickup_point"] = people["typed_point"].fillna(home)
    return people


def _find(table: pd.DataFrame, key: str, values: pd.Series) -> pd.DataFrame:
    """The first row of `table` with each of `values` as its `key`, at their index."""
    known = table[table[key].notna()].drop_duplicates(key).set_index(key)
    columns = [name for name in ("name", "rt", "rw", "phone", "caregiver", "pickup_point") if name in known]
    return known[columns].reindex(values).set_axis(values.index)


def _find_weighed(tables: Tables, people: pd.DataFrame, monthly: pd.DataFrame | None) -> pd.Series:
    """Who has a usable weight on the day of the round."""
    weighings = [tables["penimbangan"], *([] if monthly is None else [monthly])]
    days = people["round_date"].astype("datetime64[s]")
    rows = pd.concat(
        [
            table.loc[table["weight_kg"].notna() & table["date"].isin(days), ["child_id", "date"]]
            for table in weighings
        ]
    )
    code, _ = pd.factorize(pd.concat([people["person_id"], rows["child_id"]]))
    day = pd.concat([days, rows["date"].astype("datetime64[s]")]).astype("int64") // 86400
    at = code * _DAYS + day.to_numpy()
    found = np.isin(at[: len(people)], at[len(people) :])
    return pd.Series(found & people["person_id"].notna().to_numpy(), index=people.index)


def compute_bucket(people: pd.DataFrame) -> pd.Series:
    """The one bucket of each person, from validation, willing, contact_result and contacted_on.

    A name taken off the list comes first; then the answer (it proves the contact); then the contact.
    """
    willing, contact = people["willing"], people["contact_result"]
    reached = contact.eq("Tersambung") | (contact.isna() & people["contacted_on"].notna())
    conditions = [
        people["validation"].isin(NOT_FETCHED),
        willing.eq("Ya"),
        willing.eq("Tidak"),
        willing.eq("Ragu") | reached,
        contact.eq("Tidak tersambung"),
    ]
    chosen = np.select(
        [condition.fillna(False).to_numpy(bool) for condition in conditions],
        [LEFT_OUT, ON_LIST, REFUSED, UNDECIDED, UNREACHED],
        default=NOT_CALLED,
    )
    return pd.Series(chosen, index=people.index, dtype="str")


# --- Who calls whom: a round's people shared out among the kader of the posyandu.
#
# No tab says which kader looks after which family. Decided: the people of the round, in order of RW and
# RT, are cut into one share a kader, as even as they go, so that neighbours stay together; a family (the
# same phone) is not parted. Answers move nobody: everyone of the round is shared out, called or not. It
# is a proposal, and the page says so.


def find_callers(kader: pd.DataFrame, posyandu: str) -> list[str]:
    """Names of the active kader (blank = active) of a posyandu in the order of the tab, each once."""
    rows = kader[kader["posyandu"].eq(posyandu) & is_active(kader)]
    names = rows["name"].dropna()
    return names[~names.str.split().str.join(" ").str.casefold().duplicated()].to_list()


def compute_call_shares(people: pd.DataFrame, callers: Sequence[str]) -> pd.Series:
    """The caller of each of the people of one round (compute_people), at their index, as a categorical of
    `callers`; missing where there are none.

    Who has no RW or RT comes last.  Shares differ by one person at most, or by the largest family.
    """
    kind, codes = pd.CategoricalDtype(list(callers)), np.full(len(people), -1, dtype=np.int64)
    if not callers or people.empty:
        return pd.Series(pd.Categorical.from_codes(codes, dtype=kind), index=people.index)
    family = people["phone"].where(people["phone"].notna(), [f"#{at}" for at in range(len(people))])
    order = people.assign(family=family, at=range(len(people))).sort_values(
        ["rw", "rt", "name", "person_id"], kind="stable"
    )
    # A family stands where its first member does, whatever address the others have.
    order = order.iloc[np.argsort(pd.factorize(order["family"])[0], kind="stable")]
    before = pd.Series(range(len(order))).groupby(order["family"].to_numpy(), sort=False).transform("min")
    share = before.to_numpy() * len(callers) // len(order)
    codes[order["at"].to_numpy()] = share
    return pd.Series(pd.Categorical.from_codes(codes, dtype=kind), index=people.index)
