"""Covariance: how wide each expert draws; the pictures follow the thumb."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.model.opened import open_folder  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Covariance"]

found = states.chosen_model(TITLE)
if found is not None:
    opened = open_folder(found, height=520)
    if states.draws_pictures(TITLE, found, opened):
        from mixgan.ui.model import covariance

        covariance.show(found, opened)
