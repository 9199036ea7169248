"""The table of a sweep (`python -m mixgan sweep FILE`), read by the command itself: a row per run, mean and spread over seeds."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import streamlit as st

from mixgan import files
from mixgan.errors import ConfigError, MixganError
from mixgan.ui import look

__all__ = ["table_of"]

PATIENCE_S = 120
MOST_ROWS, MOST_COLUMNS = 200, 12


def table_of() -> None:
    """A sweep's file, then its runs as they stand, on the page and as CSV."""
    with st.expander("A sweep of runs as a table"):
        path = st.text_input("Its file", key="train-sweep", placeholder="sweep.toml",
                             help="The file that python -m mixgan sweep FILE was started with.").strip()
        if not path:
            return
        try:
            rows = _rows(str((files.home() / path).resolve()), _seen())
        except MixganError as err:
            st.error(look.plain(str(err)))
            return
        from mixgan.training.sweep_table import as_csv

        names = list(rows[0])[:MOST_COLUMNS] if rows else []
        st.html(look.table(names, [[str(row[name]) for name in names] for row in rows[:MOST_ROWS]]))
        again, save = st.columns(2)
        again.button("Look again", key="train-sweep-again", on_click=_look_again)
        save.download_button("As CSV", as_csv(rows), file_name=f"{Path(path).stem}.csv", mime="text/csv", on_click="ignore")


def _seen() -> int:
    return int(st.session_state.get("_sweep_seen", 0))


def _look_again() -> None:
    st.session_state["_sweep_seen"] = _seen() + 1


@st.cache_data(max_entries=8, ttl=60, show_spinner="Reading the sweep and its runs: about 5 s …")
def _rows(path: str, seen: int) -> list[dict[str, Any]]:
    argv = [sys.executable, "-m", "mixgan", "sweep", path, "--table", "--json"]
    try:
        done = subprocess.run(argv, capture_output=True, text=True, timeout=PATIENCE_S, stdin=subprocess.DEVNULL, check=False)
    except subprocess.TimeoutExpired as err:
        raise ConfigError(f"{path} was not read within {PATIENCE_S // 60} minutes.") from err
    if done.returncode:
        lines = done.stderr.strip().splitlines() or [f"{path} could not be read."]
        raise ConfigError(lines[-1].removeprefix("mixgan: "))
    return json.loads(done.stdout)
