"""`python -m tests.serve run app.py`: Streamlit's command line and the app, but for the answers that it makes
ready while nobody asks: over hours they cost nobody anything, in a test every other test beside it."""

from __future__ import annotations

from streamlit.web.cli import main

from lib import data
from lib.data.engine import Whole
from lib.data.seen import Seen


def leave_unready(whole: Whole, seen: Seen) -> None:
    """Instead of making ready: pages ask when they are opened."""
    whole.end_child()


if __name__ == "__main__":
    data._make_ready = leave_unready
    main(prog_name="streamlit")
