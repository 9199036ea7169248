"""What pages let one take away beside the pictures: a table as CSV."""

from __future__ import annotations

import csv
import io

import streamlit as st

from mixgan.ui import look

__all__ = ["as_csv", "csv_button", "table"]

FORMULA = ("=", "+", "-", "@", "\t", "\r")


def table(head: list[str], rows: list[list[str]], name: str, words: bool = False) -> None:
    """A table with its CSV below it. `name`: of the file, and of the button on its page; `words` as of `look.table`."""
    st.html(look.table(head, rows, words=words))
    csv_button(head, rows, name)


def csv_button(head: list[str], rows: list[list[str]], name: str) -> None:
    """Under a table that is drawn otherwise. `name` as of `table`."""
    # made when it is asked for: a file that waits would be fetched by every page that shows its button
    st.download_button("Save as CSV", lambda: as_csv(head, rows), f"{name}.csv", "text/csv", key=f"csv-{name}", type="tertiary",
                       on_click="ignore")


def as_csv(head: list[str], rows: list[list[str]]) -> bytes:
    """UTF-8 with a mark, which spreadsheets need. A cell that would be a formula there is kept as text."""
    out = io.StringIO()
    writer = csv.writer(out)
    for row in (head, *rows):
        writer.writerow([f"'{cell}" if cell.startswith(FORMULA) and not _is_number(cell) else cell for cell in row])
    return out.getvalue().encode("utf-8-sig")


def _is_number(text: str) -> bool:
    try:
        float(text.removesuffix(" %"))
    except ValueError:
        return False
    return True
