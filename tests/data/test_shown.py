"""Every member of what a viewer may ask, found by introspection, and every cell of the workbook marked:
nothing of a person reaches who may not know it (the table in aturan.md, Privacy)."""

from __future__ import annotations

import ast
import inspect
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass, replace
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pandas as pd
import pytest

from lib.data import shown
from lib.data.engine import Whole
from lib.data.gizi import Gizi
from lib.data.seen import ROOMS, Seen, open_seen
from lib.data.shown import MAKERS
from lib.domain import own_rows, privacy
from lib.domain.access import Role
from lib.domain.privacy import Scope
from lib.workbook.columns import Kind, Mask, Shows
from lib.workbook.tabs import TABS
from tests.data.conftest import SampleViews

MONTHS = (pd.Period("2026-10"), pd.Period("2026-11"))
OWN, OTHER = "MLT1", "MLT2"
HIDDEN = (Shows.NAME, Shows.IDENTITY, Shows.CONTACT, Shows.FREE)
JOINS = (Mask.PERSON, Mask.STUDENT)
"""IDs and students find each other: they stay as they are, and are looked for as such."""
MASKED = {
    "dinkes": Scope(Role.DINKES, names="none"),
    "tamu": Scope(Role.TAMU, names="initials"),
    "rapat": Scope(Role.KEPALA, names="initials"),
    "rapat kader": Scope(Role.KADER, posyandu=(OWN,), names="initials"),
}


def mark(whole: Whole) -> tuple[Whole, dict[float, str]]:
    """The sample with a mark in every cell that is not for everybody: words as «tab.column.row», numbers of
    health with a fraction of their own. And that fraction's number → its place."""
    frames, numbers, serial = {}, {}, 0
    for name, table in whole.tables.frames.items():
        changed = {}
        for column in TABS[name].columns:
            filled = table[column.name].notna()
            if column.shows in HIDDEN and column.mask not in JOINS and column.name != "mentor":
                if column.kind in (Kind.DATE, Kind.CHOICE) or column.public_for:
                    continue
                marks = pd.Series(
                    [f"«{name}.{column.name}.{row}»" for row in range(len(table))], index=table.index
                )
                changed[column.name] = table[column.name].mask(filled, marks).astype("str")
            elif column.shows is Shows.HEALTH and column.kind is Kind.NUMBER:
                values = table[column.name].to_numpy(dtype="float64", copy=True)
                for row in np.flatnonzero(filled.to_numpy()):
                    serial += 1
                    values[row] += serial * 1e-7
                    numbers[float(values[row])] = f"{name}.{column.name}.{row}"
                changed[column.name] = pd.Series(values, index=table.index)
        frames[name] = table.assign(**changed)
    return replace(whole, tables=replace(whole.tables, frames=frames)), numbers


@pytest.fixture(scope="module")
def marked(views: SampleViews) -> tuple[Whole, dict[float, str]]:
    return mark(views.whole)


def list_members() -> list[str]:
    """As `gizi.skdn`; of no room, such as `months`, as they are."""
    own = [name for name in dir(Seen) if name not in ROOMS]
    of_rooms = [
        f"{room}.{name}"
        for room, kind in ROOMS.items()
        for name in dir(kind)
        if not name.startswith("_") and name != "seen"
    ]
    return [name for name in own if not name.startswith("_")] + of_rooms


def list_arguments(seen: Seen) -> dict[str, list[Any]]:
    """What each parameter of a member may be; a member with another one fails, and is added here."""
    year, meeting = seen.today.year, seen.pertemuan.next
    months = [list(MONTHS)]
    own = seen.posyandu_names
    return {
        "month": list(MONTHS[:1]),
        "months": months,
        "posyandu": [None, OTHER] if OTHER in own else [None, OWN],
        "by": [(), ("posyandu",)],
        "year": [year],
        "number": [1, 2],
        "kelurahan": [""],
        "key": ["gizi_buruk", "kebal", "nyaris_2t", "not_weighed"],
        "child_id": ["MLT1-001", "P0001"],
        "meeting_id": [meeting],
        "kind": ["Pertemuan kader"],
        "index": ["tb_u", "bb_tb"],
        "sop": ["ajb", "osoc"],
        "tab": list(TABS),
        "findings": [seen.kualitas_data.findings],
        "status": [seen.sop.status(MONTHS[0])],
        "people": [seen.antar_jemput.round_people(MONTHS[0])],
        "roster": [seen.antar_jemput.roster(MONTHS[0])],
        "name": ["skdn", "timbang", "2t", "prioritas", "ibu", "ajb", "mentoring", "sop", "rtl"],
        "figures": ["ds"],
        "names": ["balita"],
        "level": [None],
        "to_send": [False],
        "typed": ["siti", "MLT1", "putri", "melati"],
        "salt": [b"garam"],
    }


