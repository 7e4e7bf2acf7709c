"""The page styles, from the tokens: state chips, tables, figures, the freshness line, printing."""

from __future__ import annotations

from functools import lru_cache

from lib.words import tokens


def state_class(state: str) -> str:
    return "papan-" + state.replace(" ", "-")


@lru_cache(maxsize=2)
def build_style(*, dark: bool) -> str:
    """One <style> element for a whole page."""
    p = tokens.palette(dark=dark)
    space = tokens.SPACE
    states = "\n".join(
        f".papan-chip.{state_class(state)} {{ background: {tone.ground}; color: {tone.ink}; }}"
        for state, tone in p.states.items()
    )
    return f"""<style>
:root {{ color-scheme: {"dark" if dark else "light"}; }}
[data-testid="stMainBlockContainer"] {{ max-width: 1500px; padding-top: 3rem; }}
@media (max-width: 1500px) {{
  [data-testid="stMainBlockContainer"] {{ padding-left: 2.5rem; padding-right: 2.5rem; }}
}}
.papan-lead {{ color: {p.quiet_ink}; font-size: {tokens.BASE_SIZE}px; margin: 0; max-width: 70ch; }}
.papan-lead a, .papan-table a {{ color: {p.primary.ground}; }}
.papan-figure .value a {{ color: inherit; text-decoration: underline 2px {p.primary.ground};
  text-underline-offset: 6px; }}
.papan-fresh {{ color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; margin: 0; display: flex;
  flex-wrap: wrap; gap: 0 {space["s"]}px; align-items: baseline; }}
.papan-whose {{ color: {p.ink}; font-weight: 650; margin: 0; }}
.papan-fresh b {{ color: {p.ink}; font-weight: 600; }}
.papan-note {{ border-radius: {tokens.RADIUS}px; padding: {space["s"]}px {space["m"]}px; margin: 0; }}
.papan-note.notice {{ background: {p.notice.ground}; color: {p.notice.ink}; }}
.papan-note.problem {{ background: {p.problem.ground}; color: {p.problem.ink}; }}
.papan-note.good {{ background: {p.good.ground}; color: {p.good.ink}; }}
.papan-note p {{ margin: {space["xs"]}px 0 0; }}
.papan-fresh + .papan-note, .papan-note + .papan-note {{ margin-top: {space["xs"]}px; }}
.papan-badge {{ display: inline-block; background: {p.notice.ground}; color: {p.notice.ink}; font-weight: 600;
  border-radius: 999px; padding: 2px 12px; font-size: {tokens.SMALL_SIZE}px; }}
.papan-empty {{ border: 1px dashed {p.line}; border-radius: {tokens.RADIUS}px; background: {p.surface};
  padding: {space["l"]}px; max-width: 70ch; }}
.papan-empty strong {{ display: block; font-size: 20px; margin-bottom: {space["xs"]}px; }}
.papan-empty span {{ color: {p.quiet_ink}; }}
.papan-chip {{ display: inline-flex; align-items: baseline; gap: 6px; border-radius: 999px; padding: 1px 10px;
  font-size: {tokens.SMALL_SIZE}px; font-weight: 600; white-space: nowrap; border: 1px solid transparent; }}
.papan-chip > span {{ min-width: 1em; text-align: center;
  font-family: "Segoe UI Symbol", "Noto Sans Symbols 2", "DejaVu Sans", sans-serif; }}
.papan-chip.papan-belum-diisi {{ border: 1px dashed {p.quiet_ink}; }}
{states}
.papan-figure {{ border: 1px solid {p.line}; border-radius: {tokens.RADIUS}px; background: {p.card};
  padding: {space["m"]}px; box-sizing: border-box; min-height: 152px; color: {p.quiet_ink};
  font-size: {tokens.SMALL_SIZE}px; }}
.papan-figure .label {{ font-size: {tokens.BASE_SIZE}px; }}
.papan-figure .value {{ font-size: {tokens.FIGURE_SIZE}px; line-height: 1.2; font-weight: 650;
  color: {p.ink}; font-variant-numeric: tabular-nums; }}
.papan-multiples {{ display: grid; gap: {space["s"]}px;
  grid-template-columns: repeat(auto-fill, minmax(158px, 1fr)); }}
.papan-multiples > div {{ border: 1px solid {p.line}; border-radius: {tokens.RADIUS}px; background: {p.card};
  padding: {space["s"]}px 12px; display: grid; grid-template-columns: 1fr auto; gap: 0 {space["s"]}px;
  font-size: {tokens.SMALL_SIZE}px; }}
.papan-multiples .now {{ font-weight: 650; font-variant-numeric: tabular-nums; }}
.papan-multiples img {{ grid-column: 1 / -1; width: 100%; }}
.papan-thread {{ list-style: none; margin: 0; padding: 0; }}
.papan-thread li {{ display: flex; gap: {space["m"]}px; padding: {space["s"]}px 0; max-width: 80ch;
  border-top: 1px solid {p.line}; font-size: {tokens.BASE_SIZE}px; }}
.papan-thread li > span {{ flex: none; width: 28px; text-align: center; }}
.papan-matter {{ display: flex; gap: {space["m"]}px; align-items: baseline;
  font-size: {tokens.BASE_SIZE}px; }}
.papan-matter > span {{ flex: none; min-width: 34px; text-align: center; border-radius: 999px;
  font-weight: 700; line-height: 34px;
  font-family: "Segoe UI Symbol", "Noto Sans Symbols 2", "DejaVu Sans", sans-serif; }}
.papan-matter.problem > span {{ background: {p.problem.ground}; color: {p.problem.ink}; }}
.papan-matter.notice > span {{ background: {p.notice.ground}; color: {p.notice.ink}; }}
.papan-matter.quiet > span {{ background: {p.surface}; color: {p.ink}; }}
.papan-figure .mark {{ display: inline-block; border-radius: 6px; padding: 0 {space["s"]}px; margin: 2px 0;
  font-weight: 600; }}
.papan-figure .mark.good {{ background: {p.good.ground}; color: {p.good.ink}; }}
.papan-figure .mark.problem {{ background: {p.problem.ground}; color: {p.problem.ink}; }}
.papan-figure .mark.notice {{ background: {p.notice.ground}; color: {p.notice.ink}; }}
.papan-figures {{ display: grid; gap: {space["m"]}px;
  grid-template-columns: repeat(auto-fit, minmax(max(200px, 22%), 1fr)); }}
.papan-figures.words {{ grid-template-columns: repeat(auto-fit, minmax(170px, 1fr)); }}
.papan-figures.words .papan-figure {{ min-height: 0; }}
.papan-figures.words .value {{ font-size: 22px; }}
.papan-legend {{ display: flex; flex-wrap: wrap; gap: {space["xs"]}px {space["m"]}px; margin: 0;
  font-size: {tokens.SMALL_SIZE}px; color: {p.ink}; }}
.papan-legend b {{ display: inline-block; min-width: 1.6em; text-align: center; border-radius: 4px;
  margin-right: 6px; }}
.papan-wide th:first-child, .papan-wide td:first-child {{ position: sticky; left: 0; z-index: 1;
  background: {p.ground}; }}
.papan-wide .papan-table {{ border-collapse: separate; border-spacing: 0; }}
.papan-wide th:first-child {{ background: {p.surface}; }}
.papan-wide th, .papan-wide td {{ padding: {space["s"]}px; }}
.papan-wide:not(.plain) tbody tr:last-child td {{ font-weight: 650; border-top: 2px solid {p.quiet_ink}; }}
.papan-open {{ display: flex; flex-wrap: wrap; gap: {space["xs"]}px {space["m"]}px; margin: 0;
  font-size: {tokens.BASE_SIZE}px; color: {p.quiet_ink}; }}
.papan-open a, .papan-multiples a {{ color: {p.primary.ground}; }}
.papan-labels {{ display: flex; flex-wrap: wrap; gap: {space["s"]}px; }}
.papan-labels span {{ border: 1px solid {p.line}; background: {p.card}; color: {p.ink}; border-radius: 999px;
  padding: 2px 12px; }}
[class*="st-key-papan_perhatian_"] {{ padding: {space["s"]}px 0; }}
[class*="st-key-papan_perhatian_"]:not(:last-child) {{ border-bottom: 1px solid {p.line}; }}
[class*="st-key-papan_saringan"] [data-testid="stHorizontalBlock"],
.st-key-papan_status [data-testid="stHorizontalBlock"] {{ flex-wrap: wrap; }}
[class*="st-key-papan_saringan"] [data-testid="stColumn"] {{ flex: 1 1 200px; min-width: 200px;
  max-width: 320px; }}
.st-key-papan_status [data-testid="stColumn"] {{ flex: 1 1 260px; min-width: min(260px, 100%); }}
.st-key-papan_saringan_daftar > div {{ flex: 1 1 200px; min-width: 200px; max-width: 320px; }}
.papan-scroll {{ overflow-x: auto; }}
.papan-table {{ border-collapse: collapse; width: 100%; font-size: {tokens.BASE_SIZE}px;
  font-variant-numeric: tabular-nums; }}
.papan-table caption {{ text-align: left; color: {p.quiet_ink}; padding-bottom: {space["s"]}px; }}
.papan-table th {{ text-align: left; font-weight: 600; background: {p.surface}; color: {p.ink};
  border-bottom: 2px solid {p.line}; padding: {space["s"]}px 12px; vertical-align: bottom; }}
.papan-table td {{ border-bottom: 1px solid {p.line}; padding: {space["s"]}px 12px; vertical-align: top; }}
.papan-table .number {{ text-align: right; white-space: nowrap; }}
@media (max-width: 640px) {{
  [class*="st-key-papan_saringan"] [data-testid="stColumn"], .st-key-papan_saringan_daftar > div {{
    max-width: none; }}
  .papan-figures {{ grid-template-columns: 1fr 1fr; gap: {space["s"]}px; }}
  .papan-figures.words {{ grid-template-columns: 1fr 1fr; }}
  .papan-figure {{ padding: 12px; }}
  .papan-figure .value {{ font-size: 28px; }}
  [data-testid="stMainBlockContainer"] {{ padding: 3.5rem 1rem 2rem; }}
  .papan-table.stacked thead {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }}
  .papan-table.stacked, .papan-table.stacked tbody, .papan-table.stacked caption {{ display: block; }}
  .papan-table.stacked tr {{ display: block; border: 1px solid {p.line}; border-radius: {tokens.RADIUS}px;
    margin-bottom: {space["s"]}px; padding: {space["xs"]}px 12px; }}
  .papan-table.stacked td {{ display: flex; justify-content: space-between; gap: 12px; border: 0;
    padding: {space["xs"]}px 0; text-align: right; white-space: normal; }}
  .papan-table.stacked td::before {{ content: attr(data-label); color: {p.quiet_ink}; text-align: left; }}
}}
.st-key-papan_kuki, .st-key-papan_jaga {{ position: absolute; height: 0;
  overflow: hidden; }}
.st-key-papan_masuk {{ max-width: 460px; margin: 4vh auto 0; }}
.st-key-papan_masuk [data-testid="stForm"], .st-key-papan_akun_contoh {{ background: {p.card}; }}
.papan-brand {{ display: flex; gap: {space["m"]}px; align-items: center; margin-bottom: 12px; }}
.papan-brand img {{ width: 56px; height: 56px; flex: none; }}
.papan-brand h1 {{ font-size: {tokens.HEADING_SIZES["h1"]}px; line-height: 1.2; padding: 0; margin: 0; }}
.stButton button, .stFormSubmitButton button {{ min-height: {tokens.TOUCH_SIZE}px; }}
.stButton button p, .stFormSubmitButton button p {{ font-size: {tokens.BASE_SIZE}px; }}
[data-testid="stBaseButton-primary"], [data-testid="stBaseButton-primaryFormSubmit"],
[data-testid="stBaseButton-primary"]:hover, [data-testid="stBaseButton-primaryFormSubmit"]:hover {{
  color: {p.primary.ink}; }}
[data-testid="stSidebarNavLink"] span {{ font-size: {tokens.BASE_SIZE}px; }}
.stSelectbox [data-testid], .stSelectbox input, .stSelectbox div, .stTextInput input,
[data-testid="stExpander"] summary p {{ font-size: {tokens.SMALL_SIZE}px; }}
[data-testid="stWidgetLabel"] p {{ font-size: {tokens.SMALL_SIZE}px; }}
[data-testid="stCaptionContainer"], [data-testid="stCaptionContainer"] p {{ color: {p.quiet_ink};
  font-size: {tokens.SMALL_SIZE}px; opacity: 1; }}
@media print {{
  header, [data-testid="stSidebar"], [data-testid="stToolbar"], [data-testid="stHeader"] {{
    display: none !important; }}
  [data-testid="stMainBlockContainer"] {{ padding: 0; max-width: none; }}
}}
</style>"""
