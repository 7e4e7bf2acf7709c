"""Streamlit's AppTest. Each one searches all installed packages for components: here the first one does, and
the others of the process take what it found. And each asks a thousand times a second whether its run is over:
here it waits for the run to end, which takes no time from it."""

from __future__ import annotations

from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest as AppTest
from streamlit.testing.v1 import local_script_runner
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)

_ask = local_script_runner.require_widgets_deltas


def _wait(runner: LocalScriptRunner, timeout: float = 3) -> None:
    assert runner._script_thread is not None
    runner._script_thread.join(timeout)
    if runner._script_thread.is_alive():
        raise RuntimeError(f"The page was not drawn in {timeout:g} seconds")
    _ask(runner, timeout=1)


local_script_runner.require_widgets_deltas = _wait
