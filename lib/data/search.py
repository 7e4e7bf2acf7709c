"""Children and mothers by name, for the search on every page."""

from __future__ import annotations

from functools import cached_property

import pandas as pd

from lib.data.room import Room
from lib.domain.age import compute_age_months
from lib.domain.search import find_people

CHILD, MOTHER = "anak", "ibu"


class Search(Room):
    """For those who may see names, and only whom they may see. What is typed is kept nowhere: no answer of
    this room is remembered."""

    def people(self, typed: str) -> pd.DataFrame:
        """Whom `typed` may mean (see search.find_people): kind (CHILD, MOTHER), id, name, carer, posyandu,
        rt, age_months (NaN for mothers)."""
        return find_people(self._people, typed)

    @cached_property
    def _people(self) -> pd.DataFrame:
        balita, mothers = self.seen.tables["balita"], self.seen.tables["ibu_hamil"]
        children = pd.DataFrame(
            {
                "kind": CHILD,
                "id": balita["child_id"],
                "carer": balita["caregiver"],
                "age_months": compute_age_months(balita["birth_date"], self.today),
                **{name: balita[name] for name in ("name", "posyandu", "rt")},
            }
        )
        pregnant = pd.DataFrame(
            {
                "kind": MOTHER,
                "id": mothers["mother_id"],
                "carer": mothers["husband"],
                "age_months": float("nan"),
                **{name: mothers[name] for name in ("name", "posyandu", "rt")},
            }
        )
        people = pd.concat([children, pregnant], ignore_index=True)
        people = people[people["id"].notna()].drop_duplicates(["kind", "id"])
        return people if self.scope.names == "full" else people.iloc[:0]
