"""Answers: one question, many answers; with mode seeking and without."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Answers"]

found = states.chosen_model(TITLE, asked=True)
if found is not None:
    from mixgan.ui.model import answers

    answers.show(TITLE, found)
