"""Covariance: how wide each expert draws; the pictures follow the thumb."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.store.models import ModelFolder  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui import columns, states  # noqa: E402
from mixgan.ui.model.opened import open_folder  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Covariance"]


def of_model(found: ModelFolder) -> None:
    opened = open_folder(found, height=520)
    if states.draws_pictures(TITLE, found, opened):
        from mixgan.ui.model import covariance

        covariance.show(found, opened)


found = states.chosen_model(TITLE)
if found is not None:
    columns.show("Covariance", found, of_model)
