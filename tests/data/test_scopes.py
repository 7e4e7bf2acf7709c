"""What each role gets of the sample: own rows by name, the rest as totals, nobody by name for guests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from operator import attrgetter

import pandas as pd
import pytest

from lib.data.seen import Seen, open_seen
from lib.domain.access import Role
from lib.domain.small_counts import SMALL_COUNT
from tests.data.conftest import SampleViews
from tests.personal_data import collect, texts_of

MASKED = ("dinkes", "tamu")
OWN = "MLT1"


def answers_of(seen: Seen) -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table that a page can ask: the tabs, and all figures of each month with data."""
    yield from seen.tables.items()
    yield "findings", seen.kualitas_data.findings
    yield "monthly", seen.gizi.monthly
    for month in seen.planned_months[-2:]:
        for name in (
            "beranda.attention",
            "sop.compliance",
            "gizi.statuses",
            "gizi.without_status",
            "gizi.openings",
            "gizi.people",
            "sop.status",
            "antar_jemput.rounds",
            "antar_jemput.sasaran",
            "antar_jemput.round_people",
            "antar_jemput.roster",
            "antar_jemput.funnel",
            "antar_jemput.tasks",
            "antar_jemput.cancelled_days",
            "gizi.measured",
            "gizi.skdn_of_all",
            "gizi.prevalence",
        ):
            yield f"{name} {month}", attrgetter(name)(seen)(month)
        for code in (None, *seen.posyandu_names):
            for name, one in seen.gizi.case_lists(month, code).items():
                yield f"{name} {month} {code}", one.rows
    for name in ("mothers", "pairs", "visits", "steps", "matchless"):
        yield name, getattr(seen.pendampingan, name)
    yield "osoc_recap", seen.pendampingan.recap()
    yield "planning", seen.pendampingan.planning()
    year = seen.today.year
    yield "pairs", seen.mentoring.pairs(year)
    yield "pair_steps", seen.mentoring.pair_steps(year)


def every_text(seen: Seen) -> list[str]:
    texts = [*seen.person_labels.values(), *seen.sop_titles.values(), *seen.posyandu_names.values()]
    for _, table in answers_of(seen):
        texts += texts_of(table)
        texts += [str(label) for label in table.index if isinstance(label, str)]
    return texts


def test_the_sample_has_something_to_hide(views: SampleViews) -> None:
    personal = views.personal
    assert len(personal.names) > 150
    assert len(personal.contacts) > 500
    shown = personal.found_in(every_text(views["kepala"]))
    assert personal.names <= set(shown)
    assert {nik for nik in personal.contacts if nik.startswith("99")} <= set(shown)


@pytest.mark.parametrize("username", MASKED)
def test_no_person_can_be_recognised_in_anything_a_masked_viewer_gets(
    views: SampleViews, username: str
) -> None:
    assert views.personal.found_in(every_text(views[username])) == []


@pytest.mark.parametrize("username", MASKED)
def test_a_masked_viewer_gets_no_birth_dates(views: SampleViews, username: str) -> None:
    for name, table in answers_of(views[username]):
        assert "birth_date" not in table.columns or table["birth_date"].isna().all(), name
        for column in table.select_dtypes("datetime").columns:
            shown = {day.date() for day in table[column].dropna()} if "birth" in column else set()
            assert not shown, (name, column)


def test_guests_get_initials_and_rt_and_dinkes_no_persons(views: SampleViews) -> None:
    labels = list(views["tamu"].person_labels.values())
    assert len(labels) > 150
    assert all(label.replace("RT", "").strip("0123456789 ").endswith(".") for label in labels)
    assert views["dinkes"].person_labels == {}


@pytest.mark.parametrize("username", [*MASKED, "mentor", "mahasiswa"])
def test_findings_quote_cells_and_are_for_those_who_mend_them(views: SampleViews, username: str) -> None:
    assert views[username].kualitas_data.findings.empty


@pytest.mark.parametrize("username", MASKED)
def test_counts_below_five_are_hidden_where_persons_are(views: SampleViews, username: str) -> None:
    seen, whole = views[username], views["kepala"]
    hidden = 0
    for month in seen.months[-4:]:
        for by, posyandu in (((), None), (("posyandu",), None), ((), OWN)):
            shown = seen.gizi.skdn([month], by=by, posyandu=posyandu)
            true = whole.gizi.skdn([month], by=by, posyandu=posyandu)
            for count in ("bgm", "two_t"):
                assert not shown[count].between(1, SMALL_COUNT - 1).any()
                hidden += int((true[count].gt(0) & shown[count].isna()).sum())
            assert shown["S"].tolist() == true["S"].tolist()
        for posyandu in (None, *seen.posyandu_names):
            assert not seen.gizi.prevalence(month, posyandu)["cases"].between(1, SMALL_COUNT - 1).any()
            counts = pd.Series(seen.gizi.cases(month, posyandu)).drop("not_weighed")
            assert not counts.between(1, SMALL_COUNT - 1).any(), (month, posyandu)
    assert hidden


