"""What the hand had changed on the Tree page when its link was copied: pad, held gates, push, morph, dial and whose pictures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from mixgan.ui import beside, links
from mixgan.ui.model import measured, picture_links
from mixgan.ui.views.tree import AHEAD

if TYPE_CHECKING:
    from mixgan.store.models import ModelFolder
    from mixgan.ui.tree.place import Place

__all__ = ["NAMES", "Hand", "Samples", "at_start", "parse_forced", "parse_mode", "parse_morph", "parse_push", "remember",
           "samples_of", "view"]

NAMES = ("pad", "hold", "push", "morph", "dial", "pictures", "drawn", "ink")
NAMED = ("z", "node", "drawn")  # by a link to one sample
FAR = 2.0                       # of a push: its film ends there
NodeAt = Callable[[str], int | None]


@dataclass(frozen=True)
class Samples:
    """Those that the page steps through, from number `first` on; it begins with `at` of them, which has come as far towards
    another as `morph` says: its number and 0 to 1.
    """

    first: int
    at: int
    morph: tuple[int, float] | None


@dataclass(frozen=True)
class Hand:
    """`forced`: path of a gate -> L, R, or the number of an expert; `push`: how far across the chosen gate, and whether the gates
    above keep their side; `dial`: temperature of the gates; `show`: (mode, class)."""

    pad: tuple[float, float]
    forced: dict[str, str]
    push: tuple[float, bool] | None
    dial: float
    show: tuple[str, int]


def at_start(place: Place) -> Hand:
    """As the link says, or as this page was left; a link that names a sample or a node is of a hand that has not moved yet."""
    scope, n_classes = place.found.name, len(place.found.config.facts.class_names)
    links.unless_named(NAMED, NAMES, scope)
    sides = ("L", "R") if place.tree is not None else tuple(str(k + 1) for k in range(place.K))
    free: dict[str, str] = {}
    return Hand(
        links.at_start("pad", links.pad(), (0.0, 0.0), scope),
        links.at_start("hold", parse_forced(place.node_at, place.n_gates, sides), free, scope),
        None if beside.latent() else links.at_start("push", parse_push(), None, scope),
        links.at_start("dial", links.decimal(0, 1), 1.0, scope),
        links.at_start("pictures", parse_mode(n_classes), ("sample", 0), scope))


def samples_of(found: ModelFolder) -> Samples:
    """As the link says: both ends of a morph are among them."""
    links.unless_named(NAMED, NAMES, found.name)
    z = picture_links.first_sample(found)
    morph = links.at_start("morph", parse_morph(z), None, found.name)
    first = z if morph is None else min(z, morph[0])
    return Samples(first, z - first, morph)


def view(place: Place) -> dict[str, Any]:
    """What the component starts from."""
    hand = place.hand
    return {"pad": hand.pad, "forced": hand.forced, "push": place.start_push, "at": place.samples.at, "morph": place.start_morph,
            "temperature": hand.dial, "show": hand.show}


def parse_forced(node_at: NodeAt, n_gates: int, sides: tuple[str, ...]) -> links.Parser[dict[str, str]]:
    """`-L,LR-R` -> {"": "L", "LR": "R"}: a gate by its path, that of the root is empty."""

    def parse(text: str) -> dict[str, str] | None:
        held = {}
        for part in text.split(",")[:n_gates]:
            path, _, side = part.partition("-")
            node = node_at(path)
            if node is None or node >= n_gates or side not in sides:
                return None
            held[path] = side
        return held if len(held) == text.count(",") + 1 else None

    return links.Parser(parse, f"gates and sides as in -{sides[0]}, with commas between them")


def parse_push() -> links.Parser[tuple[float, bool] | None]:
    """`1.5`, or `1.5-keep` where the gates above keep their side."""
    far = links.decimal(0, FAR)

    def parse(text: str) -> tuple[float, bool] | None:
        t = far(text.removesuffix("-keep"))
        return None if not t else (t, text.endswith("-keep"))

    return links.Parser(parse, "a number above 0 and up to 2, with -keep where the gates above keep their side")


def parse_morph(z: int) -> links.Parser[tuple[int, float] | None]:
    """`12-0.35`: how far sample `z` has come towards sample 12."""
    low, high = max(0, z - AHEAD + 1), min(measured.SAMPLES, z + AHEAD) - 1
    other, way = links.whole(low, high), links.decimal(0, 1)

    def parse(text: str) -> tuple[int, float] | None:
        number, _, far = text.partition("-")
        to, t = other(number), way(far)
        return None if to is None or not t else (to, t)

    return links.Parser(parse, f"a sample from {low:,} to {high:,} and how far towards it, above 0 and up to 1, as in {high}-0.5")


def parse_mode(n_classes: int) -> links.Parser[tuple[str, int]]:
    """`average`, or `class-3`, counted from 0."""
    known = {"sample": ("sample", 0), "average": ("average", 0)} | {f"class-{c}": ("class", c) for c in range(n_classes)}
    return links.Parser(known.get, "sample, average" + (f", class-0 to class-{n_classes - 1}" if n_classes else ""))


def remember(state: dict[str, Any], scope: str, first: int = 0) -> None:
    """What the component has sent, to the link and for the next visit; `first`: the number of the first of its samples."""
    given = {name: state.get(name) for name in ("pad", "override", "push", "dial", "mode")}
    if given["pad"] is not None:
        links.keep_pad(given["pad"], scope)
    if given["override"] is not None:
        held = dict(given["override"])
        links.keep("hold", held, ",".join(f"{gate}-{side}" for gate, side in held.items()), scope=scope)
    if given["push"] is not None:
        push = (float(given["push"]["t"]), bool(given["push"]["keep"])) if given["push"] else None
        links.keep("push", push, "" if push is None else f"{push[0]:g}{'-keep' if push[1] else ''}", scope=scope)
    if "morph" in state:
        morph = (first + int(state["morph"]["to"]), float(state["morph"]["t"])) if state["morph"] else None
        links.keep("morph", morph, "" if morph is None else f"{morph[0]}-{morph[1]:g}", scope=scope)
    if given["dial"] is not None:
        links.keep("dial", float(given["dial"]), f"{float(given['dial']):g}", "1", scope)
    if given["mode"] is not None:
        mode, cls = str(given["mode"]["mode"]), int(given["mode"].get("cls") or 0)
        links.keep("pictures", (mode, cls), f"class-{cls}" if mode == "class" else mode, "sample", scope)
