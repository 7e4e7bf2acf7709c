"""Charts: small tables in, Altair charts out. Keyword-only, pure, no streamlit; colours from the tokens."""

from lib.views.charts.skdn import build_skdn_chart, describe_skdn
from lib.views.charts.status import build_status_chart, build_status_rows, describe_status

__all__ = ["build_skdn_chart", "build_status_chart", "build_status_rows", "describe_skdn", "describe_status"]
