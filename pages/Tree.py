"""Tree: every node shows what it draws, how much passes it, and its gate; a flat gate has one level."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.model.opened import open_folder  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Tree"]

found = states.chosen_model(TITLE)
if found is not None:
    opened = open_folder(found, height=520)
    if states.draws_pictures(TITLE, found, opened):
        if not opened.generator.about.is_gated:
            states.no_gate(TITLE, found, opened)
        else:
            from mixgan.ui.tree import page as tree

            tree.show(found, opened)
