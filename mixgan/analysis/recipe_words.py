"""What a picture's recipe says, in sentences. It came with a file, so it is shown as text and nothing else."""

from __future__ import annotations

from mixgan.analysis.words import expert_name, percent, short_name
from mixgan.errors import printable
from mixgan.families import described
from mixgan.store.picture_recipe import Hand, Recipe

__all__ = ["sentences"]

LINE = 400


def sentences(recipe: Recipe, word: str, class_names: tuple[str, ...] = ()) -> list[str]:
    """One a line. `word`: what the model's experts are called."""
    said = [f"{recipe.model}, {described(recipe.family).title}, parameters {recipe.fingerprint}; {_made_by(recipe)}.",
            _what(recipe, class_names)]
    if recipe.expert is not None:
        said.append(f"All of it was drawn by {expert_name(word, recipe.expert)}.")
    if recipe.shares is not None:
        shares = ", ".join(f"{short_name(k)}: {percent(share)}" for k, share in enumerate(recipe.shares))
        said.append(f"A mixture by hand, by {word}: {shares}.")
    if isinstance(recipe.spread, tuple) and set(recipe.spread) != {1}:
        said.append(f"Spread by {word}: {', '.join(f'{value:g}' for value in recipe.spread)} of the trained one.")
    elif isinstance(recipe.spread, float):
        said.append(f"Spread {recipe.spread:g} of the trained one.")
    said += hand_sentences(recipe.hand, word)
    if recipe.weights and recipe.shares is None:
        said.append(f"How much each {word} counts stands in the recipe, for each picture.")
    if recipe.link:
        said.append(f"The page as it was: {recipe.link}")
    return [printable(line, LINE) for line in said]


def hand_sentences(hand: Hand, word: str) -> list[str]:
    """What a hand had changed on the page."""
    said = []
    if hand.pad is not None:
        said.append(f"The pad stood at {hand.pad[0]:+.2f}, {hand.pad[1]:+.2f} standard deviations.")
    if hand.forced:
        held = ", ".join(f"{gate or 'the root'} to {_side(side, word)}" for gate, side in hand.forced.items())
        said.append(f"Gates held by hand: {held}.")
    if hand.muted:
        names = ", ".join(expert_name(word, k) for k in hand.muted)
        said.append(f"Muted: {names}; {'holes were left' if hand.holes else 'the others took over'}.")
    if hand.temperature is not None:
        said.append(f"The gates stood at temperature {hand.temperature:.2f}; 1 is as trained.")
    if hand.push is not None:
        gate, t = hand.push
        said.append(f"Pushed {percent(min(1.0, t))} of the way to the boundary of {f'the gate at {gate}' if gate else 'the root'}"
                    + (", and beyond it." if t > 1 else "."))
    return said


def _made_by(recipe: Recipe) -> str:
    by = {"command line": "drawn by the command line", "page": "drawn in the browser", "stored sheet": "from the stored sheet"}
    return by[recipe.by] + (f", page {recipe.page}" if recipe.page else "")


def _what(recipe: Recipe, class_names: tuple[str, ...]) -> str:
    asked = ", asked by a picture of its own" if recipe.condition else f", asked: {recipe.sentence}" if recipe.sentence else ""
    if recipe.labels is not None:
        asked = f", asked for {', '.join(_class(label, class_names) for label in dict.fromkeys(recipe.labels))}"
    elif recipe.label is not None:
        asked = f", asked for class {_class(recipe.label, class_names)}"
    numbers = sorted(set(recipe.samples or range(recipe.n)))
    if len(numbers) == 1:
        which = f"Sample {numbers[0]} of seed {recipe.seed}"
        many = "" if recipe.tiles == 1 else f", in {recipe.tiles} pictures"
    else:
        which = f"Samples {numbers[0]} to {numbers[-1]} of seed {recipe.seed}"
        many = "" if recipe.tiles == len(numbers) else f", in {recipe.tiles} pictures"
    return f"{which}{asked}{many}."


def _class(label: int, names: tuple[str, ...]) -> str:
    return names[label] if label < len(names) else str(label)


def _side(side: str, word: str) -> str:
    sides = {"L": "the left", "R": "the right"}
    return sides.get(side) or (expert_name(word, int(side) - 1) if side.isdecimal() and len(side) < 4 else f"{word} {side}")