SPECIAL: dict[tuple[str, str], list[Any]] = {
    ("gizi.skdn_by_people", "by"): ["sex", "age_group"],
    ("pertemuan.gain", "by"): [None, "question", "posyandu"],
    ("sop.compliance", "by"): [("sop",), ("sop", "posyandu")],
}


def ask(seen: Seen, name: str) -> Iterator[Any]:
    """Every answer of one member, called with each value of each parameter."""
    room, _, member = name.rpartition(".")
    kind = ROOMS[room] if room else Seen
    asked = getattr(seen, room) if room else seen
    found = inspect.getattr_static(kind, member)
    if not callable(found):
        yield getattr(asked, member)
        return
    values = list_arguments(seen)
    calls: list[tuple[list[Any], dict[str, Any]]] = [([], {})]
    for parameter in list(inspect.signature(found).parameters.values())[1:]:
        chosen = SPECIAL.get((name, parameter.name), values[parameter.name])
        if parameter.kind is parameter.VAR_POSITIONAL:
            rest = list(MONTHS) if parameter.name == "months" else chosen
            calls = [([*args, *rest], more) for args, more in calls]
        else:
            calls = [(args, {**more, parameter.name: one}) for args, more in calls for one in chosen]
    for args, more in calls:
        yield getattr(asked, member)(*args, **more)


def cells(answer: Any) -> Iterator[Any]:
    """Every cell, word and number of an answer."""
    if isinstance(answer, pd.DataFrame):
        yield from answer.index.tolist()
        for column in answer.columns:
            yield column
            yield from distinct(answer[column])
    elif isinstance(answer, pd.Series):
        yield from answer.index.tolist()
        yield from distinct(answer)
    elif isinstance(answer, dict):
        for key, value in answer.items():
            yield key
            yield from cells(value)
    elif isinstance(answer, (list, tuple, set, frozenset)):
        for one in answer:
            yield from cells(one)
    elif is_dataclass(answer) and not isinstance(answer, type):
        for field in fields(answer):
            yield from cells(getattr(answer, field.name))
    elif answer is not None:
        yield answer


def distinct(values: pd.Series) -> list[Any]:
    known = values.dropna()
    try:
        return list(known.unique())
    except TypeError:  # cells that are lists
        return known.tolist()


def of_others(whole: Whole) -> set[str]:
    """Marks of cells of another posyandu than OWN, as the row itself or its child's register says."""
    frames, marks = whole.tables.frames, set()
    home = dict(zip(frames["balita"]["child_id"], frames["balita"]["posyandu"], strict=True))
    home |= dict(zip(frames["ibu_hamil"]["mother_id"], frames["ibu_hamil"]["posyandu"], strict=True))
    for name, table in frames.items():
        person = next((one for one in ("child_id", "mother_id") if one in table.columns), None)
        by = "code" if name == "posyandu" else "posyandu"
        if by in table.columns and name != "penimbangan":
            place = table[by]
        elif person is not None and name != "kegiatan_mentoring":
            place = table[person].map(home)
        else:
            continue
        if name in ("daftar_tilik", "donasi", "penimbangan"):
            place = place.fillna(OWN)  # of nobody in particular
        for row in np.flatnonzero((place != OWN).to_numpy()):
            marks |= {f"«{name}.{column.name}.{row}»" for column in TABS[name].columns}
    return marks


@pytest.mark.parametrize("member", list_members())
def test_no_member_tells_a_person_to_whom_that_is_hidden(
    views: SampleViews, marked: tuple[Whole, dict[float, str]], member: str, seen_by: dict[str, Seen]
) -> None:
    _, numbers = marked
    mentors = set(views.whole.tables.frames["mentoring"]["mentor"])
    words = views.personal.ids | (views.personal.others & mentors)
    for scope in MASKED:
        for answer in ask(seen_by[scope], member):
            told = list(cells(answer))
            texts = {cell for cell in told if isinstance(cell, str)}
            assert not [one for one in texts if "«" in one or one in words], f"{scope} asks {member}"
            measured = {float(cell) for cell in told if isinstance(cell, float)} & numbers.keys()
            assert not measured, f"{scope} asks {member}: {[numbers[one] for one in measured]}"


