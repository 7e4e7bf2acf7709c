"""Which addresses from cells may become links."""

from __future__ import annotations

import re

# A host as browsers read it: no user before it (https://a.id@b.id opens b.id), no look-alike letters.
_LINK = re.compile(r"https://([a-z0-9-]+(?:\.[a-z0-9-]+)+)(?::\d{1,5})?(?:[/?#].*)?", re.IGNORECASE)


def find_link_host(address: object) -> str | None:
    """Where an address typed into a cell leads; None when it is none that may become a link: only https, and
    only with a host that says where it leads."""
    found = _LINK.fullmatch(address.strip()) if isinstance(address, str) else None
    return found.group(1).lower() if found else None
