"""Streamlit's AppTest. Each one searches all installed packages for components: here the first one does, and
the others of the process take what it found."""

from __future__ import annotations

from functools import cache

from streamlit.components.v2 import manifest_scanner
from streamlit.testing.v1 import AppTest as AppTest

manifest_scanner.scan_component_manifests = cache(manifest_scanner.scan_component_manifests)
