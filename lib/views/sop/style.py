"""Styles of the SOP document on the screen, from the tokens."""

from __future__ import annotations

from functools import lru_cache

from lib.words import tokens


@lru_cache(maxsize=2)
def build_sop_style(*, dark: bool) -> str:
    """One <style> element for the page Dokumen SOP."""
    p = tokens.palette(dark=dark)
    space = tokens.SPACE
    return f"""<style>
.sop-head {{ display: grid; grid-template-columns: minmax(0, 1.3fr) minmax(0, 1fr); max-width: 1180px;
  border: 1px solid {p.line}; border-radius: {tokens.RADIUS}px; background: {p.card}; overflow: hidden; }}
.sop-head > div {{ padding: {space["l"]}px; align-self: center; }}
.sop-head .kind {{ color: {p.quiet_ink}; font-size: {tokens.SMALL_SIZE}px; }}
.sop-head h2 {{ font-size: {tokens.HEADING_SIZES["h2"]}px; line-height: 1.25;
  margin: {space["xs"]}px 0 !important; padding: 0 !important; }}
.sop-head p {{ margin: 0; font-weight: 600; }}
.sop-head dl {{ margin: 0 !important; padding: {space["m"]}px {space["l"]}px !important;
  background: {p.surface}; display: grid; gap: {space["xs"]}px; align-content: center; }}
.sop-head dl > div {{ display: grid; grid-template-columns: 150px minmax(0, 1fr); gap: {space["s"]}px; }}
.sop-head dt, .sop-head dd {{ margin: 0 !important; padding: 0 !important; font-weight: 400; }}
.sop-head dt {{ color: {p.quiet_ink}; }}
.sop-head dd {{ font-weight: 600; overflow-wrap: anywhere; }}
.sop-heading {{ font-size: {tokens.HEADING_SIZES["h3"]}px !important; line-height: 1.3; margin: 0 !important;
  padding: 0 !important; }}
.sop-section {{ display: grid; grid-template-columns: 260px minmax(0, 1fr);
  gap: {space["s"]}px {space["m"]}px; max-width: 1180px; border-top: 1px solid {p.line};
  padding-top: {space["m"]}px; }}
.sop-section p, .sop-section ol, .sop-section ul {{ margin: 0 !important; max-width: 75ch;
  font-size: {tokens.BASE_SIZE}px; }}
.sop-section ol, .sop-section ul {{ padding-left: 1.5em !important; }}
.sop-section li {{ margin: 0 0 {space["xs"]}px !important; }}
.sop-boxes {{ display: grid; grid-template-columns: 1fr 1fr; gap: {space["m"]}px; max-width: 1180px; }}
.sop-boxes .sop-section {{ display: block; border: 1px solid {p.line}; border-radius: {tokens.RADIUS}px;
  padding: {space["m"]}px; background: {p.card}; }}
.sop-boxes .sop-heading {{ margin-bottom: {space["s"]}px !important; }}
.sop-steps {{ max-width: 1180px; }}
.sop-steps .no {{ font-weight: 650; }}
.sop-steps .papan-table th, .sop-steps .papan-table td {{ padding: {space["s"]}px; }}
.sop-steps .papan-table th {{ font-size: {tokens.SMALL_SIZE}px; overflow-wrap: normal; }}
.sop-steps td:nth-child(2) {{ min-width: 11em; }}
.sop-phase {{ display: block; font-weight: 650; color: {p.primary.ground}; }}
.sop-flow img {{ display: block; max-width: 100%; height: auto; }}
.sop-flow.narrow {{ display: none; }}
@media (max-width: 760px) {{
  .sop-head, .sop-section, .sop-boxes {{ grid-template-columns: minmax(0, 1fr); }}
  .sop-head > div {{ padding: {space["m"]}px; }}
  .sop-head dl {{ padding: {space["m"]}px !important; }}
  .sop-head dl > div {{ grid-template-columns: 130px minmax(0, 1fr); }}
  .sop-flow.wide {{ display: none; }}
  .sop-flow.narrow {{ display: block; }}
  .sop-flow.narrow img {{ width: 100%; max-width: 420px; }}
}}
</style>"""
