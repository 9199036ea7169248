"""Tree: every node shows what it draws, how much passes it, and its gate; a flat gate has one level."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.store.models import ModelFolder  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui import columns, states  # noqa: E402
from mixgan.ui.model.opened import open_folder  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Tree"]


def of_model(found: ModelFolder) -> None:
    opened = open_folder(found, height=520)
    if states.draws_pictures(TITLE, found, opened):
        if not opened.generator.about.is_gated:
            states.no_gate(TITLE, found, opened)
        else:
            from mixgan.ui.tree import page as tree

            tree.show(found, opened)


found = states.chosen_model(TITLE)
if found is not None:
    columns.show("Tree", found, of_model)