@pytest.mark.parametrize("member", list_members())
def test_no_member_tells_a_kader_of_another_posyandu(
    marked: tuple[Whole, dict[float, str]], member: str, seen_by: dict[str, Seen], others: set[str]
) -> None:
    for answer in ask(seen_by["kader"], member):
        told = [cell for cell in cells(answer) if isinstance(cell, str) and "«" in cell]
        assert not [cell for cell in told if any(one in cell for one in _marks_in(cell) & others)], member


def _marks_in(cell: str) -> set[str]:
    return {f"«{part.split('»')[0]}»" for part in cell.split("«")[1:]}


@pytest.fixture(scope="module")
def seen_by(marked: tuple[Whole, dict[float, str]]) -> dict[str, Seen]:
    whole = marked[0]
    return {name: open_seen(whole, scope) for name, scope in MASKED.items()} | {
        "kader": open_seen(whole, Scope(Role.KADER, posyandu=(OWN,)))
    }


@pytest.fixture(scope="module")
def others(marked: tuple[Whole, dict[float, str]]) -> set[str]:
    return of_others(marked[0])


def test_the_marks_are_where_who_may_see_them_sees_them(marked: tuple[Whole, dict[float, str]]) -> None:
    """What the walk looks for is there to be found."""
    whole, numbers = marked
    seen = open_seen(whole, Scope(Role.KEPALA))
    told = [
        cell
        for answer in (seen.tables, seen.gizi.monthly, seen.pendampingan.mothers)
        for cell in cells(answer)
    ]
    assert sum(isinstance(cell, str) and "«balita.name." in cell for cell in told) > 150
    assert sum(isinstance(cell, float) and cell in numbers for cell in told) > 1000


def test_figures_are_the_same_for_every_viewer_who_may_know_them(views: SampleViews) -> None:
    whole, masked = views["kepala"], open_seen(views.whole, MASKED["rapat"])
    for month in MONTHS:
        pd.testing.assert_frame_equal(whole.gizi.skdn([month]), masked.gizi.skdn([month]))
        pd.testing.assert_frame_equal(whole.gizi.prevalence(month), masked.gizi.prevalence(month))
        assert whole.gizi.cases(month) == masked.gizi.cases(month)
        assert whole.gizi.count_measured(month) == masked.gizi.count_measured(month)


def test_every_room_that_makes_public_columns_is_asked_for_them() -> None:
    """One that is forgotten shows less than it says."""
    said = {path for path in Path("lib").rglob("*.py") if "\nPUBLIC_COLUMNS = " in path.read_text()}
    assert said == {Path(*maker.__name__.split(".")).with_suffix(".py") for maker in MAKERS}


@pytest.mark.parametrize("maker", MAKERS, ids=lambda maker: maker.__name__)
def test_a_room_opens_only_columns_that_it_makes(maker: ModuleType) -> None:
    body = inspect.getsource(maker).replace(f'"""{maker.__doc__}"""', "")
    for column in maker.PUBLIC_COLUMNS:
        assert len(re.findall(rf"[\"']{column}[\"']|\b{column}=", body)) > 1, column


def test_whoever_decides_what_is_shown_lists_no_columns_of_the_contract() -> None:
    """Masking, scoping and the door read the declarations: a name said here as well would stay when the
    column's own word changes."""
    declared = {column.name for tab in TABS.values() for column in tab.columns}
    found = {
        ast.unparse(node)
        for decider in (own_rows, privacy, shown)
        for node in ast.walk(ast.parse(inspect.getsource(decider)))
        if isinstance(node, (ast.Set, ast.List, ast.Tuple))
        and len({one.value for one in node.elts if isinstance(one, ast.Constant)} & declared) > 1
    }
    assert not found


def test_a_column_that_computing_adds_reaches_nobody_by_initials(
    views: SampleViews, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A new member, and a new column in one, are closed without further thought."""

    def newly(self: Gizi) -> pd.DataFrame:
        people = self.people(MONTHS[0]).reset_index()
        return people.assign(baru=people["age_months"] * 1.5)

    monkeypatch.setattr("lib.data.gizi.Gizi.newly", newly, raising=False)
    for scope in ("tamu", "rapat"):
        table = open_seen(views.whole, MASKED[scope]).gizi.newly()
        assert len(table) and table["baru"].isna().all() and table["label"].notna().any()
    assert open_seen(views.whole, MASKED["dinkes"]).gizi.newly().empty
    assert open_seen(views.whole, Scope(Role.KEPALA)).gizi.newly()["baru"].notna().any()
