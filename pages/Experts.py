"""Experts: the same noise through every expert; switch one off and the rest takes over."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.store.models import ModelFolder  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui import columns, states  # noqa: E402
from mixgan.ui.model.opened import open_folder  # noqa: E402
from mixgan.ui.views.titles import TITLES  # noqa: E402

TITLE = TITLES["Experts"]


def of_model(found: ModelFolder) -> None:
    opened = open_folder(found, height=520)
    told_alone = opened.generator.n_experts == 1 and opened.generator.is_conditional
    if told_alone and states.draws_pictures(TITLE, found, opened):
        from mixgan.ui.experts import class_board

        class_board.alone(found, opened)
    elif not told_alone and states.has_experts(TITLE, found, opened):
        from mixgan.ui.experts import page as experts

        experts.show(found, opened)


found = states.chosen_model(TITLE)
if found is not None:
    columns.show("Experts", found, of_model)
