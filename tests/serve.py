"""`python -m tests.serve run app.py`: Streamlit's command line and the app, but for the answers that it makes
ready before somebody asks: over hours they cost nobody anything, in a test every other test beside it."""

from __future__ import annotations

from streamlit.web.cli import main

from lib import data
from lib.data.engine import Whole

_warm = data._warm


def warm_little(whole: Whole, everything: bool) -> None:
    """The month's figures, as at every start; the rest is computed for the page that shows it."""
    _warm(whole, False)
    whole.end_child()


if __name__ == "__main__":
    data._warm = warm_little
    main(prog_name="streamlit")
