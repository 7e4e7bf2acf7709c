"""Whether a locked package has a published fault: python tests/audit.py [FILE…]

Asks the advisory data of PyPI through pip-audit. Exit 1 names what is affected and which version mends it.
Where the data cannot be reached that is said, and is no failure: nothing could be asked.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
FILES = ("requirements.txt", "tests/requirements.txt")
SECONDS = 120


def ask(file: str) -> list[dict[str, Any]] | None:
    """pip-audit's word on every package of a lock file; None where it gave none in time."""
    command = [sys.executable, "-m", "pip_audit", "-r", file, "--require-hashes", "--disable-pip"]
    try:
        answer = subprocess.run(
            [*command, "--format", "json", "--progress-spinner", "off"],
            cwd=ROOT, capture_output=True, text=True, timeout=SECONDS, check=False,
        )  # fmt: skip
        dependencies: list[dict[str, Any]] = json.loads(answer.stdout)["dependencies"]
    except (subprocess.TimeoutExpired, ValueError, LookupError):
        return None
    return dependencies


def describe(dependencies: list[dict[str, Any]] | None) -> tuple[list[str], bool]:
    """Lines that name affected packages, and whether anything could be asked at all."""
    asked = [one for one in dependencies or () if "skip_reason" not in one]
    affected = [
        f"{one['name']} {one['version']}: {fault['id']}, mended in {fault['fix_versions'] or 'none yet'}"
        for one in asked
        for fault in one["vulns"]
    ]
    return affected, bool(asked)


def main(files: tuple[str, ...]) -> int:
    affected: list[str] = []
    for file in files:
        lines, could_ask = describe(ask(file))
        affected += lines
        found = f"{len(lines)} known faults" if could_ask else "not audited, no advisory data here"
        print(f"{file}: {found}")
    print(*affected, sep="\n")
    return 1 if affected else 0


if __name__ == "__main__":
    sys.exit(main(tuple(sys.argv[1:]) or FILES))
