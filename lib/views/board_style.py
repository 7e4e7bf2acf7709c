"""Styles of the boards: state marks, matrix, step list, rail, bars, rounds. From the tokens, as style.py."""

from __future__ import annotations

from functools import lru_cache

from lib.views.style import state_class
from lib.words import tokens

_MARK_SIZE = 36
_SYMBOLS = '"Segoe UI Symbol", "Noto Sans Symbols 2", "DejaVu Sans", sans-serif'


@lru_cache(maxsize=2)
def build_board_style(*, dark: bool) -> str:
    """One <style> element for the pages that show boards."""
    p = tokens.palette(dark=dark)
    space = tokens.SPACE
    states = "\n".join(
        f".papan-mark.{state_class(state)}, .papan-share .{state_class(state)} "
        f"{{ background: {tone.ground}; color: {tone.ink}; }}"
        for state, tone in p.states.items()
    )
    return f"""<style>
.papan-mark {{ display: inline-flex; align-items: center; justify-content: center; width: {_MARK_SIZE}px;
  height: {_MARK_SIZE}px; border-radius: 8px; font-family: {_SYMBOLS}; font-size: 18px; font-weight: 700;
  line-height: 1; border: 1px solid transparent; box-sizing: border-box; }}
{states}
.papan-mark.papan-lewat, .papan-mark.papan-hari-ini {{ border: 2px solid currentColor; }}
.papan-mark.papan-belum-diisi {{ border: 1px dashed {p.quiet_ink}; }}
.papan-symbol {{ font-family: {_SYMBOLS}; font-weight: 700; }}
.papan-quiet {{ color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; font-weight: 400; }}
.papan-host {{ font-weight: 400; font-size: {tokens.SMALL_SIZE}px; overflow-wrap: anywhere; }}
.papan-quiet-block {{ display: block; color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px;
  font-weight: 400; }}
.papan-states {{ display: flex; flex-wrap: wrap; gap: {space["s"]}px; }}
.papan-count {{ display: inline-block; margin: 0 18px 4px 0; font-weight: 650; white-space: nowrap; }}
.papan-details summary {{ cursor: pointer; color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px;
  min-height: 32px; display: list-item; }}
.papan-details ul {{ margin: {space["xs"]}px 0 0; padding-left: 1.2em; color: {p.quiet_ink};
  font-size: {tokens.SMALL_SIZE}px; max-width: 90ch; }}
.papan-meter {{ display: block; height: 8px; border-radius: 4px; background: {p.line}; overflow: hidden; }}
.papan-meter > i {{ display: block; height: 100%; background: {p.primary.ground}; }}

.papan-cards {{ display: grid; gap: 12px; grid-template-columns: repeat(5, minmax(0, 1fr)); }}
.papan-card {{ border: 1px solid {p.line}; border-radius: {tokens.RADIUS}px; background: {p.card};
  padding: 14px {space["m"]}px; display: grid; gap: 6px; align-content: start; }}
.papan-card.chosen {{ border: 2px solid {p.primary.ground}; padding: 13px 15px; }}
.papan-card .code {{ font-weight: 650; }}
.papan-card .title {{ color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; line-height: 1.3;
  display: -webkit-box; -webkit-line-clamp: 2; -webkit-box-orient: vertical; overflow: hidden;
  min-height: 2.6em; }}
.papan-card .value {{ font-size: {tokens.FIGURE_SIZE}px; line-height: 1.15; font-weight: 650;
  font-variant-numeric: tabular-nums; }}
.papan-card .verdict {{ font-size: {tokens.SMALL_SIZE}px; font-weight: 600; border-radius: 6px;
  padding: 1px 8px; justify-self: start; }}
.papan-card .verdict.good {{ background: {p.good.ground}; color: {p.good.ink}; }}
.papan-card .verdict.problem {{ background: {p.problem.ground}; color: {p.problem.ink}; }}
.papan-card .verdict.part {{ background: {p.states["berjalan"].ground}; color: {p.states["berjalan"].ink}; }}
.papan-card .verdict.none {{ background: {p.surface}; color: {p.quiet_ink}; }}

.papan-matrix {{ border-collapse: separate; border-spacing: 0; font-variant-numeric: tabular-nums;
  font-size: {tokens.BASE_SIZE}px; min-width: 100%; }}
.papan-matrix .wording {{ display: -webkit-box; -webkit-line-clamp: 3; -webkit-box-orient: vertical;
  overflow: hidden; font-weight: 400; font-size: {tokens.SMALL_SIZE}px; line-height: 1.25;
  color: {p.quiet_ink}; max-width: 190px; margin: 2px auto 0; }}
.papan-matrix th, .papan-matrix td {{ padding: 6px 5px; border-bottom: 1px solid {p.line};
  text-align: center; vertical-align: middle; }}
.papan-matrix thead th {{ background: {p.surface}; font-weight: 600; vertical-align: bottom; }}
.papan-matrix th.name {{ text-align: left; padding: 6px 12px; position: sticky; left: 0; z-index: 1;
  background: {p.ground}; font-weight: 600; min-width: 170px; line-height: 1.3; }}
.papan-matrix thead th.name {{ background: {p.surface}; }}
.papan-matrix td.figure {{ white-space: nowrap; padding: 6px 12px; text-align: right; }}
.papan-matrix thead th.figure {{ padding: 6px 12px; text-align: right; }}
.papan-matrix .first {{ border-left: 2px solid {p.line}; }}
.papan-matrix th.now {{ background: {p.states["hari ini"].ground}; color: {p.states["hari ini"].ink}; }}
.papan-matrix th.now .papan-quiet-block {{ color: inherit; }}
.papan-alert {{ display: block; font-size: {tokens.SMALL_SIZE}px; font-weight: 600; color: {p.problem.ink}; }}
.papan-words {{ columns: 2 420px; list-style: none; padding: 0 !important; margin: 0 !important; }}
.papan-words li {{ margin: 0 0 6px !important; break-inside: avoid; }}
.papan-matrix .several {{ display: inline-flex; gap: 4px; }}
.papan-matrix .narrow-only {{ display: none; }}

.papan-tilik .papan-table th:nth-child(1) {{ width: 3em; }}
.papan-tilik .papan-table td {{ padding-top: 12px; padding-bottom: 12px; }}
.papan-tilik td:nth-child(3):not(:last-child) {{ white-space: nowrap; }}
.papan-tilik .no {{ font-size: 20px; font-weight: 650; }}
.papan-tilik .what {{ display: block; max-width: 60ch; }}
.papan-tilik .phase td {{ background: {p.surface}; font-weight: 600; }}

.papan-rounds {{ display: grid; gap: 0; border: 1px solid {p.line}; border-radius: {tokens.RADIUS}px;
  background: {p.card}; overflow: hidden; list-style: none; margin: 0 !important;
  padding: 0 !important; }}
.papan-rounds > li {{ display: grid; grid-template-columns: minmax(190px, 1.5fr) 110px minmax(215px, 1.2fr)
  minmax(260px, 2fr); gap: {space["m"]}px; align-items: center; padding: 12px {space["m"]}px;
  margin: 0 !important; border-top: 1px solid {p.line}; }}
.papan-rounds > li:first-child {{ border-top: 0; }}
.papan-rounds .where {{ font-weight: 650; font-size: 19px; line-height: 1.25; }}
.papan-rounds .marks {{ display: flex; gap: 6px; }}
.papan-rounds .past .where {{ font-weight: 600; }}
.papan-days {{ font-weight: 650; font-size: 20px; white-space: nowrap; }}
.papan-days.soon {{ background: {p.states["hari ini"].ground}; color: {p.states["hari ini"].ink};
  border-radius: 8px; padding: 2px 10px; }}
.papan-days.past {{ font-size: {tokens.SMALL_SIZE}px; font-weight: 400; color: {p.quiet_ink}; }}

.papan-tasks {{ display: grid; grid-template-columns: repeat(5, minmax(0, 1fr)); gap: 12px;
  list-style: none; margin: 0 !important; padding: 0 !important; }}
.papan-tasks > li {{ border: 1px solid {p.line}; border-top: 4px solid {p.line};
  border-radius: {tokens.RADIUS}px; background: {p.card}; padding: 12px 14px;
  margin: 0 !important; display: grid; gap: 6px; align-content: start; }}
.papan-tasks > li.urgent {{ border-top-color: {p.states["lewat"].ink}; }}
.papan-tasks > li.today {{ border-top-color: {p.states["hari ini"].ground}; }}
.papan-tasks > li.settled {{ border-top-color: {p.states["selesai"].ink}; }}
.papan-tasks .due {{ font-weight: 650; }}
.papan-tasks .what {{ line-height: 1.35; }}

.papan-causes {{ list-style: none; margin: 0 !important; padding: 0 !important; max-width: 640px; }}
.papan-causes li {{ margin: 0 !important; padding: 10px 0; border-top: 1px solid {p.line}; display: grid;
  grid-template-columns: minmax(0, 1fr) max-content; gap: 2px 12px; }}
.papan-causes .papan-meter {{ grid-column: 1 / -1; margin-top: 4px; }}
.papan-causes .papan-meter > i {{ background: {p.problem.ink}; }}
.papan-funnel {{ display: grid; grid-template-columns: max-content minmax(0, 1fr) max-content; gap: 8px 12px;
  align-items: center; margin: 0 !important; padding: 0 !important; }}
.papan-funnel dt, .papan-funnel dd {{ margin: 0 !important; padding: 0 !important; }}
.papan-funnel .bar {{ height: 26px; background: {p.surface}; border-radius: 6px; overflow: hidden; }}
.papan-funnel .bar > i {{ display: block; height: 100%; background: {p.primary.ground}; border-radius: 6px; }}
.papan-funnel .count {{ font-size: 20px; font-weight: 650; text-align: right; min-width: 2ch;
  font-variant-numeric: tabular-nums; }}
.papan-part {{ font-weight: 650; margin: 0; }}
.papan-buckets {{ width: 100%; border-collapse: collapse; font-size: {tokens.BASE_SIZE}px; }}
.papan-buckets th, .papan-buckets td {{ text-align: left; padding: 6px 0; font-weight: 400;
  border-bottom: 1px solid {p.line}; }}
.papan-buckets thead th {{ color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; padding-top: 0; }}
.papan-buckets .count {{ text-align: right; padding-left: 24px; font-variant-numeric: tabular-nums; }}
.papan-buckets tbody .count {{ font-weight: 650; font-size: 19px; }}
.papan-buckets tbody .zero {{ color: {p.quiet_ink}; font-weight: 400; }}
.papan-buckets tr:last-child th {{ font-weight: 650; }}
.papan-stop {{ display: flex; flex-wrap: wrap; gap: 4px 14px; align-items: baseline; margin: 0; }}
.papan-stop .order {{ background: {p.primary.ground}; color: {p.primary.ink}; border-radius: 999px;
  min-width: 28px; height: 28px; display: inline-flex; align-items: center; justify-content: center;
  font-weight: 650; }}
.papan-stop .point {{ font-weight: 650; font-size: 19px; }}
.papan-stop .hour {{ font-weight: 650; font-variant-numeric: tabular-nums; }}
.papan-table a {{ color: {p.primary.ground}; }}
.papan-table a.tel {{ display: inline-block; white-space: nowrap; font-weight: 600; }}
.papan-calendar {{ display: grid; grid-template-columns: repeat(7, minmax(0, 1fr)); gap: 4px;
  list-style: none; margin: 0 !important; padding: 0 !important; }}
.papan-calendar > li {{ margin: 0 !important; border: 1px solid {p.line}; border-radius: 8px;
  background: {p.card}; padding: 6px 8px; min-height: 62px; overflow-wrap: anywhere; }}
.papan-calendar > .head, .papan-calendar > .none {{ border: 0; background: none; min-height: 0;
  padding: 0 8px; color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; }}
.papan-calendar > .empty {{ background: none; }}
.papan-calendar > .today {{ border: 2px solid {p.primary.ground}; padding: 5px 7px; }}
.papan-calendar .number {{ color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; }}
.papan-calendar .weekday {{ display: none; }}
.papan-calendar .entry {{ display: block; font-weight: 650; line-height: 1.3; margin-top: 2px; }}
.papan-calendar .entry.off {{ font-weight: 400; color: {p.quiet_ink}; }}
.papan-lost {{ margin: 0 !important; padding-left: 1.2em !important; max-width: 90ch; }}
.papan-lost li {{ margin: 0 0 4px !important; }}
.papan-people .stop th {{ background: none; padding-top: 18px; }}
.papan-people td:first-child {{ min-width: 240px; }}

[data-testid="stButtonGroup"] button {{ min-height: {tokens.TOUCH_SIZE}px; padding: 0 20px; }}
[data-testid="stButtonGroup"] button p {{ font-size: {tokens.BASE_SIZE}px; }}
@media (max-width: 1500px) {{
  .papan-matrix .papan-mark {{ width: 32px; height: 32px; }}
  .papan-matrix th, .papan-matrix td {{ padding-left: 2px; padding-right: 2px; }}
  .papan-matrix th.name, .papan-matrix td.figure, .papan-matrix thead th.figure {{
    padding-left: 8px; padding-right: 8px; }}
  .papan-matrix.cards th.name {{ min-width: 155px; }}
  .papan-matrix.cards td.figure {{ white-space: normal; }}
  .papan-matrix.cards .figure .papan-quiet-block, .papan-matrix.cards .papan-alert {{ white-space: nowrap; }}
  .papan-tasks .papan-chip {{ white-space: normal; }}
  .papan-matrix.cards thead .papan-quiet-block {{ font-size: 14px; white-space: nowrap; }}
  .papan-matrix.cards td.figure {{ font-size: {tokens.SMALL_SIZE}px; }}
  .papan-matrix.cards .papan-quiet-block, .papan-matrix.cards .papan-alert {{ font-size: 15px; }}
}}
@media (max-width: 1200px) {{
  .papan-matrix .wording {{ display: none; }}
  .papan-cards {{ grid-template-columns: repeat(3, minmax(0, 1fr)); }}
  .papan-tasks {{ grid-template-columns: repeat(auto-fit, minmax(200px, 1fr)); }}
  .papan-rounds > li {{ grid-template-columns: 1fr max-content; gap: 8px {space["m"]}px; }}
  .papan-rounds > li > :nth-child(n+3) {{ grid-column: 1 / -1; }}
}}
@media (max-width: 640px) {{
  .papan-cards, .papan-tasks {{ grid-template-columns: 1fr; }}
  .papan-card {{ grid-template-columns: 1fr max-content; gap: 2px 12px; }}
  .papan-card .code, .papan-card .title, .papan-card .papan-quiet, .papan-card .verdict {{ grid-column: 1; }}
  .papan-card .title {{ min-height: 0; -webkit-line-clamp: 1; }}
  .papan-card .value {{ grid-column: 2; grid-row: 1 / span 2; text-align: right; font-size: 26px; }}
  .papan-card .papan-meter {{ grid-column: 1 / -1; }}
  .papan-matrix th.name {{ min-width: 120px; max-width: 150px; }}
  .papan-tilik .papan-table thead {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }}
  .papan-tilik .papan-table, .papan-tilik .papan-table tbody, .papan-tilik .papan-table td {{
    display: block; }}
  .papan-tilik .papan-table tr {{ display: block; border: 1px solid {p.line}; background: {p.card};
    border-radius: {tokens.RADIUS}px; padding: 10px 14px; margin-bottom: {space["s"]}px; }}
  .papan-tilik .papan-table td {{ border: 0; padding: 3px 0; width: auto; }}
  .papan-calendar {{ grid-template-columns: 1fr; }}
  .papan-calendar > li {{ min-height: 0; }}
  .papan-calendar > .head, .papan-calendar > .none, .papan-calendar > .empty {{ display: none; }}
  .papan-calendar .weekday {{ display: inline; }}
  .papan-people thead {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }}
  .papan-people, .papan-people tbody, .papan-people tr, .papan-people .stop th {{ display: block; }}
  .papan-people tr {{ border-bottom: 1px solid {p.line}; padding: 10px 0; }}
  .papan-people tr.stop {{ padding: 0; border: 0; }}
  .papan-people .stop th {{ padding: 14px 0 6px; }}
  .papan-people td {{ display: inline-flex; gap: 6px; border: 0; padding: 0 16px 0 0; line-height: 36px; }}
  .papan-people td:first-child {{ display: block; min-width: 0; line-height: 1.4; }}
  .papan-people td:not(:first-child)::before {{ content: attr(data-label) ":"; color: {p.quiet_ink}; }}
  .papan-people td.none {{ display: none; }}
  .papan-people td:has(a.tel) {{ display: flex; line-height: {tokens.TOUCH_SIZE}px; }}
  .papan-matrix.cards thead {{ position: absolute; width: 1px; height: 1px; overflow: hidden;
    clip-path: inset(50%); }}
  .papan-matrix.cards, .papan-matrix.cards tbody {{ display: block; }}
  .papan-matrix.cards tr {{ display: flex; flex-wrap: wrap; gap: 6px; border: 1px solid {p.line};
    border-radius: {tokens.RADIUS}px; background: {p.card}; padding: 12px 14px; margin-bottom: 12px; }}
  .papan-matrix.cards th.name {{ position: static; background: none; width: 100%; max-width: none;
    padding: 0 0 4px; border: 0; }}
  .papan-matrix.cards td {{ border: 0; padding: 0; }}
  .papan-matrix.cards td.figure {{ width: 100%; font-size: {tokens.BASE_SIZE}px; display: flex;
    justify-content: space-between;
    white-space: normal; padding: 4px 0 0; }}
  .papan-matrix.cards td.figure::before {{ content: attr(data-label); color: {p.quiet_ink}; }}
  .papan-matrix.cards .narrow-only {{ display: block; font-size: 14px; color: {p.quiet_ink}; }}
}}
</style>"""
