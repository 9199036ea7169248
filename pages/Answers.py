"""Answers: one question, and as many answers as there is noise."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.views.answers import TITLE  # noqa: E402

found = states.chosen_model(TITLE, asked=True)
if found is not None:
    from mixgan.ui.model import answers

    answers.show(found)
