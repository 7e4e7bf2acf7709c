"""What must never reach a viewer who may not see persons, as it stands in a workbook's own cells."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

PEOPLE = ("balita", "ibu_hamil")
CONTACTS = ("nik", "family_card", "parent_nik", "phone", "leader_phone", "address")
OTHERS = {
    "balita": ("caregiver",),
    "ibu_hamil": ("husband",),
    "kader": ("name",),
    "posyandu": ("leader",),
    "armada": ("driver",),
    "tim_mentoring": ("name",),
    "mentoring": ("mentor",),
    "pendampingan": ("student",),
    "hadir_pertemuan": ("name",),
}
CONTACT_TABS = ("balita", "ibu_hamil", "kader", "posyandu", "armada", "tim_mentoring", "pendampingan")


@dataclass(frozen=True)
class PersonalData:
    """`names` of balita and ibu hamil, `others` of people around them, `contacts` NIK, phones and addresses
    (a phone also as it is shown, without +62), `births` dates of birth, `ids` of people."""

    names: frozenset[str]
    others: frozenset[str]
    contacts: frozenset[str]
    births: frozenset[date]
    ids: frozenset[str]

    @property
    def words(self) -> frozenset[str]:
        """Everything that is text."""
        return self.names | self.others | self.contacts | self.ids

    def found_in(self, texts: Iterable[str]) -> list[str]:
        """Those words that stand anywhere in the texts."""
        whole = "\n".join(texts)
        return sorted(word for word in self.words if word in whole)


def collect(frames: Mapping[str, pd.DataFrame]) -> PersonalData:
    """The personal data of whole, unmasked tables."""
    places = (
        set(frames["posyandu"]["name"]) | set(frames["posyandu"]["desa"]) | set(frames["posyandu"]["code"])
    )
    contacts: set[str] = set()
    for tab in CONTACT_TABS:
        for column in CONTACTS:
            if column in frames[tab].columns:
                contacts |= set(frames[tab][column].dropna())
    # The address of the puskesmas and of the posyandu houses is public; a home's is not.
    contacts -= set(frames["posyandu"]["address"].dropna())
    contacts |= {number.removeprefix("+62") for number in contacts if number.startswith("+62")}
    others = {
        name
        for tab, columns in OTHERS.items()
        for column in columns
        for name in frames[tab][column].dropna()
        if " " in name
    }
    return PersonalData(
        names=frozenset(name for tab in PEOPLE for name in frames[tab]["name"].dropna()),
        others=frozenset(others - places),
        contacts=frozenset(contacts),
        births=frozenset(day.date() for tab in PEOPLE for day in frames[tab]["birth_date"].dropna()),
        ids=frozenset([*frames["balita"]["child_id"], *frames["ibu_hamil"]["mother_id"]]),
    )


def texts_of(table: pd.DataFrame) -> list[str]:
    """Every cell of the text columns."""
    columns = [name for name in table.columns if not pd.api.types.is_numeric_dtype(table[name])]
    return [str(cell) for name in columns for cell in table[name].dropna().unique()]
