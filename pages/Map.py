"""Map: thousands of samples, alike ones together; hover, click and lasso in the browser."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import choice, maps, states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.opened import open_folder  # noqa: E402

TITLE = "What lies near what?"

found = states.chosen_model(TITLE)
if found is not None:
    placed = maps.stored(found)
    if placed is None:
        placed = maps.at_once(found, open_folder(found, height=520), choice.seed())
    maps.show(found, placed)
    if placed.umap is None:
        maps.offer(found)
    maps.as_table(found, placed)
