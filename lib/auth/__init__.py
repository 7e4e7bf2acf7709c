"""Sign-in, sessions and the guard of pages.

Pages call `auth.require_viewer("<page>")` first, and so do fragments.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from lib.auth.gate import (
        NAME_KEY,
        PASSWORD_KEY,
        current_viewer,
        guard,
        open_page,
        require_viewer,
        rerun_quietly,
        sign_in,
        sign_in_message,
        sign_out,
        watch,
    )

__all__ = [
    "NAME_KEY",
    "PASSWORD_KEY",
    "current_viewer",
    "guard",
    "open_page",
    "require_viewer",
    "rerun_quietly",
    "sign_in",
    "sign_in_message",
    "sign_out",
    "watch",
]


def __getattr__(name: str) -> Any:
    # The gate makes page parts, of which Streamlit warns outside a page; the door is built before any page.
    if name not in __all__:
        raise AttributeError(name)
    from lib.auth import gate

    return getattr(gate, name)
