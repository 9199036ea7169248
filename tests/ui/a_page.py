"""What the tests of the pages share: the words of a page, and a generator as a page holds it."""

from __future__ import annotations

from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from mixgan.store.models import find
from mixgan.ui.opened import Opened

Models = Callable[..., dict]
Open = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    """Markdown, captions and the HTML of our own paragraphs and tables."""
    parts = [*app.markdown, *app.caption, *app.subheader]
    html = [part.proto.body for part in app.get("html")]
    return " ".join([str(part.value) for part in parts] + html).replace("\\", "")


def page_of(generator: object) -> tuple:

    return find("gmgan-tiny"), Opened(generator, b"")
