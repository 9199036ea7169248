"""Learning: the generator at the steps of its training, and when its experts came apart; of a run under way as they come."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.model import steps  # noqa: E402

TITLE = "When did it specialise?"

run = steps.asked()
found = states.chosen_model(TITLE) if run is None else run
if found is not None:
    if found.config.facts.is_points:
        from mixgan.ui.model import plane

        plane.show(found)
    else:
        from mixgan.ui.model import learning

        learning.show(TITLE, found)
