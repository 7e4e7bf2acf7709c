"""Whose each file is that a page hands to Streamlit, so that the door can ask.

Streamlit keeps files by their content and, for a download made when it is pressed, by a number; it asks
nobody who wants them. Guarded where they are handed over, every button is: today's and those to come.
"""

from __future__ import annotations

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.media_file_storage import MediaFileKind
from streamlit.runtime.scriptrunner import get_script_run_ctx

from lib.auth.doors import Doors, Owner
from lib.auth.open_sessions import find_viewer
from lib.config import current_settings

MOST_READY_BYTES = 32 * 1024 * 1024
"""Of all files made when they were pressed: the newest stay so long, whoever draws a page meanwhile."""
_READY = "papan-siap-diunduh"

# A file made on demand is stored by the thread that made it, which belongs to no page.
_maker: ContextVar[Owner | None] = ContextVar("papan_pembuat", default=None)


def guard_files(manager: MediaFileManager, doors: Doors) -> None:
    """From now on every file of this manager has an owner, or nobody gets it; and one that was made when it
    was pressed is there when its owner asks for it, a moment or, on a slow network, some seconds later."""
    storage = manager._storage
    add_deferred, drop_deferred = manager.add_deferred, manager._drop_deferred_id
    load, delete = storage.load_and_get_id, storage.delete_file
    # No page shows such a file, and the manager throws away what no page shows after two runs of anybody's.
    ready = manager._files_by_session_and_coord[_READY]
    sizes: dict[str, int] = {}

    def add_guarded(data_callable: Callable[[], Any], *args: Any, **kwargs: Any) -> str:
        owner = _find_page_owner(doors)
        file_id = add_deferred(_guard(data_callable, owner), *args, **kwargs)
        if owner is not None:
            doors.own_file(file_id, owner)
        return file_id

    def load_owned(
        path_or_data: str | bytes, mimetype: str, kind: MediaFileKind, filename: str | None = None
    ) -> str:
        file_id = load(path_or_data, mimetype, kind, filename)
        owner = _find_page_owner(doors) or _maker.get()
        if owner is not None:
            doors.own_file(file_id, owner, filename or "")
        if get_script_run_ctx(suppress_warning=True) is None:
            keep_ready(file_id, len(path_or_data))
        return file_id

    def keep_ready(file_id: str, size: int) -> None:
        """Whoever stores a file has the manager's lock."""
        ready.pop(file_id, None)
        ready[file_id], sizes[file_id] = file_id, size
        while sum(sizes.values()) > MOST_READY_BYTES and len(ready) > 1:
            oldest = next(iter(ready))
            del ready[oldest], sizes[oldest]

    def drop_forgotten(file_id: str) -> None:
        drop_deferred(file_id)
        doors.forget_file(file_id)

    def delete_forgotten(file_id: str) -> None:
        delete(file_id)
        doors.forget_file(file_id)

    # The manager is made by st.App itself; its instance is the only place to stand in the way.
    manager.add_deferred = add_guarded  # type: ignore[method-assign]
    manager._drop_deferred_id = drop_forgotten  # type: ignore[method-assign]
    storage.load_and_get_id = load_owned  # type: ignore[method-assign]
    storage.delete_file = delete_forgotten  # type: ignore[method-assign]


def _guard(build: Callable[[], Any], owner: Owner | None) -> Callable[[], Any]:
    def build_for_owner() -> Any:
        if owner is None or find_viewer(current_settings(), owner.token) != owner.viewer:
            raise PermissionError("The session that this file was for has ended, or may see less now")
        _maker.set(owner)
        return build()

    return build_for_owner


def _find_page_owner(doors: Doors) -> Owner | None:
    context = get_script_run_ctx(suppress_warning=True)
    return None if context is None else doors.find_page_owner(context.session_id)
