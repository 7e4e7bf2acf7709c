"""Google's `fields` masks: which parts of an answer the asker wants."""

from __future__ import annotations

import re
from typing import Any

from tests.google_sheets.messages import read_messages

Mask = dict[str, "Mask"]
"""Nested names; an empty mask means the whole of that part."""


def read_mask(text: str) -> Mask:
    """`a(b,c),d.e/f` as nested dicts. ValueError when it cannot be read."""
    tokens = re.findall(r"[A-Za-z0-9_*]+|[(),./]", text)
    if "".join(tokens) != text or not text:
        raise ValueError(text)
    mask, rest = _read_list(tokens)
    if rest:
        raise ValueError(text)
    return mask


def apply_mask(value: Any, mask: Mask) -> Any:
    """The masked part of a JSON value; lists are masked item by item."""
    if not mask or "*" in mask:
        return value
    if isinstance(value, list):
        return [apply_mask(item, mask) for item in value]
    return {name: apply_mask(value[name], inner) for name, inner in mask.items() if name in value}


def _read_list(tokens: list[str]) -> tuple[Mask, list[str]]:
    mask: Mask = {}
    while True:
        tokens = _read_path(tokens, mask)
        if not tokens or tokens[0] != ",":
            return mask, tokens
        tokens = tokens[1:]


def _read_path(tokens: list[str], mask: Mask) -> list[str]:
    if not tokens or tokens[0] in "(),./":
        raise ValueError("a name is missing")
    inner = mask.setdefault(tokens[0], {})
    rest = tokens[1:]
    if rest and rest[0] in "./":
        return _read_path(rest[1:], inner)
    if rest and rest[0] == "(":
        listed, rest = _read_list(rest[1:])
        if not rest or rest[0] != ")":
            raise ValueError("a bracket is open")
        inner.update(listed)
        return rest[1:]
    return rest


def check_mask(mask: Mask, message: str, before: str = "") -> str | None:
    """The first path of a mask that the API's message does not have; None when all is well."""
    messages = read_messages()
    for name, inner in mask.items():
        kind = messages[message].get(name, "").removeprefix("[]")
        if name != "*" and not kind:
            return before + name
        if inner and kind in messages:
            unknown = check_mask(inner, kind, f"{before}{name}.")
            if unknown:
                return unknown
    return None


def drop_defaults(value: Any) -> Any:
    """Without false, 0, "" and empty lists, as protobuf writes JSON."""
    if isinstance(value, list):
        return [drop_defaults(item) for item in value]
    if isinstance(value, dict):
        kept = {name: drop_defaults(inner) for name, inner in value.items()}
        return {name: inner for name, inner in kept.items() if inner or isinstance(inner, dict)}
    return value
