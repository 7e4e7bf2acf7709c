"""Facts are the figures that a puskesmas's own pages show, kept in one step and asked back as they were."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import fsspec
import pandas as pd
import pyarrow.parquet as pq
import pytest

from lib import config
from lib.data.engine import Whole
from lib.data.facts import build_facts
from lib.data.once import choose_books, read_puskesmas
from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.facts import files
from lib.facts.files import AddressUnknown, find_files, name_file, read_stamp, write_facts
from lib.facts.queries import ask_months, ask_wholes
from lib.facts.schema import COLUMNS, COUNTS, NOWHERE, RATES, SOP_DONE, SOP_FILLED, WHOLE
from lib.reports.recap import build_recap

TODAY = date(2026, 11, 22)
OCTOBER, NOVEMBER = pd.Period("2026-10"), pd.Period("2026-11")


@pytest.fixture(scope="module")
def whole(small_books: Callable[[int], list[Path]], tmp_path_factory: pytest.TempPathFactory) -> Whole:
    """The second of the small books: two posyandu."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PAPAN_DATA", str(tmp_path_factory.mktemp("data")))
        patch.setattr(config, "_current", None)
        settings = choose_books([str(small_books(2)[1])], TODAY)
        return read_puskesmas("", settings)


@pytest.fixture(scope="module")
def seen(whole: Whole) -> Seen:
    return open_seen(whole, Scope(Role.KEPALA))


@pytest.fixture(scope="module")
def facts(whole: Whole) -> pd.DataFrame:
    return build_facts(whole)


def read(
    facts: pd.DataFrame, indicator: str, month: pd.Period, posyandu: str = WHOLE
) -> tuple[int, int | None]:
    (row,) = facts[
        facts["indicator"].eq(indicator)
        & facts["month"].eq(month.start_time)
        & facts["posyandu"].eq(posyandu)
    ].to_dict("records")
    below = row["denominator"]
    return int(row["numerator"]), None if pd.isna(below) else int(below)


@pytest.mark.parametrize("month", [OCTOBER, NOVEMBER])
def test_facts_are_the_figures_of_the_recap(seen: Seen, facts: pd.DataFrame, month: pd.Period) -> None:
    recap = build_recap(seen, month)
    for row in recap["skdn"]:
        place = row["posyandu"] or WHOLE
        for name in ("S", "D", "N"):
            assert read(facts, name, month, place) == (row[name], None)
        judged = row["N"] + row["T"]
        assert read(facts, "D_corrected", month, place) == (judged, None)
        assert read(facts, "ds", month, place) == (row["D"], row["S"])
        assert read(facts, "nd_corrected", month, place) == (row["N"], judged)
        assert read(facts, "two_t_d", month, place) == (row["2T"], row["D"])
        assert read(facts, "bgm_d", month, place) == (row["BGM"], row["D"])
    measured = [row for row in recap["prevalensi"] if row["n"]]
    assert len(measured) > 3
    for row in measured:
        assert read(facts, row["indikator"], month, row["posyandu"] or WHOLE) == (row["kasus"], row["n"])
    assert recap["sop"]
    for row in recap["sop"]:
        assert read(facts, f"{SOP_DONE}{row['sop']}", month) == (row["ya"], row["ya"] + row["tidak"])
        assert read(facts, f"{SOP_FILLED}{row['sop']}", month) == (row["terisi"], row["jatuh_tempo"])
    opened, of = seen.gizi.opened(month)
    assert read(facts, "opened", month) == (opened, of)


def test_wrong_rows_are_counted_once_each_in_the_month_of_the_reading(
    seen: Seen, facts: pd.DataFrame
) -> None:
    found = seen.kualitas_data.findings
    errors = found[found["level"].eq("Galat") & found["source_row"].gt(0)]
    wrong, rows = read(facts, "galat", NOVEMBER)
    assert 0 < wrong <= errors["count"].sum() and rows is not None and rows > 10 * wrong
    assert facts["indicator"].eq("galat").sum() == 1


def test_every_indicator_is_there_and_the_whole_is_the_sum_of_its_places(facts: pd.DataFrame) -> None:
    plain = {name for name in facts["indicator"].unique() if ":" not in name}
    assert plain == {*COUNTS, *RATES}
    assert {name.partition(":")[0] + ":" for name in set(facts["indicator"]) - plain} == {
        SOP_DONE,
        SOP_FILLED,
    }
    keys, numbers = ["indicator", "month"], ["numerator", "denominator"]
    counted = facts[facts["indicator"].ne("galat")]
    of_whole = counted["posyandu"].eq(WHOLE)
    wholes, parts = (counted[rows].groupby(keys)[numbers].sum() for rows in (of_whole, ~of_whole))
    pd.testing.assert_frame_equal(wholes, parts, check_dtype=False)
    assert NOWHERE in set(facts["posyandu"])  # steps of the puskesmas itself


