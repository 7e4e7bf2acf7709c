"""An installation of one's own for a test: a secrets file, and workbooks split as the guides recommend."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bcrypt

from lib.workbook.grids import Grid
from lib.workbook.tabs import TABS

PASSWORD = "kata-sandi"


def hash_password(password: str = PASSWORD) -> str:
    """A cheap bcrypt hash, for tests only."""
    return bcrypt.hashpw(password.encode(), bcrypt.gensalt(4)).decode()


def write_secrets(
    path: Path,
    *,
    books: Sequence[Mapping[str, str]],
    users: Mapping[str, Mapping[str, Any]],
    account: Mapping[str, str] | None = None,
) -> Path:
    """A whole secrets file: `books` (id or berkas, nama, puskesmas), `users` (roles, posyandu …) with
    PASSWORD, and the service account."""
    lines: list[str] = []
    if account:
        lines += ["[gcp_service_account]", *_pairs(account)]
    for book in books:
        lines += ["[[buku]]", *_pairs(book)]
    lines += ["[cookie]", *_pairs({"name": "papan_uji", "key": "k" * 40, "expiry_days": 1})]
    hashed = hash_password()
    for username, user in users.items():
        lines += [
            f"[credentials.usernames.{username}]",
            *_pairs({"first_name": username, "password": hashed, **user}),
        ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


def _pairs(values: Mapping[str, Any]) -> list[str]:
    # JSON's strings, numbers and lists are TOML's as well.
    return [f"{name} = {json.dumps(value)}" for name, value in values.items()]


def split_books(grids: Mapping[str, Grid]) -> tuple[dict[str, Grid], dict[str, Grid]]:
    """The tabs that kader fill, and those of the puskesmas: one workbook each."""
    places = {tab.title: tab.place for tab in TABS.values()}
    kader = {title: grid for title, grid in grids.items() if places[title] == "posyandu"}
    return kader, {title: grid for title, grid in grids.items() if title not in kader}
