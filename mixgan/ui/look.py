"""The look that pages share: one small style sheet, headings, terms, colours of the experts in both themes."""

from __future__ import annotations

import base64
import html
import io
import re
from dataclasses import dataclass

import numpy as np
import streamlit as st
from PIL import Image

from mixgan import pictures
from mixgan.figures import palette
from mixgan.figures.palette import colours, shapes

__all__ = [
    "OVER", "Bar", "bars", "colours", "heading", "icon", "pair", "paragraph", "picture", "plain", "shapes", "spread_out", "style",
    "table", "talking", "term",
]

# what a link asked in vain, where a screen is full: over its foot, so that nothing is moved, and away after a while
OVER = """position: fixed; z-index: 31; width: auto; max-width: min(52rem, 92vw); padding: 0.4rem 0.8rem;
  border-left: 3px solid var(--st-primary-color, #7aa7f0); background: light-dark(#f1eeea, #191c21);
  animation: told-away 0.6s 12s forwards;"""

_STYLE = """
<style>
.stApp { font-variant-numeric: tabular-nums; }
.stElementContainer:has(style), .st-key-history { display: none; }
.stMainBlockContainer { max-width: 112rem; }
@media (max-width: 759px), (max-height: 760px) { [data-testid="stLayoutWrapper"]:has(> .st-key-said p) { bottom: 0.6rem; OVER } }
@keyframes told-away { to { opacity: 0; visibility: hidden; } }
@media (min-width: 760px) { .stMainBlockContainer { padding-left: 3rem; padding-right: 3rem; } }
@media (min-width: 1700px) {
  .st-key-shelf [data-testid="stColumn"]:first-child { flex: 3 1 0; }
  .st-key-shelf [data-testid="stColumn"]:last-child { flex: 1 1 0; }
}
.stMainBlockContainer h1 { line-height: 1.25; padding: 0 0 0.1rem 0; text-wrap: balance; }
.stMainBlockContainer h2, .stMainBlockContainer h3 { padding: 0.75rem 0 0.4rem 0; }
.stApp [data-testid="stCaptionContainer"], .stApp [data-testid="stCaptionContainer"] p {
  color: light-dark(#565a61, #aaa8a2); opacity: 1; text-wrap: pretty; }
.stMainBlockContainer [data-testid="stPageLink-NavLink"] { padding-left: 0; }
.stMainBlockContainer [data-testid="stPageLink-NavLink"] p { white-space: normal; text-decoration: underline;
  text-decoration-color: #8889; text-underline-offset: 3px; }
.stMain button[kind="primary"]:enabled, .stMain button[kind="primary"]:enabled p { color: light-dark(#fff, #0b0d0f); }
.say { line-height: 1.6; max-width: 68ch; }
.say p { margin: 0 0 0.5rem 0; }
.facts { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
.facts th, .facts td { text-align: right; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--rule, #8884); }
.facts th { font-weight: 400; color: light-dark(#565a61, #aaa8a2); }
.facts th:first-child, .facts td:first-child { text-align: left; padding-left: 0; }
.facts td.left, .facts th.left { text-align: left; }
.facts.words td { vertical-align: top; white-space: nowrap; }
.facts.words td:first-child { white-space: normal; min-width: 7.5rem; }
.facts.words th:last-child, .facts.words td:last-child { text-align: left; white-space: normal; min-width: 18rem; }
@media (max-width: 1100px) {
  .facts.words thead { display: none; }
  .facts.words tr { display: flex; flex-wrap: wrap; gap: 0 0.9rem; padding: 0.4rem 0;
    border-bottom: 1px solid var(--rule, #8884); }
  .facts.words td { border: 0; padding: 0; text-align: left; }
  .facts.words td:first-child, .facts.words td:last-child { width: 100%; min-width: 0; }
  .facts.words td:first-child { font-weight: 600; }
  .facts.words td:empty { display: none; }
  .facts.words td:not(:first-child, :last-child)::before { content: attr(data-head) " "; color: light-dark(#565a61, #aaa8a2); }
}
.scroll { overflow-x: auto; }
.shares { border-collapse: separate; border-spacing: 1px; width: 100%; table-layout: fixed; font-size: 0.8125rem; }
.shares caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.shares th { font-weight: 400; color: light-dark(#565a61, #aaa8a2); text-align: center; vertical-align: bottom; padding: 2px 0; }
.shares tr:first-child th:first-child { width: 5.2rem; }
.shares th[rowspan], .shares tbody th { text-align: right; padding-right: 0.5rem; }
.shares th.stands span { writing-mode: vertical-rl; transform: rotate(180deg); }
.shares td { height: 1.6rem; padding: 0; text-align: center; }
.bars { display: grid; grid-template-columns: max-content minmax(4rem, 1fr) max-content; gap: 0.3rem 0.6rem; align-items: center;
  font-size: 0.875rem; }
.bars.paired { grid-template-columns: max-content minmax(2rem, 1fr) max-content max-content minmax(2rem, 1fr) max-content; }
@media (max-width: 760px) { .bars.paired { grid-template-columns: max-content minmax(4rem, 1fr) max-content; } }
[class*="st-key-revealer-"] { position: absolute; }
.bars .track { position: relative; height: 8px; background: color-mix(in srgb, currentColor 9%, transparent); }
.bars .fill, .bars .was { position: absolute; left: 0; top: 0; height: 100%; }
.bars .was { top: -3px; height: 14px; border-right: 2px solid currentColor; }
.bars .number { text-align: right; }
.term { position: relative; border-bottom: 1px dotted currentColor; cursor: help; outline-offset: 2px; }
.term > span {
  display: none; position: absolute; left: 0; top: 1.6em; z-index: 20; width: max-content; max-width: 20rem;
  padding: 0.45rem 0.6rem; font-size: 0.8125rem; line-height: 1.4; white-space: normal; border-radius: 4px;
  background: #23272e; color: #f2f0ec;
}
.term:hover > span, .term:focus > span { display: block; }
img { image-rendering: pixelated; }
.sheet { margin: 0; }
.sheet img { display: block; max-width: 100%; height: auto; }
.sheet.wide img { width: 100%; }
.sheet figcaption { font-size: 0.875rem; color: light-dark(#565a61, #aaa8a2); padding-top: 0.25rem; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>
""".replace("OVER", OVER)


