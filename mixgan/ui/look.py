"""The look that pages share: one small style sheet, headings, terms, colours of the experts in both themes."""

from __future__ import annotations

import html
import io
import re

import numpy as np
import streamlit as st
from PIL import Image, ImageDraw

from mixgan import pictures
from mixgan.figures import palette

__all__ = ["colours", "heading", "icon", "paragraph", "plain", "shapes", "spread_out", "style", "table", "term"]

_STYLE = """
<style>
.stApp { font-variant-numeric: tabular-nums; }
.stMainBlockContainer { max-width: 80rem; }
@media (min-width: 760px) { .stMainBlockContainer { padding-left: 3rem; padding-right: 3rem; } }
.stMainBlockContainer h1 { line-height: 1.25; padding: 0 0 0.1rem 0; text-wrap: balance; }
.stMainBlockContainer h2, .stMainBlockContainer h3 { padding: 0.75rem 0 0.4rem 0; }
.stMainBlockContainer [data-testid="stCaptionContainer"] p { text-wrap: pretty; }
.stMainBlockContainer [data-testid="stPageLink-NavLink"] { padding-left: 0; }
.stMainBlockContainer [data-testid="stPageLink-NavLink"] p { white-space: normal; text-decoration: underline;
  text-decoration-color: #8889; text-underline-offset: 3px; }
.say { line-height: 1.6; max-width: 68ch; }
.say p { margin: 0 0 0.5rem 0; }
.facts { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
.facts th, .facts td { text-align: right; padding: 0.3rem 0.6rem; border-bottom: 1px solid var(--rule, #8884); }
.facts th { font-weight: 400; opacity: 0.7; }
.facts th:first-child, .facts td:first-child { text-align: left; padding-left: 0; }
.facts td.left, .facts th.left { text-align: left; }
.scroll { overflow-x: auto; }
.term { position: relative; border-bottom: 1px dotted currentColor; cursor: help; outline-offset: 2px; }
.term > span {
  display: none; position: absolute; left: 0; top: 1.6em; z-index: 20; width: max-content; max-width: 20rem;
  padding: 0.45rem 0.6rem; font-size: 0.8125rem; line-height: 1.4; white-space: normal; border-radius: 4px;
  background: #23272e; color: #f2f0ec;
}
.term:hover > span, .term:focus > span { display: block; }
img { image-rendering: pixelated; }
@media (prefers-reduced-motion: reduce) { * { animation: none !important; transition: none !important; } }
</style>
"""


def style() -> None:
    st.html(_STYLE)


def heading(title: str, caption: str) -> None:
    """A sentence that says what is seen, and a line on where it comes from. Both may hold names that users gave."""
    st.title(plain(title), anchor=False)
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


def table(head: list[str], rows: list[list[str]], caption: str = "") -> str:
    """HTML of a small table; every cell is escaped. (st.dataframe draws on a canvas and brings pandas.)"""
    line = "".join(f"<th scope='col'>{html.escape(cell)}</th>" for cell in head)
    body = "".join("<tr>" + "".join(f"<td>{html.escape(cell)}</td>" for cell in row) + "</tr>" for row in rows)
    above = f"<caption>{html.escape(caption)}</caption>" if caption else ""
    return f'<div class="scroll"><table class="facts">{above}<thead><tr>{line}</tr></thead><tbody>{body}</tbody></table></div>'


def colours(n: int) -> dict[str, list[str]]:
    """{"light": [...], "dark": [...]} for n experts or classes: the browser picks by the theme it has."""
    return {theme: [palette.expert_colour(k, n, theme) for k in range(n)] for theme in ("light", "dark")}


def shapes(n: int) -> list[str]:
    return [palette.expert_shape(k) for k in range(n)]


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


def icon() -> Image.Image:
    """The tab's icon, drawn here: a named one would be fetched from another host."""
    picture = Image.new("RGBA", (64, 64), (0, 0, 0, 0))
    draw = ImageDraw.Draw(picture)
    fills = ("#e69f00", "#56b4e9", "#009e73", "#cc79a7")
    for i, fill in enumerate(fills):
        left, top = 4 + 30 * (i % 2), 4 + 30 * (i // 2)
        draw.rounded_rectangle((left, top, left + 26, top + 26), radius=6, fill=fill)
    return picture
