"""The look of meeting mode: everything is measured in one unit, `u`, a hundredth of the screen's width (of a
16:9 screen that fits in) times the scale of the address. Nothing else of the app is on the screen."""

from __future__ import annotations

from functools import lru_cache

from lib.words import tokens

SMALLEST = 1.3
"""u of the smallest text: 25 px on a screen of 1920 × 1080 at scale 1, the least that is allowed."""
WIDE, HIGH = 100.0, 56.25
"""u of a 16:9 screen at scale 1."""
SIDE, TOP, HEAD, FOOT = 3.0, 1.4, 2.4, 5.4
"""u kept at the sides, above, for the line over the headline, and for the foot."""
BUTTONS = 29.0
"""u kept at the right of the foot for the row of buttons."""
GAP, HEADLINE_GAP, BOTTOM = 1.2, 0.7, 0.8
ONE_LINE_SCALE = 1.25
"""Scale up to which "K punya KMS" stays on one line below its column; columns are all of one width."""
LOST_SECONDS = 20
"""A foot that was not renewed for so long says that the connection is gone."""


@lru_cache(maxsize=32)
def build_room_style(*, dark: bool, scale: float) -> str:
    """One <style> element: hides the app around the slide, and sets the slide, its foot and its buttons."""
    p = tokens.palette(dark=dark)
    return f"""<style>
.stApp {{ --u: calc(min(1vw, 1.7777vh) * {scale:g}); }}
[data-testid="stSidebar"], [data-testid="stSidebarCollapsedControl"], [data-testid="stExpandSidebarButton"],
[data-testid="stHeader"], [data-testid="stToolbar"], [data-testid="stStatusWidget"],
[data-testid="stDecoration"], [data-testid="stDialog"], [data-testid="stConnectionStatus"] {{
  display: none !important; }}
[data-testid="stApp"] *:not(.rapat-waktu) {{ transition: none !important; }}
[data-stale="true"] {{ opacity: 1 !important; }}
html, body, [data-testid="stMain"], [data-testid="stAppViewContainer"] {{ overflow: hidden !important; }}
[data-testid="stMainBlockContainer"] {{ padding: 0 !important; max-width: none; }}
.st-key-rapat_judul {{ position: absolute; height: 0; overflow: hidden; }}
.rapat, .rapat-kaki {{ position: fixed; left: 0; right: 0; box-sizing: border-box; background: {p.ground};
  color: {p.ink}; padding: 0 calc({SIDE} * var(--u)); font-size: calc({SMALLEST} * var(--u));
  line-height: 1.25; font-variant-numeric: tabular-nums; }}
.rapat {{ top: 0; bottom: calc({FOOT} * var(--u)); padding-top: calc({TOP} * var(--u));
  padding-bottom: calc({BOTTOM} * var(--u)); z-index: 10;
  display: flex; flex-direction: column; gap: calc({GAP} * var(--u)); }}
.rapat header {{ display: flex; justify-content: space-between; gap: calc(2 * var(--u)); flex: none;
  height: calc({HEAD} * var(--u)); align-items: center; color: {p.quiet_ink};
  font-size: calc(1.5 * var(--u)); white-space: nowrap; }}
.rapat h2 {{ margin: 0 0 calc({HEADLINE_GAP} * var(--u)); padding: 0;
  font-size: calc(var(--f) * var(--u)); line-height: 1.15; font-weight: 650;
  color: {p.ink}; letter-spacing: 0; flex: none; text-wrap: balance; }}
.rapat .isi {{ flex: 1; min-height: 0; display: flex; flex-direction: column; justify-content: center;
  gap: calc({GAP} * var(--u)); }}
.rapat .isi:has(table), .rapat .isi:has(.ajakan), .rapat .isi:has(.sejajar) {{ justify-content: flex-start; }}
.rapat .isi.dua {{ flex-direction: row; align-items: stretch; gap: calc(5 * var(--u)); }}
.rapat .catatan {{ color: {p.quiet_ink}; font-size: calc(1.5 * var(--u)); margin: 0; }}
.rapat .ajakan {{ font-size: calc(2.2 * var(--u)); margin: 0; max-width: 40em; }}
.rapat-tabel {{ border-collapse: collapse; width: fit-content; min-width: 70%; max-width: 100%;
  font-size: calc(var(--f) * var(--u)); }}
.rapat-tabel th {{ text-align: left; font-weight: 600; color: {p.quiet_ink}; padding: .1em 1.2em .25em 0;
  border: 0; border-bottom: .12em solid {p.line}; white-space: nowrap; }}
.rapat-tabel td {{ padding: .26em 1.2em .26em 0; border: 0; border-bottom: .06em solid {p.line};
  line-height: 1.2; color: {p.ink}; vertical-align: baseline; }}
.rapat-tabel .angka {{ text-align: right; white-space: nowrap; }}
.rapat-tabel .kuat {{ font-weight: 650; white-space: nowrap; }}
.rapat-tabel.lipat td:not(.angka) {{ white-space: normal; }}
.rapat-kolom {{ flex: 1.3; display: flex; gap: calc(1.2 * var(--u)); min-height: 0; }}
.rapat-kolom > div {{ flex: 1; min-width: 0; min-height: 0; display: flex; flex-direction: column;
  align-items: center; }}
.rapat-kolom > div > div {{ flex: 1; min-height: 0; width: 100%; display: flex; flex-direction: column;
  align-items: center; justify-content: flex-end; }}
.rapat-kolom b {{ font-size: calc(2.6 * var(--u)); line-height: 1.2; font-weight: 650; }}
.rapat-kolom i {{ width: 100%; flex: none; height: calc((100% - 3.3 * var(--u)) * var(--s)); min-height: 1px;
  border-radius: calc(.4 * var(--u)) calc(.4 * var(--u)) 0 0; }}
.rapat-kolom span {{ font-size: calc(1.5 * var(--u)); line-height: 1.3; text-align: center;
  min-height: {1.3 * (2 if scale > ONE_LINE_SCALE else 1):g}em; box-sizing: content-box;
  padding-top: calc(.4 * var(--u)); }}
.rapat-angka {{ flex: 1; display: flex; flex-direction: column; justify-content: space-evenly; }}
.rapat-angka div {{ border-left: calc(.4 * var(--u)) solid {p.line}; padding-left: calc(1.2 * var(--u)); }}
.rapat-angka .nama, .rapat-angka .banding {{ font-size: calc(1.5 * var(--u)); white-space: nowrap; }}
.rapat-angka .banding {{ display: block; }}
.rapat-angka .nama {{ color: {p.quiet_ink}; }}
.rapat-angka b {{ font-size: calc(var(--f) * var(--u)); line-height: 1.2; padding-right: .15em;
  font-weight: 650; }}
.rapat-angka.sejajar {{ flex-direction: row; flex: none; justify-content: flex-start;
  gap: calc(5 * var(--u)); }}
.rapat-batang {{ display: grid; grid-template-columns: max-content 1fr max-content; align-items: center;
  gap: .55em .9em; font-size: calc(var(--f) * var(--u)); }}
.rapat-batang i {{ position: relative; display: block; height: 1.1em; background: {p.surface};
  border-radius: .2em; }}
.rapat-batang i b {{ display: block; height: 100%; background: {p.primary.ground}; border-radius: .2em; }}
.rapat-batang i u {{ position: absolute; top: 0; bottom: 0; border-left: .14em dashed {p.ink}; }}
.rapat-batang span:nth-child(3n) {{ font-weight: 600; }}
.rapat-kaki {{ bottom: 0; height: calc({FOOT} * var(--u)); z-index: 11; display: flex; align-items: center;
  border-top: calc(.12 * var(--u)) solid {p.line}; color: {p.quiet_ink};
  padding-right: calc({BUTTONS} * var(--u)); padding-bottom: calc(.5 * var(--u)); }}
.rapat-kaki p {{ margin: 0; font-size: calc({SMALLEST} * var(--u)); line-height: 1.2; }}
.rapat-kaki b {{ color: {p.ink}; font-weight: 600; }}
.rapat-kaki .masalah {{ background: {p.problem.ground}; color: {p.problem.ink}; padding: 0 .4em;
  border-radius: .2em; }}
.rapat-kaki .terbuka {{ background: {p.notice.ground}; color: {p.notice.ink}; padding: 0 .4em;
  border-radius: .2em; font-weight: 600; }}
.rapat-kaki .putus {{ position: absolute; inset: 0; padding: calc(1.6 * var(--u)) calc({SIDE} * var(--u));
  background: {p.problem.ground}; color: {p.problem.ink}; visibility: hidden; font-weight: 600;
  animation: rapat-putus 1ms linear {LOST_SECONDS}s forwards; }}
@keyframes rapat-putus {{ to {{ visibility: visible; }} }}
.rapat-waktu {{ position: fixed; left: 0; right: 0; bottom: 0; height: calc(.5 * var(--u)); z-index: 13;
  background: {p.line}; }}
.rapat-waktu i {{ display: block; height: 100%; background: {p.primary.ground}; transform-origin: left;
  animation: rapat-maju linear forwards; }}
@keyframes rapat-maju {{ from {{ transform: scaleX(0); }} to {{ transform: scaleX(1); }} }}
.st-key-rapat_kendali {{ position: fixed; right: calc({SIDE} * var(--u)); bottom: calc(.9 * var(--u));
  width: auto !important; z-index: 12; gap: calc(.5 * var(--u)); flex-wrap: nowrap; }}
.st-key-rapat_kendali > * {{ width: auto !important; flex: none; }}
.st-key-rapat_kendali button {{ min-height: 0 !important; width: calc(3.6 * var(--u)) !important;
  height: calc(3.6 * var(--u)); padding: 0 !important; border: calc(.1 * var(--u)) solid {p.line};
  border-radius: calc(.5 * var(--u)); background: {p.surface}; color: {p.ink}; cursor: pointer;
  display: inline-flex; align-items: center; justify-content: center; overflow: hidden; }}
.st-key-rapat_kendali button [data-testid="stIconMaterial"] {{ font-size: calc(2.2 * var(--u)) !important;
  color: {p.ink}; line-height: 1; }}
.st-key-rapat_kendali button svg {{ width: calc(2.2 * var(--u)); height: calc(2.2 * var(--u)); }}
.st-key-rapat_kendali [data-testid="stMarkdownContainer"], .st-key-rapat_kendali kbd {{
  position: absolute !important; width: 1px !important; height: 1px !important; overflow: hidden;
  clip-path: inset(50%); }}
.st-key-rapat_tanya {{ position: fixed; inset: 0; margin: auto; width: calc(46 * var(--u)) !important;
  height: fit-content; z-index: 20; background: {p.notice.ground}; color: {p.notice.ink};
  border-radius: calc(1 * var(--u)); padding: calc(2.4 * var(--u)); gap: calc(1.4 * var(--u));
  box-shadow: 0 0 0 100vmax rgb(0 0 0 / 45%); }}
.st-key-rapat_tanya p {{ font-size: calc(1.9 * var(--u)) !important; line-height: 1.3; margin: 0; }}
.st-key-rapat_tanya button {{ min-height: 0 !important; padding: calc(.6 * var(--u)) calc(1.2 * var(--u)); }}
.st-key-rapat_tanya button p {{ font-size: calc(1.6 * var(--u)) !important; }}
.st-key-rapat_tanya kbd {{ display: none; }}
@media (max-width: 900px) {{ /* in the hand: the same slide, scrolled */
  .stApp {{ --u: 11px; }}
  .rapat {{ overflow: auto; bottom: calc(11 * var(--u)); }}
  .rapat header, .rapat-angka .banding {{ height: auto; white-space: normal; }}
  .rapat h2 {{ font-size: calc(2.2 * var(--u)); }}
  .rapat .isi {{ flex: none; overflow-x: auto; }}
  .rapat .isi.dua, .rapat-angka.sejajar {{ flex-direction: column; gap: calc(2 * var(--u)); }}
  .rapat-kolom {{ height: calc(24 * var(--u)); flex: none; }}
  .rapat-kolom span {{ min-height: 2.6em; }}
  .rapat-tabel, .rapat-batang {{ font-size: calc(1.4 * var(--u)); }}
  .rapat-tabel td, .rapat-tabel th {{ padding-right: .7em; white-space: normal !important; }}
  .rapat-batang {{ grid-template-columns: 1fr auto; grid-auto-flow: row dense; }}
  .rapat-batang i {{ grid-column: 1 / -1; }}
  .rapat-kaki {{ height: calc(11 * var(--u)); align-items: flex-start; padding-right: calc({SIDE} * var(--u));
    padding-top: calc(.8 * var(--u)); }}
  .st-key-rapat_tanya {{ width: calc(100vw - 32px) !important; }}
}}
</style>"""
