"""Finding a child or a mother by what somebody remembers: part of a name, an ID, the name of who cares for
them, slips of the pen included.

Decided: the start of an ID, then every word typed beginning a word of the name, then the same in the name of
the carer, then what is written much alike. So many that nobody reads on are no help: MOST.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

import numpy as np
import pandas as pd
from rapidfuzz import fuzz, process

MOST = 10
SHORTEST = 2
"""Letters; what is shorter stands in every other name."""
ALIKE = 80.0
"""rapidfuzz's partial_ratio, 0–100: one slip in a word of five letters is 80."""
SHORTEST_ALIKE = 4
"""Letters; shorter words are alike by chance."""
_BY_ID, _BY_NAME, _BY_CARER = 300.0, 200.0, 150.0


def find_people(people: pd.DataFrame, typed: str, *, most: int = MOST) -> pd.DataFrame:
    """The rows of `people` (id, name, carer; other columns stay) that `typed` may mean, the likeliest first,
    at most `most`. None for fewer than SHORTEST letters."""
    wanted = simplify(typed)
    if len(wanted.replace(" ", "")) < SHORTEST or people.empty:
        return people.iloc[:0]
    scores = np.zeros(len(people))
    for column, weight in (("name", _BY_NAME), ("carer", _BY_CARER)):
        scores = np.maximum(scores, _score([simplify(one) for one in people[column]], wanted, weight))
    code = wanted.replace(" ", "")
    ids = [simplify(one).replace(" ", "") for one in people["id"]]
    scores = np.maximum(scores, [_BY_ID if one.startswith(code) else 0.0 for one in ids])
    order = np.lexsort((people["name"].fillna("").to_numpy(dtype=object), -scores))
    return people.iloc[[place for place in order if scores[place] > 0][:most]]


def simplify(value: object) -> str:
    """Small letters and figures, parted by single blanks; "" for what is missing."""
    if not isinstance(value, str):
        return ""
    parted = unicodedata.normalize("NFKD", value.casefold())
    bare = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[a-z0-9]+", bare))


def _score(names: Sequence[str], wanted: str, weight: float) -> np.ndarray:
    """`weight` and more where each word typed begins a word of the name, 0–100 where it is alike, else 0."""
    words = wanted.split()
    begins = [all(any(part.startswith(word) for part in name.split()) for word in words) for name in names]
    if len(wanted) < SHORTEST_ALIKE:
        return np.where(begins, weight, 0.0)
    alike = process.cdist([wanted], names, scorer=fuzz.partial_ratio, score_cutoff=ALIKE)[0]
    # A short name stands whole in any longer text: "Al" is no "Aldebaran".
    long_enough = [len(name) >= len(wanted) - 2 for name in names]
    alike = np.where(long_enough, alike, 0.0)
    if weight == _BY_CARER:
        alike = alike / 2
    return np.where(begins, weight, alike)