def style() -> None:
    """As Markdown, which every page has loaded at once: st.html fetches its own script first, and the page would jump."""
    st.markdown(_STYLE, unsafe_allow_html=True)


def talking() -> bool:
    """Whether the page is a slide (`?talk=1`): a title and what fills the screen below it, and nothing else."""
    return st.query_params.get("talk") == "1"


def heading(title: str, caption: str) -> None:
    """A sentence that says what is seen, and a line on where it comes from. Both may hold names that users gave."""
    st.title(plain(title), anchor=False)
    if not talking():
        st.caption(plain(caption))


def plain(text: str) -> str:
    """Text with every sign that Markdown reads escaped."""
    return re.sub(r"([\\`*_{}\[\]()#+!$<>|~:-])", r"\\\1", text)


def term(word: str, meaning: str) -> str:
    """HTML of a word that explains itself on hover and on focus."""
    return f'<span class="term" tabindex="0">{html.escape(word)}<span role="tooltip">{html.escape(meaning)}</span></span>'


def paragraph(*clauses: str) -> None:
    """Sentences as HTML; whoever writes them escapes names with html.escape."""
    st.html(f'<div class="say">{"".join(f"<p>{clause}</p>" for clause in clauses)}</div>')


def picture(webp: bytes, alt: str, caption: str = "", wide: bool = False) -> None:
    """A picture that travels with the page. (st.image stores a file that the next run replaces: overtaken, it is a 404.)"""
    source = base64.b64encode(webp).decode()
    below = f"<figcaption>{html.escape(caption)}</figcaption>" if caption else ""
    st.html(f'<figure class="{"sheet wide" if wide else "sheet"}"><img src="data:image/webp;base64,{source}" '
            f'alt="{html.escape(alt)}">{below}</figure>')


