"""Sign-in, sessions and the guard of pages.

Pages call `auth.require_viewer("<page>")` first, and so do fragments.
"""

from __future__ import annotations

from lib.auth.gate import (
    NAME_KEY,
    PASSWORD_KEY,
    current_viewer,
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
    "open_page",
    "require_viewer",
    "rerun_quietly",
    "sign_in",
    "sign_in_message",
    "sign_out",
    "watch",
]
