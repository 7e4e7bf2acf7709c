"""Reduces Google's discovery document of the Sheets API to `messages.json`; for when the API has grown.

python -m tests.google_sheets.discovery sheets.v4.json
"""

from __future__ import annotations

import json
import re
import sys
from pathlib import Path
from typing import Any

from tests.google_sheets.messages import FILE

ROOTS = ("Spreadsheet", "ValueRange", "BatchClearValuesRequest")
# Parts of a spreadsheet that no posyandu workbook holds: they may be given, what is in them is not looked at.
UNREAD = re.compile(r"^(Embedded|Pivot|Slicer|Banded|DataSource|Chip|Table|FilterView$|.*Chart|.*Comment)")


def reduce_document(document: dict[str, Any]) -> dict[str, dict[str, str]]:
    """Names and types of what ROOTS lead to, of a discovery document."""
    schemas, messages, todo = document["schemas"], {}, list(ROOTS)
    while todo:
        message = todo.pop()
        if message in messages or UNREAD.match(message):
            continue
        messages[message] = fields = {}
        for name, given in schemas[message].get("properties", {}).items():
            listed = given.get("type") == "array"
            one = given["items"] if listed else given
            kind = one.get("$ref") or one.get("format") or one.get("type", "any")
            kind = {"object": "any", "google-fieldmask": "string"}.get(kind, kind)
            todo += [one["$ref"]] if "$ref" in one else []
            if "enum" in one:
                kind = f"enum {name[0].upper()}{name[1:]} {'|'.join(one['enum'])}"
            fields[name] = ("[]" if listed else "") + kind
    return {name: messages[name] for name in sorted(messages)}


def main() -> None:
    document = json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))
    lines = [f" {json.dumps(n)}: {json.dumps(f)}" for n, f in reduce_document(document).items()]
    FILE.write_text("{\n" + ",\n".join(lines) + "\n}\n", encoding="utf-8")


if __name__ == "__main__":
    main()
