"""The messages of the Sheets API: which names and types a request may hold.

`messages.json` is Google's own discovery document (sheets v4), reduced to names and types by `discovery.py`.
"""

from __future__ import annotations

import json
import re
from functools import cache
from pathlib import Path
from typing import Any

from tests.google_sheets.answers import Refused

FILE = Path(__file__).with_name("messages.json")

_INTEGERS = {"int32": "TYPE_INT32", "int64": "TYPE_INT64"}
_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,), "boolean": (bool,), "float": (int, float), "double": (int, float),
}  # fmt: skip


@cache
def read_messages() -> dict[str, dict[str, str]]:
    """Type by field, by message. `[]T` a list; `enum A|B`; `any`; `array` a list of anything."""
    messages: dict[str, dict[str, str]] = json.loads(FILE.read_text(encoding="utf-8"))
    return messages


def read_message(body: Any, message: str, path: str = "") -> dict[str, Any]:
    """A copy of a request without nulls; Refused as Google refuses unknown names and wrong types."""
    wrong: list[tuple[str, str]] = []
    cleaned = _read(body, message, path, wrong)
    if wrong:
        raise Refused(
            400,
            "\n".join(text for _, text in wrong),
            details=[
                {
                    "@type": "type.googleapis.com/google.rpc.BadRequest",
                    "fieldViolations": [{"field": field, "description": text} for field, text in wrong],
                }
            ],
        )
    assert isinstance(cleaned, dict)
    return cleaned


def _read(value: Any, kind: str, path: str, wrong: list[tuple[str, str]]) -> Any:
    if kind.startswith("[]"):
        if not isinstance(value, list):
            return _read(value, kind[2:], path, wrong)  # Google takes one for a list of one
        return [_read(item, kind[2:], f"{path}[{n}]", wrong) for n, item in enumerate(value)]
    if kind in read_messages():
        return _read_fields(value, kind, path, wrong)
    if kind.startswith("enum "):
        name, _, words = kind[5:].partition(" ")
        if value not in words.split("|"):
            _refuse(value, f"type.googleapis.com/google.apps.sheets.v4.{name}", path, wrong)
    elif kind in _INTEGERS:
        if isinstance(value, bool) or not isinstance(value, int | float) or value != int(value):
            _refuse(value, _INTEGERS[kind], path, wrong)
    elif kind in _TYPES:
        if not isinstance(value, _TYPES[kind]) or (kind != "boolean" and isinstance(value, bool)):
            _refuse(value, f"TYPE_{'BOOL' if kind == 'boolean' else kind.upper()}", path, wrong)
    elif kind == "array" and not isinstance(value, list):
        _refuse(value, "type.googleapis.com/google.protobuf.ListValue", path, wrong)
    return value


def _read_fields(value: Any, message: str, path: str, wrong: list[tuple[str, str]]) -> Any:
    if not isinstance(value, dict):
        _refuse(value, f"type.googleapis.com/google.apps.sheets.v4.{message}", path, wrong)
        return {}
    known = read_messages()[message]
    cleaned = {}
    for name, inner in value.items():
        if name not in known:
            place = f" at '{path}'" if path else ""
            text = f'Invalid JSON payload received. Unknown name "{name}"{place}: Cannot find field.'
            wrong.append((path, text))
        elif inner is not None:
            inner_path = f"{path}.{_snake(name)}" if path else _snake(name)
            cleaned[name] = _read(inner, known[name], inner_path, wrong)
    return cleaned


def _refuse(value: Any, kind: str, path: str, wrong: list[tuple[str, str]]) -> None:
    shown = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else value
    wrong.append((path, f"Invalid value at '{path}' ({kind}), {shown}"))


def _snake(name: str) -> str:
    return re.sub(r"[A-Z]", lambda letter: "_" + letter[0].lower(), name)
