"""A table as a file: what stands on the page, and nothing that a spreadsheet would run."""

from __future__ import annotations

import csv
import io

from mixgan.ui.taken import as_csv


def test_a_table_comes_back_as_it_is() -> None:
    head, rows = ["class", "share"], [["é, \"x\"", "12 %"], ["-1.5", "-3 %"], ["", "a\nb"]]
    data = as_csv(head, rows)
    assert data.startswith(b"\xef\xbb\xbf")
    assert list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""))) == [head, *rows]


def test_a_name_that_would_be_a_formula_is_text() -> None:
    read = list(csv.reader(io.StringIO(as_csv(["=1+1"], [["@x"], ["+cmd|' /C calc'!A0"], ["-"]]).decode("utf-8-sig"))))
    assert read == [["'=1+1"], ["'@x"], ["'+cmd|' /C calc'!A0"], ["'-"]]
