"""Mixture: build your own from the experts of a model, and keep it."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.model.opened import open_folder  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Mixture"]

found = states.chosen_model(TITLE)
if found is not None:
    opened = open_folder(found, height=520)
    if states.has_experts(TITLE, found, opened):
        from mixgan.ui.model import mixture

        mixture.show(found, opened)
