"""Styles of the page Pertemuan: the strip of the year, bars of questions, notulen. From the tokens."""

from __future__ import annotations

from functools import lru_cache

from lib.words import tokens


@lru_cache(maxsize=2)
def build_meeting_style(*, dark: bool) -> str:
    """One <style> element for the page."""
    p = tokens.palette(dark=dark)
    return f"""<style>
.papan-year {{ display: grid; grid-template-columns: repeat(12, minmax(0, 1fr)); gap: 6px; list-style: none;
  margin: 0 !important; padding: 0 !important; }}
.papan-year > li {{ margin: 0 !important; border: 1px solid {p.line}; border-radius: 8px;
  background: {p.card}; padding: 6px 8px 8px; min-height: 86px; overflow-wrap: anywhere; }}
.papan-year > li.now {{ border: 2px solid {p.primary.ground}; padding: 5px 7px 7px; }}
.papan-year > li.none {{ background: none; border-style: dashed; }}
.papan-year .month {{ display: block; color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; }}
.papan-year .now .month {{ color: {p.ink}; font-weight: 650; }}
.papan-year .entry {{ display: flex; gap: 6px; align-items: center; margin-top: 4px; line-height: 1.2;
  font-size: {tokens.SMALL_SIZE}px; }}
.papan-year .entry.chosen {{ font-weight: 700; text-decoration: underline; text-underline-offset: 3px; }}
.papan-year .papan-mark {{ width: 26px; height: 26px; font-size: 14px; flex: none; border-radius: 6px; }}
.papan-year .empty {{ color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; }}
.papan-gains {{ list-style: none; margin: 0 !important; padding: 0 !important; max-width: 860px; }}
.papan-gains li {{ margin: 0 !important; padding: 8px 0; border-top: 1px solid {p.line}; display: grid;
  grid-template-columns: minmax(90px, 1.2fr) minmax(120px, 2fr) minmax(240px, 2fr); gap: 4px 16px;
  align-items: center; }}
.papan-gains li:first-child {{ border-top: 0; }}
.papan-gains .name {{ font-weight: 650; overflow-wrap: anywhere; }}
.papan-gains .bars {{ display: grid; gap: 4px; }}
.papan-gains .bars > span {{ display: block; height: 10px; border-radius: 5px; background: {p.line};
  overflow: hidden; }}
.papan-gains .bars i {{ display: block; height: 100%; background: {p.primary.ground}; }}
.papan-gains .bars .before i {{ background: {p.quiet_ink}; }}
.papan-gains .words b {{ font-variant-numeric: tabular-nums; }}
.papan-minutes {{ border-left: 4px solid {p.line}; padding: 2px 0 2px 16px; margin: 0; max-width: 80ch;
  white-space: pre-line; overflow-wrap: anywhere; }}
.papan-minutes.none {{ color: {p.quiet_ink}; }}
.papan-facts {{ display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: 6px 20px;
  margin: 0 !important; max-width: 90ch; }}
.papan-facts, .papan-facts dt, .papan-facts dd {{ padding: 0 !important; }}
.papan-facts dt {{ color: {p.quiet_ink}; margin: 0 !important; font-weight: 400 !important; }}
.papan-facts dd {{ margin: 0 !important; overflow-wrap: anywhere; }}
.papan-agenda {{ margin: 0 !important; padding-left: 1.3em !important; max-width: 95ch; }}
.papan-agenda > li {{ margin: 0 0 14px !important; }}
.papan-agenda > li > b {{ font-size: 19px; }}
.papan-agenda ul {{ margin: 4px 0 0 !important; padding-left: 1.1em !important; }}
.papan-agenda ul li {{ margin: 0 0 2px !important; }}
@media (max-width: 1500px) {{
  .papan-year {{ grid-template-columns: repeat(6, minmax(0, 1fr)); }}
}}
@media (max-width: 640px) {{
  .papan-year {{ grid-template-columns: repeat(3, minmax(0, 1fr)); }}
  .papan-year > li {{ min-height: 70px; }}
  .papan-gains li {{ grid-template-columns: 1fr; }}
  .papan-facts {{ grid-template-columns: 1fr; gap: 0; }}
  .papan-facts dd {{ margin-bottom: 8px !important; }}
}}
</style>"""