def table(head: list[str], rows: list[list[str]], caption: str = "", words: bool = False) -> str:
    """HTML of a small table; every cell is escaped. (st.dataframe draws on a canvas and brings pandas.)

    `words`: the last column holds sentences.
    """
    line = "".join(f"<th scope='col'>{html.escape(cell)}</th>" for cell in head)
    # in a narrow window a row with sentences is a block, and each of its numbers stands beside its column's name
    named = [f' data-head="{html.escape(cell)}"' if words else "" for cell in head]
    cells = ("".join(f"<td{name}>{html.escape(cell)}</td>" for name, cell in zip(named, row, strict=True)) for row in rows)
    body = "".join(f"<tr>{row}</tr>" for row in cells)
    kind = "facts words" if words else "facts"
    above = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f'<div class="scroll"><table class="{kind}">{above}<thead><tr>{line}</tr></thead><tbody>{body}</tbody></table></div>'


@dataclass(frozen=True)
class Bar:
    """One bar: its name, its length from 0 to 1, the value in words; `before`: where a line marks what it was."""

    name: str
    length: float
    text: str
    before: float | None = None
    colours: tuple[str, str] = ("#5c5c5c", "#b8b8b8")       # light, dark


def bars(rows: list[Bar], label: str, *, paired: bool = False) -> str:
    """HTML of bars below each other, or of two in a row where they are many; `label` says what they are. Words are escaped,
    colours come from the palette."""
    parts = []
    for bar in rows:
        fill = f"width:{100 * bar.length:.1f}%;background:light-dark({bar.colours[0]},{bar.colours[1]})"
        was = "" if bar.before is None else f'<span class="was" style="width:{100 * bar.before:.1f}%"></span>'
        parts.append(f'<span class="number">{html.escape(bar.name)}</span><span class="track"><span class="fill" style="{fill}">'
                     f'</span>{was}</span><span>{html.escape(bar.text)}</span>')
    return f'<div class="bars{" paired" if paired else ""}" role="group" aria-label="{html.escape(label)}">{"".join(parts)}</div>'


def pair(k: int, n: int) -> tuple[str, str]:
    """(light, dark) colour of expert k of n."""
    return palette.expert_colour(k, n, "light"), palette.expert_colour(k, n, "dark")


def spread_out(sheet: bytes, image_shape: tuple[int, ...], tile_px: int = 44, gap: int = 3) -> bytes:
    """A stored sheet without gaps, its pictures scaled by a whole factor and set apart; points stay as they are."""
    if len(image_shape) != 3:
        return sheet
    _, height, width = image_shape
    with Image.open(io.BytesIO(sheet)) as stored:
        whole = np.asarray(stored.convert("RGB"))
    rows, columns = whole.shape[0] // height, whole.shape[1] // width
    tiles = whole.reshape(rows, height, columns, width, 3).swapaxes(1, 2).reshape(-1, height, width, 3)
    apart = pictures.sheet(tiles, columns, scale=max(1, round(tile_px / width)), gap=gap, background=64)
    return pictures.webp(apart, lossless=True)


def icon() -> str:
    """SVG of the tab's icon: it travels with the page (see `picture`), and a named one would be fetched from another host."""
    fills = ("#e69f00", "#56b4e9", "#009e73", "#cc79a7")
    squares = "".join(f'<rect x="{4 + 30 * (i % 2)}" y="{4 + 30 * (i // 2)}" width="26" height="26" rx="6" fill="{fill}"/>'
                      for i, fill in enumerate(fills))
    return f'<svg viewBox="0 0 64 64">{squares}</svg>'
