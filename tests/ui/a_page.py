"""What the tests of the pages share: the words of a page, and a generator as a page holds it."""

from __future__ import annotations

import json
from collections.abc import Callable

from streamlit.testing.v1 import AppTest

from mixgan.store.models import find
from mixgan.ui.model.opened import Opened

Models = Callable[..., dict]
Open = Callable[..., AppTest]


def text_of(app: AppTest) -> str:
    """Markdown, captions and the HTML of our own paragraphs and tables."""
    parts = [*app.markdown, *app.caption, *app.subheader]
    html = [part.proto.body for part in app.get("html")]
    return " ".join([str(part.value) for part in parts] + html).replace("\\", "")


def ways_of(app: AppTest) -> dict[str, str]:
    """The address of every link that the page offers, by its label."""
    parts = [part.proto for part in app.get("bidi_component") if part.proto.component_name == "mixgan_ways"]
    return {way["label"]: way["address"] for part in parts for way in json.loads(part.json)["ways"]}


def page_of(generator: object) -> tuple:

    return find("gmgan-tiny"), Opened(generator, b"")
