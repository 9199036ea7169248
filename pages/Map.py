"""Map: thousands of samples, alike ones together; hover, click and lasso in the browser."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.store.models import ModelFolder  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui import beside, columns, states  # noqa: E402
from mixgan.ui.model import map_decoder, maps  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Map"]



def of_model(found: ModelFolder) -> None:
    placed, among = maps.of_seed(found)
    maps.show(found, placed, among)
    if not beside.brief():
        if placed.umap is None:
            maps.offer(found)
        maps.as_table(found, placed)
    map_decoder.show(found, placed)


found = states.chosen_model(TITLE)
if found is not None:
    columns.show("Map", found, of_model)
