"""GET /sehat's content: the data's state, and what else somebody should know of. No data, no names.

`status` and `perlu_dilihat` speak of all of it. Beside what lib.data.health tells: `pengaturan` ("gagal"
while the secrets file cannot be used and the last good settings serve, `pengaturan_detik` for how long),
`sesi` (the list of open sessions: "gagal" while it lives in memory only, "dibuat ulang" for a while after it
was lost, when everybody had to sign in again), `percobaan` (the counts of sign-in attempts, likewise) and
`catatan` (the record of who signed in and opened what).
"""

from __future__ import annotations

from lib import data
from lib.config import find_settings_problem, now


def read_health() -> dict[str, object]:
    """JSON-ready; `perlu_dilihat` is true when somebody should look, which pages survive."""
    # Imported when asked: what lib.auth brings along must not be declared before the server runs.
    from lib.auth.condition import find_condition

    health = data.health()
    problem = find_settings_problem()
    condition = {"pengaturan": "gagal" if problem else None, **find_condition()}
    health |= {name: word or "baik" for name, word in condition.items()}
    health["pengaturan_detik"] = round((now() - problem[1]).total_seconds()) if problem else None
    if any(condition.values()) or health.get("simpanan") == "gagal":
        health["perlu_dilihat"] = True
        if health["status"] == "baik":
            health["status"] = "ada masalah"
    return health
