"""A board of shares as a table whose cells are shaded, with its CSV. (A chart of Plotly's said the same, and cost the page half
of the work of opening.)"""

from __future__ import annotations

import html

import streamlit as st

from mixgan.analysis.words import percent
from mixgan.figures.expert_class import Board, Cell
from mixgan.ui import taken

__all__ = ["markup", "show"]

SHORT = 3                       # letters of a name that fit above its column; longer ones stand on end
COLUMN_REM, NAMES_REM = 1.6, 5.2    # the narrowest, before the table scrolls


def show(board: Board, alt: str, name: str) -> None:
    """`alt`: the board in a sentence, for who cannot see it. `name`: of the file."""
    st.html(markup(board, alt))
    rows = [[row, *("" if cell.share is None else percent(cell.share) for cell in cells)] for row, cells in board.rows]
    taken.csv_button([board.word, *board.columns], rows, name)


def markup(board: Board, alt: str) -> str:
    """HTML of the board. Colours are of both themes, so that a page which changes its theme needs no answer."""
    stands = " class='stands'" if max(map(len, board.columns)) > SHORT else ""
    columns = "".join(f"<th scope='col'{stands}><span>{html.escape(one)}</span></th>" for one in board.columns)
    body = "".join(_row(board, name, cells) for name, cells in board.rows)
    return (f"<div class='scroll'><table class='shares' style='min-width:{NAMES_REM + COLUMN_REM * len(board.columns):g}rem'>"
            f"<caption>{html.escape(alt)}</caption><thead><tr><th rowspan='2' scope='col'>{html.escape(board.word)}</th>"
            f"<th colspan='{len(board.columns)}' scope='colgroup'>{html.escape(board.across)}</th></tr><tr>{columns}</tr></thead>"
            f"<tbody>{body}</tbody></table></div>")


def _row(board: Board, name: str, cells: tuple[Cell, ...]) -> str:
    written = (_cell(cell, board.told(name, column, cell)) for column, cell in zip(board.columns, cells, strict=True))
    return f"<tr><th scope='row'>{html.escape(name)}</th>{''.join(written)}</tr>"


def _cell(cell: Cell, told: str) -> str:
    if cell.share is None:
        return "<td></td>"
    look = f"background:light-dark({','.join(cell.grounds)});color:light-dark({','.join(cell.inks)})"
    return f"<td title='{html.escape(told)}' style='{look}'>{cell.text}</td>"
