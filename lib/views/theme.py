"""The tokens as a Streamlit theme.

`python -m lib.views.theme` writes `.streamlit/config.toml`; a test holds file and tokens together.
"""

from __future__ import annotations

from pathlib import Path

from lib.words import tokens

CONFIG_FILE = Path(__file__).resolve().parents[2] / ".streamlit" / "config.toml"

_HEAD = """\
# Made from lib/words/tokens.py by: python -m lib.views.theme

[server]
headless = true
# Heard by this machine only, unless --server.address says otherwise.
address = "127.0.0.1"
# Megabytes of a message, in and out. The largest of all pages of 40 posyandu and 4,000 children has 0.24.
maxMessageSize = 2
# What a browser may send; a stranger much less (lib/auth/door.py).
maxWidgetStateSize = 1
# The agent API lets programs drive the pages; nobody here needs it.
enableAgentApi = false
enableStaticServing = false
enableXsrfProtection = true
enableCORS = true
# Nobody uploads anything; the least the setting allows.
maxUploadSize = 1
# A short loss of the connection keeps the page as it was.
disconnectedSessionTTL = 300
# An update of the program takes hold at the next start: reloading half of it under open pages breaks them.
fileWatcherType = "none"

[browser]
gatherUsageStats = false

[client]
# No exception text reaches a browser; app.py says what to do instead.
showErrorDetails = "none"
showErrorLinks = false
toolbarMode = "minimal"

[runner]
magicEnabled = false
# A full collection after every run took 70% of the server's time; lib/data collects instead.
postScriptGC = false

[logger]
level = "info"
enableRich = false

[theme]
"""


def build_config() -> str:
    """The whole text of .streamlit/config.toml."""
    h1, h2, h3 = (f'"{tokens.HEADING_SIZES[h]}px"' for h in ("h1", "h2", "h3"))
    lines = [
        'font = "sans-serif"',
        f"baseFontSize = {tokens.BASE_SIZE}",
        f"headingFontSizes = [{h1}, {h2}, {h3}]",
        "headingFontWeights = [650, 650, 600]",
        f'metricValueFontSize = "{tokens.FIGURE_SIZE}px"',
        f'baseRadius = "{tokens.RADIUS}px"',
        f'buttonRadius = "{tokens.RADIUS}px"',
        "showWidgetBorder = true",
    ]
    return "\n".join(
        [
            _HEAD.rstrip("\n"),
            *lines,
            *_build_mode("light", tokens.LIGHT),
            *_build_mode("dark", tokens.DARK),
            "",
        ]
    )


def _build_mode(mode: str, palette: tokens.Palette) -> list[str]:
    categories = ", ".join(f'"{colour}"' for colour in palette.categories)
    return [
        "",
        f"[theme.{mode}]",
        f'primaryColor = "{palette.primary.ground}"',
        f'backgroundColor = "{palette.ground}"',
        f'secondaryBackgroundColor = "{palette.surface}"',
        f'textColor = "{palette.ink}"',
        f'linkColor = "{palette.primary.ground}"',
        f'borderColor = "{palette.line}"',
        f"chartCategoricalColors = [{categories}]",
        "",
        f"[theme.{mode}.sidebar]",
        f'backgroundColor = "{palette.surface}"',
        f'secondaryBackgroundColor = "{palette.ground}"',
    ]


def main() -> None:
    CONFIG_FILE.parent.mkdir(exist_ok=True)
    CONFIG_FILE.write_text(build_config(), encoding="utf-8")


if __name__ == "__main__":
    main()
