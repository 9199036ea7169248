"""What can be asked of the open model, side by side: each question leads to the page that answers it."""

from __future__ import annotations

from mixgan.store.models import ModelFolder, all_models
from mixgan.ui import choice, links
from mixgan.ui.components.ways import Way, ways_view
from mixgan.ui.views.answers import is_asked

__all__ = ["show"]

OF_EXPERTS = {"Tree": "Who decides?", "Experts": "Who makes what?", "Covariance": "How wide is each?",
              "Mixture": "What if I mix them?", "Map": "What lies near what?", "Learning": "When did it specialise?"}
OF_ALL = {"Ways": "How else can one divide?", "Compare": "How do others differ?", "Claims": "What holds?",
          "Train": "Train your own"}


def show(found: ModelFolder) -> None:
    """A model that answers questions has one for its answers; any other has one that opens the first model that does."""
    if is_asked(found):
        ways = [Way("What does the noise change?", links.address("Answers"))]
    else:
        depth = found.figures.get("tree_depth")
        ways = [Way(label, links.address(page)) for page, label in OF_EXPERTS.items() if page != "Tree" or depth] + _of_another()
    ways_view([*ways, *(Way(label, links.address(page)) for page, label in OF_ALL.items())], key="questions")


def _of_another() -> list[Way]:
    first = next((one for one in choice.in_order(all_models()[0]) if is_asked(one)), None)
    if first is None:
        return []
    along = {name: value for name, value in links.bound().items() if name not in ("label", "beside")}       # of the open model
    return [Way("How many answers has a question?", links.joined("Answers", {**along, "model": first.name}))]
