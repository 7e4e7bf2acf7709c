"""Who has been followed up, once more by plain loops over random rows."""

from __future__ import annotations

import random
from datetime import date, timedelta
from typing import Any

import pandas as pd
import pytest

from lib.domain import followed_up as rules
from tests.domain.workbook_tables import build_table

TODAY = date(2026, 6, 20)
DAYS = [TODAY - timedelta(days=days) for days in (-2, 0, 1, 2, 5, 12, 20, 31, 45, 60, 90)]
CHILDREN = [f"K-{number}" for number in range(1, 13)]
Row = dict[str, Any]


def invent(seed: int) -> tuple[list[Row], list[Row], list[Row]]:
    """Weighings (one a child and month), actions and what programmes did."""
    pick = random.Random(seed)
    weighings = [
        {"child_id": child, "date": date(2026, month, pick.randint(1, 20)), **{
            kind: pick.random() < 0.4 for kind in rules.KINDS
        }}
        for child in CHILDREN for month in range(1, 7) if pick.random() < 0.8
    ]  # fmt: skip
    actions = []
    for _ in range(40):
        noted = pick.choice(DAYS)
        status = pick.choice([None, "Belum", "Berjalan", "Selesai", "Selesai"])
        actions.append(
            {
                "date": noted,
                "subject": pick.choice([*CHILDREN, "MLT1", None]),
                "kind": pick.choice([None, "Rujuk", "PMT", "Perbaikan data"]),
                "due_on": noted + timedelta(days=pick.choice([0, 7, 30])),
                "status": status,
                "done_on": pick.choice([None, *DAYS[1:]]) if status == "Selesai" else None,
            }
        )
    acts = [{"person_id": pick.choice(CHILDREN), "date": pick.choice(DAYS)} for _ in range(6)]
    return weighings, actions, acts


def follow_by_hand(child: str, weighings: list[Row], actions: list[Row], acts: list[Row]) -> Row | None:
    """State and days of waiting of one child in June; None where it is no case."""
    own = sorted((row for row in weighings if row["child_id"] == child), key=lambda row: row["date"])
    if not own or own[-1]["date"].month != 6 or not any(own[-1][kind] for kind in rules.KINDS):
        return None
    newest = since = own[-1]["date"]
    for row in reversed(own):
        if not any(row[kind] for kind in rules.KINDS):
            break
        since = row["date"]
    ended = [act["date"] for act in acts if act["person_id"] == child and act["date"] <= TODAY]
    running = late = False
    for row in actions:
        if row["subject"] != child or row["date"] > TODAY or row["kind"] == "Perbaikan data":
            continue
        if row["status"] == "Selesai":
            ended.append(row["done_on"] or row["date"])
        elif row["due_on"] < TODAY:
            late = True
        else:
            running = True
    done = any(day >= newest for day in ended)
    state = rules.LATE if late else rules.RUNNING if running else rules.DONE if done else rules.WAITING
    days = (TODAY - max([since, *ended])).days if state == rules.WAITING else None
    return {"state": state, "days": days}


@pytest.mark.parametrize("seed", range(25))
def test_states_and_days_of_waiting_by_hand(seed: int) -> None:
    weighings, actions, acts = invent(seed)
    monthly = pd.DataFrame(weighings).assign(posyandu="A1")
    monthly["date"] = pd.to_datetime(monthly["date"]).astype("datetime64[s]")
    monthly["month"] = monthly["date"].dt.to_period("M").dt.start_time.astype("datetime64[s]")
    did = rules.build_acts(
        ("KEBAL MSG", pd.DataFrame(acts).assign(date=lambda one: pd.to_datetime(one["date"])))
    )
    cases = rules.compute_child_cases(monthly, pd.Series(CHILDREN), month=pd.Timestamp("2026-06-01"))
    table = rules.compute_followed(
        cases, build_table("tindak_lanjut", actions), did, today=pd.Timestamp(TODAY)
    )
    found = {
        row["person_id"]: {
            "state": row["state"],
            "days": None if pd.isna(row["waiting_days"]) else row["waiting_days"],
        }
        for row in table.to_dict("records")
    }
    by_hand = {child: follow_by_hand(child, weighings, actions, acts) for child in CHILDREN}
    assert found == {child: one for child, one in by_hand.items() if one is not None}
    assert len(found) > 2
    waited = table["waiting_days"].dropna().tolist()
    assert waited == sorted(waited, reverse=True)


def test_the_random_rows_reach_every_state() -> None:
    reached = set()
    for seed in range(25):
        rows = invent(seed)
        reached |= {one["state"] for child in CHILDREN if (one := follow_by_hand(child, *rows))}
    assert reached == set(rules.STATES)
