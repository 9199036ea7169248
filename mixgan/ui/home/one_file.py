"""Home's way to take a model away: a file that runs it without server and network, made when the button is pressed."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from mixgan.families import described
from mixgan.store.models import ModelFolder
from mixgan.ui import look
from mixgan.ui.components.live import MAX_PROGRAM_BYTES

__all__ = ["made", "offer"]

FLOAT16 = 2                     # bytes of a parameter in the page


def offer(found: ModelFolder) -> None:
    """Nothing for what a file does not show: points, what sentences ask, and what answers and is too large for a page."""
    large = FLOAT16 * int(found.figures.get("parameters") or 0) > MAX_PROGRAM_BYTES
    answers = described(found.config.family).is_asked
    if found.config.facts.is_points or found.config.facts.vocabulary or (answers and large):
        return
    with st.expander("Take it away as one file"):
        does = ("answers by itself, beside the model without mode seeking or with it," if answers else
                "shows films of this model, which is too large to run in it," if large else "draws by itself,")
        st.markdown(f"A page that {does} from a stick or a mail, without server and network. It takes some seconds to make.")
        st.download_button(f"{look.plain(found.name)} as one file", lambda: made([found]), f"{found.name.replace('/', '-')}.html",
                           "text/html", key="one-file", on_click="ignore")
        st.caption("Several models, or the steps of a talk: python -m mixgan export MODEL MODEL \\-\\-html talk.html "
                   "\\-\\-script talk.md")


def made(models: Sequence[ModelFolder]) -> bytes:
    """The file, as the command line writes it. Raises what `talkfile.talk_html` does."""
    from mixgan.ui.talkfile import talk_html, usual_script

    return talk_html(models, usual_script(models)).encode()
