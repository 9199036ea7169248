"""The Mixture page: how much each expert counts and how wide it draws, by hand; kept as a link or a file."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import streamlit as st

from mixgan.analysis.words import expert_name, percent, plural, short_name, with_article
from mixgan.errors import MixganError
from mixgan.store.models import ModelFolder
from mixgan.ui import choice, links, look, states
from mixgan.ui.components.mix import MOST_PARTS, mix_view
from mixgan.ui.model import recipe, strips
from mixgan.ui.model.kept import Kept
from mixgan.ui.model.opened import Opened
from mixgan.ui.views import mixture as views
from mixgan.ui.views.mixture import N_SHOWN, USUAL_LEVEL, USUAL_PART, says_odds

if TYPE_CHECKING:
    from mixgan.analysis.own_mixture import OwnMixture

__all__ = ["CODE", "as_steps", "document", "hands_of", "parse_numbers", "show", "title"]

MOST_LEVEL = 23
FILE_BYTES = 64 * 1024
# ten lines that draw what the page shows; a test runs them
CODE = """\
from mixgan import families, pictures
from mixgan.analysis.observe import as_arrays
from mixgan.analysis.own_mixture import draw_for, read, sample
from mixgan.store.models import find

mixture = read("mixture.json")
generator = families.load(find(mixture.model).path)
draw = draw_for(generator, {n}, mixture)
images = as_arrays(sample(generator, draw, mixture).images)
open("mixture.png", "wb").write(pictures.png(pictures.sheet(images, 8)))
"""


def key_of(found: ModelFolder) -> str:
    return f"mix-{found.name}{links.step_mark()}"


def parse_numbers(K: int, most: int, least_sum: int = 0) -> links.Parser[tuple[int, ...]]:
    """A parser of K whole numbers from 0 to `most`: `10,0,20`."""

    def parse(text: str) -> tuple[int, ...] | None:
        parts = text.split(",")
        # Python refuses to read a number of thousands of digits
        if len(parts) != K or not all(part.isascii() and part.isdigit() and len(part) < 9 for part in parts):
            return None
        numbers = tuple(int(part) for part in parts)
        return numbers if max(numbers) <= most and sum(numbers) >= least_sum else None

    return links.Parser(parse, f"{K} whole numbers from 0 to {most}{', not all of them 0' if least_sum else ''}")


def hands_of(found: ModelFolder, K: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """(parts, levels) as the hand left them, or as the link had them when the visit began."""
    parts, levels = start_of(found, K)
    state = dict(st.session_state.get(key_of(found)) or {}).get("mix") or {}
    given = tuple(int(v) for v in state.get("parts") or parts), tuple(int(v) for v in state.get("levels") or levels)
    fits = all(len(numbers) == K for numbers in given) and sum(given[0]) > 0
    return given if fits else (parts, levels)


def start_of(found: ModelFolder, K: int) -> tuple[tuple[int, ...], tuple[int, ...]]:
    parts = links.at_start("w", parse_numbers(K, MOST_PARTS, 1), (USUAL_PART,) * K, found.name)
    levels = links.at_start("s", parse_numbers(K, MOST_LEVEL), (USUAL_LEVEL,) * K, found.name)
    return parts, levels


def remember(found: ModelFolder, K: int) -> None:
    """Callback of the component: the link holds the mixture."""
    parts, levels = hands_of(found, K)
    for name, numbers, usual in (("w", parts, USUAL_PART), ("s", levels, USUAL_LEVEL)):
        links.keep(name, numbers, ",".join(map(str, numbers)), ",".join([str(usual)] * K), found.name)


def title(word: str, parts: tuple[int, ...], odds: bool) -> str:
    K, total = len(parts), sum(parts)
    none = [short_name(k) for k in range(K) if not parts[k]]
    if len(set(parts)) == 1:
        return f"A mixture by hand: all {K} {plural(word, K)} as the model has them"
    if none:
        return f"A mixture without {plural(word, len(none))} {', '.join(none)}"
    top = max(range(K), key=lambda k: parts[k])
    said = f"its odds times {K * parts[top] / total:.2f}" if odds else f"{percent(parts[top] / total)} of it"
    return f"A mixture that favours {expert_name(word, top)}: {said}"


@states.part
def show(found: ModelFolder, opened: Opened) -> None:
    K, word = opened.generator.n_experts, opened.generator.expert_word
    states.still_there(found)
    start = start_of(found, K)
    parts, levels = hands_of(found, K)
    odds = says_odds(opened.generator)
    look.heading(title(word, parts, odds), f"{choice.model_line(found)} · {N_SHOWN} samples of {choice.seed_line()}")
    view = {**view_of(found, opened, *start), "recipe": recipe.basis(found, opened, "Mixture")}
    program = opened.program
    if strips.needed(opened):
        mixture = own(found, opened, parts, levels)
        view, program = view | strips.mixture_pictures(found, opened, mixture, N_SHOWN, parts, levels), b""
    mix_view(program, view, key=key_of(found), on_select=lambda: remember(found, K))
    if look.talking():
        return
    if strips.needed(opened):
        strips.explain(opened, "Here the samples are drawn anew when you let go.")
    one = with_article(word)
    meaning, says = ("Odds", "say") if odds else ("A share", "says")
    how = "What the gate gives it is multiplied by them, at the logits: 1 for all is" if odds else (
        "How often it draws: equal shares are")
    term = look.term(meaning, f"{how} the model's own mixture; 0 switches {one} off, and the others take over.")
    look.paragraph(f"{term} {says} how much {one} counts; a spread, how far from its middle it draws, 1 being as trained. The "
                   "address of this page keeps both.")
    keeping(found, document(found, opened, parts, levels))
    opening(found, opened)


def view_of(found: ModelFolder, opened: Opened, parts: tuple[int, ...], levels: tuple[int, ...]) -> dict[str, Any]:
    return views.view(Kept(found, opened, choice.seed()), parts, levels)


# --- kept as a file, and opened again ----------------------------------------------------------------------------------


def own(found: ModelFolder, opened: Opened, parts: tuple[int, ...], levels: tuple[int, ...]) -> OwnMixture:
    from mixgan.analysis.own_mixture import built

    return built(found.name, opened.fingerprint, choice.seed(), parts, [level / 8 for level in levels], opened.label)


def document(found: ModelFolder, opened: Opened, parts: tuple[int, ...], levels: tuple[int, ...]) -> dict[str, Any]:
    """What `mixture.json` holds."""
    from mixgan.analysis.own_mixture import MIXTURE_VERSION

    return {"version": MIXTURE_VERSION, **own(found, opened, parts, levels).model_dump(mode="json")}


def keeping(found: ModelFolder, content: dict[str, Any]) -> None:
    left, right = st.columns([1, 2], gap="large")
    with left:
        st.subheader("Keep it", anchor=False)
        st.download_button("Save as mixture.json", json.dumps(content, indent=1), "mixture.json", "application/json",
                           key="mix-save", on_click="ignore")
        st.caption(f"The same samples from the command line: python -m mixgan sample {look.plain(found.name)} "
                   "\\-\\-mixture mixture.json \\-\\-out sheet.png")
    with right:
        st.subheader("Ten lines of Python draw the same samples", anchor=False)
        st.code(CODE.format(n=N_SHOWN), language=None, wrap_lines=True)     # coloured, it is too pale on light paper


def opening(found: ModelFolder, opened: Opened) -> None:
    """A file that was saved here, also of another model."""
    given = st.file_uploader("Open a mixture.json", type=["json"], key="mix-file", max_upload_size=1)
    if given is None:
        return
    try:
        mixture = _read(given.getvalue())
    except MixganError as err:
        st.error(look.plain(f"{given.name}: {err}"))
        return
    st.button(f"Show the mixture of {look.plain(mixture.model)}", key="mix-open", on_click=_open, args=(mixture,))
    if mixture.model == found.name and mixture.fingerprint not in ("", opened.fingerprint):
        st.caption("It was made with other parameters of this model: its samples will differ.")


def _read(data: bytes) -> Any:
    from mixgan.analysis.own_mixture import parsed
    from mixgan.errors import StoreError

    if len(data) > FILE_BYTES:
        raise StoreError(f"It holds {len(data):,} bytes; a mixture has at most {FILE_BYTES:,}.")
    try:
        content = json.loads(data)
    except (ValueError, RecursionError) as err:
        raise StoreError(f"It is not JSON ({err}).", "Give a file that this page saved.") from err
    if not isinstance(content, dict):
        raise StoreError("It should hold an object.", "Give a file that this page saved.")
    content.pop("version", None)
    return parsed(content)


def _open(mixture: Any) -> None:
    from mixgan.store.models import all_models

    found = next((one for one in all_models()[0] if one.name == mixture.model), None)
    if found is None:
        choice.ask_for(mixture.model)
        return
    parts, levels = as_steps(mixture)
    names = choice.classes_of(found)
    choice.open_model(mixture.model, None if mixture.label is None or mixture.label >= len(names) else names[mixture.label])
    st.session_state["seed"] = min(choice.SEEDS, mixture.seed)
    st.session_state.pop(f"mix-{mixture.model}", None)
    links.restart(w=(parts, ",".join(map(str, parts))), s=(levels, ",".join(map(str, levels))), scope=mixture.model)


def as_steps(mixture: OwnMixture) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """The mixture as this page has it: parts of the largest share, levels of an eighth."""
    scale = MOST_PARTS / max(mixture.shares)
    return tuple(round(share * scale) for share in mixture.shares), tuple(round(8 * spread) for spread in mixture.spread)
