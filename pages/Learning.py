"""Learning: the generator at the steps of its training, and when its experts came apart."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.model.opened import open_folder  # noqa: E402

TITLE = "When did it specialise?"

found = states.chosen_model(TITLE)
if found is not None:
    opened = open_folder(found, height=520)
    if states.has_experts(TITLE, found, opened):
        from mixgan.ui.model import learning

        learning.show(found, opened)