def test_a_kader_gets_rows_of_the_own_posyandu_only(views: SampleViews) -> None:
    seen, whole = views["kader"], views["kepala"]
    children = set(whole.tables["balita"].query("posyandu == @OWN")["child_id"])
    mothers = set(whole.tables["ibu_hamil"].query("posyandu == @OWN")["mother_id"])
    assert children and mothers
    assert set(seen.tables["balita"]["child_id"]) == children
    assert set(seen.tables["ibu_hamil"]["mother_id"]) == mothers
    shared = {"posyandu", "armada", "sop", "langkah_sop", "riwayat_sop", "pengaturan", "pertemuan", "mou"}
    for name, table in seen.tables.items():
        if "child_id" in table.columns:
            assert set(table["child_id"].dropna()) <= children, name
        if "mother_id" in table.columns:
            assert set(table["mother_id"].dropna()) <= mothers, name
        if "person_id" in table.columns:
            assert set(table["person_id"].dropna()) <= children | mothers, name
        if "posyandu" in table.columns and name not in (*shared, "penimbangan"):
            assert set(table["posyandu"].dropna()) <= {OWN}, name
    assert set(seen.gizi.monthly["child_id"]) <= children
    assert set(seen.kualitas_data.findings["posyandu"]) == {OWN}
    assert 0 < len(seen.kualitas_data.findings) < len(whole.kualitas_data.findings)


def words_of_others(views: SampleViews, seen: Seen) -> list[str]:
    """Personal data in a Seen's answers that are of nobody in its own rows.

    Names are drawn anew for each posyandu, and "Bd. Laras Semesta" holds the name of somebody's mother.
    """
    staff = [*seen.tables["posyandu"]["leader"].dropna(), *seen.tables["tim_mentoring"]["name"]]
    own = "\n".join([*collect(seen.tables).words, *staff])
    others = [word for word in views.personal.words if word not in own]
    assert len(others) > 500
    texts = "\n".join(every_text(seen))
    return sorted(word for word in others if word in texts)


@pytest.mark.parametrize("username", ["kader", "mentor", "mahasiswa"])
def test_nobody_else_is_named_to_a_kader_or_a_mitra(views: SampleViews, username: str) -> None:
    assert words_of_others(views, views[username]) == []


def test_a_kader_sees_the_other_posyandu_as_totals(views: SampleViews) -> None:
    seen, whole = views["kader"], views["kepala"]
    month = seen.this_month - 1
    mine, all_of_it = seen.gizi.skdn_of_all(month), whole.gizi.skdn_of_all(month)
    assert mine["posyandu"].tolist() == all_of_it["posyandu"].tolist()
    assert len(mine) == 4
    for figure in ("S", "K", "D", "N", "T", "O", "B", "two_t", "bgm"):
        assert mine[figure].tolist() == all_of_it[figure].tolist(), figure
    assert views.personal.found_in(texts_of(mine)) == []


@pytest.mark.parametrize(
    ("username", "tab", "who", "person"),
    [
        ("mentor", "mentoring", "mentor", "child_id"),
        ("mahasiswa", "pendampingan", "student", "mother_id"),
    ],
)
def test_a_mitra_gets_the_own_pairs_only(
    views: SampleViews, username: str, tab: str, who: str, person: str
) -> None:
    seen, whole = views[username], views["kepala"]
    name = seen.scope.name_in_book
    pairs = whole.tables[tab]
    own = set(pairs[pairs[who] == name][person])
    assert 0 < len(own) < pairs[person].nunique()
    assert set(seen.tables[tab][person]) == own
    for tab_name, table in seen.tables.items():
        for column in ("child_id", "mother_id", "person_id"):
            if column in table.columns:
                assert set(table[column].dropna()) <= own, (tab_name, column)
    for tab_name in (
        "kader",
        "jadwal",
        "antar_jemput",
        "hadir_pertemuan",
        "donasi",
        "titik_jemput",
        "armada",
    ):
        assert seen.tables[tab_name].empty, tab_name
    seen = seen.tables["balita" if person == "child_id" else "ibu_hamil"]
    assert set(seen[person]) == own


def test_kepala_and_petugas_share_one_scope(views: SampleViews) -> None:
    assert views["kepala"].scope == views["petugas"].scope
    assert views["kepala"].scope.role is Role.KEPALA
    assert len(views["petugas"].tables["balita"]) > 150


@pytest.mark.parametrize(
    ("offered", "told"),
    [
        ("Mungkin Budi Lain · {other}, Ani Sendiri · {own}", "Mungkin Ani Sendiri · {own}"),
        ("Mungkin Budi Lain · {other}", "Pilih dari daftar"),
        ("Mungkin Ani Sendiri · {own}", "Mungkin Ani Sendiri · {own}"),
    ],
)
def test_a_finding_offers_a_kader_nobody_of_another_posyandu(
    views: SampleViews, offered: str, told: str
) -> None:
    """A row without a posyandu in a sheet of one posyandu is that kader's; who it may be is looked for among
    everybody."""
    homes = views["kepala"].tables["balita"].set_index("child_id")["posyandu"]
    people = {"own": homes[homes.eq(OWN)].index[0], "other": homes[homes.ne(OWN)].index[0]}
    found = views.whole.tables.findings
    one = found[found["posyandu"].eq(OWN)].iloc[:1].assign(suggestion=offered.format(**people))
    whole = replace(views.whole, tables=replace(views.whole.tables, findings=one))
    kader, kepala = (open_seen(whole, views[name].scope) for name in ("kader", "kepala"))
    assert told.format(**people) in kader.kualitas_data.findings["suggestion"].tolist()
    assert offered.format(**people) in kepala.kualitas_data.findings["suggestion"].tolist()
