"""Map: thousands of samples, alike ones together; hover, click and lasso in the browser."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import look, states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.model import map_decoder, maps  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Map"]

found = states.chosen_model(TITLE)
if found is not None:
    placed, among = maps.of_seed(found)
    maps.show(found, placed, among)
    if not look.talking():
        if placed.umap is None:
            maps.offer(found)
        maps.as_table(found, placed)
    map_decoder.show(found, placed)