def test_facts_tell_of_no_person(whole: Whole, facts: pd.DataFrame) -> None:
    people = {
        str(value)
        for tab, columns in {"balita": ("child_id", "name"), "ibu_hamil": ("mother_id", "name")}.items()
        for column in columns
        for value in whole.tables.frames[tab][column].dropna()
    }
    assert len(people) > 20
    assert not people & set(facts.select_dtypes("str").to_numpy().ravel())


def test_the_same_reading_gives_the_same_bytes(whole: Whole, facts: pd.DataFrame, tmp_path: Path) -> None:
    one = write_facts(facts, "A", tmp_path / "satu")
    write_facts(build_facts(whole).sample(frac=1, random_state=1), "A", tmp_path / "dua")
    write_facts(facts, "A", f"file://{tmp_path}/tiga")
    write_facts(facts, "A", "memory://fakta/empat")
    written = [(tmp_path / folder / one).read_bytes() for folder in ("satu", "dua", "tiga")]
    assert (
        written[0] == written[1] == written[2] == fsspec.filesystem("memory").cat_file(f"/fakta/empat/{one}")
    )


def test_a_file_is_replaced_whole_or_not_at_all(
    facts: pd.DataFrame, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = write_facts(facts, "A", tmp_path)
    before = (tmp_path / name).read_bytes()

    def full_disk(handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(files.os, "fsync", full_disk)
    with pytest.raises(OSError, match="No space left"):
        write_facts(facts.assign(numerator=0), "A", tmp_path)
    assert os.listdir(tmp_path) == [name] and (tmp_path / name).read_bytes() == before


def test_months_that_are_written_leave_the_others(facts: pd.DataFrame, tmp_path: Path) -> None:
    for address in (str(tmp_path), "memory://fakta/bulan"):
        write_facts(facts, "", address)
        changed = facts[facts["month"].eq(OCTOBER.start_time)].assign(numerator=0)
        name = write_facts(changed, "", address, [OCTOBER])
    assert (tmp_path / name).read_bytes() == fsspec.filesystem("memory").cat_file(f"/fakta/bulan/{name}")
    kept = ask_wholes(tmp_path, [""], [OCTOBER, NOVEMBER])
    assert kept[kept["month"].eq(OCTOBER.start_time)]["numerator"].eq(0).all()
    assert read(kept, "S", NOVEMBER) == read(facts, "S", NOVEMBER)
    assert len(pq.read_table(tmp_path / name)) == len(facts)


def test_a_fact_that_is_there_twice_is_refused(facts: pd.DataFrame, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="twice"):
        write_facts(pd.concat([facts, facts.head(1)]), "A", tmp_path)


def test_an_address_that_nothing_here_can_reach_is_named(facts: pd.DataFrame) -> None:
    with pytest.raises(AddressUnknown, match="entah"):
        write_facts(facts, "A", "entah://ember/fakta")


def test_questions_are_answered_of_the_puskesmas_asked_for_alone(facts: pd.DataFrame, tmp_path: Path) -> None:
    assert ask_months(tmp_path, ["A"]) == [] and ask_wholes(tmp_path, ["A"], [NOVEMBER]).empty
    for name in ("A", "B", "B'; --"):
        write_facts(facts.assign(puskesmas=name), name, tmp_path)
    assert ask_months(tmp_path, ["A"]) == sorted({pd.Period(month, "M") for month in facts["month"]})
    rows = ask_wholes(tmp_path, ["B'; --", "A", "C"], [NOVEMBER])
    assert set(rows["puskesmas"]) == {"A", "B'; --"} and list(rows.columns) == list(COLUMNS)
    assert set(rows["posyandu"]) == {WHOLE} and set(rows["month"]) == {NOVEMBER.start_time}
    assert read(rows[rows["puskesmas"].eq("A")], "ds", NOVEMBER) == read(facts, "ds", NOVEMBER)
    # Somebody's file under another's name is not theirs.
    os.replace(tmp_path / name_file("B"), tmp_path / name_file("C"))
    assert ask_wholes(tmp_path, ["C"], [NOVEMBER]).empty


def test_names_that_look_alike_have_files_of_their_own_and_stay_in_the_folder(tmp_path: Path) -> None:
    names = ["Puskesmas A", "puskesmas a", "../../etc", "Puskesmas/A", "", "Пуск"]
    made = [name_file(name) for name in names]
    assert len(set(made)) == len(names)
    assert all((tmp_path / name).resolve().parent == tmp_path.resolve() for name in made)
    assert find_files(tmp_path, names) == [] and read_stamp(tmp_path, names) == 0
