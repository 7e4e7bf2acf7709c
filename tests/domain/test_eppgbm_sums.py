"""e-PPGBM: the numbers, how they compare with the SKDN, and the sums that hold over any workbook."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib.domain import eppgbm, kms, skdn
from lib.domain.eppgbm import FILES, IDENTITY, REASONS
from tests.budget import examples
from tests.domain.test_eppgbm import MONTH, NIK, TODAY, build_upload, child, weighing
from tests.domain.workbook_tables import build_tables


def test_the_difference_to_d_is_said_in_words() -> None:
    left = pd.Timestamp("2026-09-30")
    upload = build_upload(
        [
            child(),
            child(child_id="A-2", nik=None, name="Tanpa NIK"),
            child(child_id="A-3", nik="3201011001250003", name="Keluar", status="Pindah", left_on=left),
            child(child_id="A-4", nik="3201011001250004", name="Diukur Saja"),
        ],
        [weighing(child_id=f"A-{number}") for number in (1, 2, 3)]
        + [weighing(child_id="A-4", weight_kg=None)],
    )
    row = eppgbm.compute_reconciliation(upload, by_posyandu=False).iloc[0]
    assert row[["measured", "sent", "held", "D", "outside", "without_weight"]].tolist() == [4, 1, 3, 2, 1, 1]
    assert eppgbm.describe_difference(row) == (
        "Siap dikirim 1, 1 kurang dari D (2): 1 anak dalam D tertahan."
    )


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ((1200, 1200, 0), "Siap dikirim 1.200, sama dengan D."),
        ((30, 33, 3), "Siap dikirim 30, 3 kurang dari D (33): 3 anak dalam D tertahan."),
    ],
)
def test_words_of_the_difference(row: tuple[int, ...], words: str) -> None:
    named = dict(zip(("sent", "D", "d_held"), row, strict=True))
    assert eppgbm.describe_difference(named) == words


def test_nothing_gives_empty_files_and_no_posyandu() -> None:
    upload = build_upload([], [])
    assert upload.children.empty and upload.held.empty
    assert [eppgbm.build_file_rows(upload.sent(file), file) for file in FILES] == [[], []]
    assert eppgbm.compute_reconciliation(upload).empty
    assert eppgbm.compute_reconciliation(upload, by_posyandu=False).iloc[0]["measured"] == 0


def test_rows_after_today_do_not_go() -> None:
    upload = build_upload(
        [child()], [weighing(date=pd.Timestamp("2026-11-25"))], month=pd.Period("2026-11", "M")
    )
    assert upload.sent("pengukuran").empty
    assert not upload.children["measured"].any()


DAYS = st.dates(pd.Timestamp("2026-08-20").date(), pd.Timestamp("2026-11-20").date()).map(pd.Timestamp)
CHILDREN = st.fixed_dictionaries(
    {
        "nik": st.sampled_from([None, NIK, "3201011001250002", "3201011001250003", "12", "1" * 16]),
        "name": st.sampled_from([None, "Anak Satu", "ANAK satu", "Anak Dua", "Anak Tiga"]),
        "sex": st.sampled_from([None, "L", "P"]),
        "birth_date": st.sampled_from([None, *map(pd.Timestamp, ("2021-10-12", "2025-01-10", "2026-10-20"))]),
        "posyandu": st.sampled_from(["MLT1", "MLT2", None]),
        "status": st.sampled_from(["Aktif", "Pindah", None]),
        "left_on": st.one_of(st.none(), DAYS),
        "joined_on": st.one_of(st.none(), DAYS),
    }
)
WEIGHINGS = st.fixed_dictionaries(
    {
        "child_id": st.sampled_from([f"A-{number}" for number in range(7)]),
        "date": DAYS,
        "weight_kg": st.one_of(st.none(), st.floats(1, 40)),
        "height_cm": st.one_of(st.none(), st.floats(40, 130)),
        "lila_cm": st.one_of(st.none(), st.floats(6, 30)),
        "position": st.sampled_from([None, "Berdiri", "Terlentang"]),
        "oedema": st.sampled_from([None, True, False]),
    }
)


@examples(25)
@given(children=st.lists(CHILDREN, max_size=6), weighings=st.lists(WEIGHINGS, max_size=14))
def test_sent_and_held_back_are_all_and_agree_with_the_skdn(
    children: list[dict[str, Any]], weighings: list[dict[str, Any]]
) -> None:
    named = [{"child_id": f"A-{number}", **one} for number, one in enumerate(children)]
    tables = build_tables(balita=named, penimbangan=weighings)
    monthly = kms.compute_monthly_status(tables["balita"], tables["penimbangan"], until=TODAY)
    upload = eppgbm.compute_upload(tables, monthly, month=MONTH, today=TODAY)

    measured = monthly[monthly["month"] == MONTH.start_time]["child_id"]
    sent, held = upload.sent("pengukuran"), upload.held
    kept = set(upload.children[upload.children["measured"]]["child_id"]) - set(sent["child_id"])
    assert sorted([*sent["child_id"], *kept]) == sorted(measured)
    assert set(held[held["files"].str.contains("pengukuran")]["child_id"]) == kept
    assert set(held[held["reason"].isin(list(IDENTITY))]["child_id"]) == set(
        upload.children["child_id"]
    ) - set(upload.sent("identitas")["child_id"])
    assert set(sent["child_id"]) <= set(upload.sent("identitas")["child_id"])
    assert sent["nik"].is_unique and sent["nik"].str.fullmatch(r"\d{16}").all()
    assert sent["in_s"].all() and (sent["age_months"] <= 59).all() and sent["weight_kg"].notna().all()

    parts, total = (eppgbm.compute_reconciliation(upload, by_posyandu=split) for split in (True, False))
    counted = skdn.compute_skdn(tables["balita"], monthly, months=[MONTH.start_time], by=()).iloc[0]
    row = total.iloc[0]
    assert (row["D"], row["outside"]) == (counted["D"], counted["outside"])
    for one in [*parts.to_dict("records"), row]:
        assert one["measured"] == one["sent"] + one["held"]
        assert one["measured"] == one["D"] + one["outside"] + one["without_weight"]
        assert one["sent"] == one["D"] - one["d_held"]
        assert one["held"] == sum(one[reason] for reason in REASONS)
    numbers = [name for name in total.columns if name != "posyandu"]
    assert parts[numbers].sum().tolist() == total[numbers].iloc[0].tolist()
    assert sum(len(upload.of(code).children) for code in ("MLT1", "MLT2")) == int(
        upload.children["posyandu"].notna().sum()
    )
    for file in FILES:
        rows = eppgbm.build_file_rows(upload.sent(file), file)
        assert [one[0] for one in rows] == list(range(1, len(upload.sent(file)) + 1))
