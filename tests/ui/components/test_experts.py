"""The matrix of experts under the hand: four grey experts, so that every cell has a closed form."""

from __future__ import annotations

from math import exp
from typing import TYPE_CHECKING, Any

import pytest

from mixgan.ui.components import experts
from tests.ui.components import planted
from tests.ui.components.harness import drag, mount, open_component, pixel, prepare, sent, set_theme, settle

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser

NOISES = [[0, 0], [-1, 0], [1, 0]]
CHANCE = [[0, 0, 0, 0], [0, 0, 0, 0], [0, 0, 0, 9]]
LOGITS = (3.0, 2.0, 1.0, 0.0)


def show(page: Page, program: bytes | None = None, **more: Any) -> None:
    open_component(page, experts, planted.hard_experts(LOGITS) if program is None else program, view(**more))
    settle(page)


def view(**more: Any) -> dict[str, Any]:
    return planted.view_of(4, draws={"noise": NOISES, "chance": CHANCE}, shares=[0.5, 0.3, 0.195, 0.005], **more)


def makers(page: Page) -> list[int]:
    return [int(text.removeprefix("E")) for text in page.locator(".maker").all_inner_texts()]


def chosen_by(off: set[int], move: float = 0.0) -> list[int]:
    """argmax(logits + chance) over those that are on, from 1: what the mixture must be made by."""
    out = []
    for noise, chance in zip(NOISES, CHANCE, strict=True):
        scores = [LOGITS[0] + planted.GAIN * (noise[0] + move), *LOGITS[1:]]
        open_ = [(scores[k] + chance[k], -k) for k in range(4) if k not in off]
        out.append(1 - max(open_)[1])
    return out


def mixed_greys(page: Page) -> list[int]:
    return [pixel(page, f"[data-expert='-1'][data-draw='{j}'] canvas")[0] for j in range(len(NOISES))]


def grey_of(k: int) -> int:
    return round(127.5 * (planted.GREYS[k] + 1))


def test_rows_are_experts_and_the_mixture_chooses(page: Page) -> None:
    show(page)
    for j, k in ((0, 0), (1, 1)):
        assert pixel(page, f"[data-expert='{k}'][data-draw='{j}'] canvas")[0] == pytest.approx(grey_of(k), abs=1)
    assert makers(page) == chosen_by(set()) == [1, 2, 4]
    assert mixed_greys(page) == pytest.approx([grey_of(k - 1) for k in (1, 2, 4)], abs=1)
    assert page.locator(".row:not(.head) .count").all_inner_texts() == ["1", "1", "0", "1"]
    frames = page.evaluate("[...host.querySelectorAll(\"[data-draw='1']\")].map((f) => f.style.getPropertyValue('--frame'))")
    assert frames == ["3.5px", "1px", "3.5px", "1px", "1px"]    # the mixture, then the experts: thick where the weight is


def test_what_the_gate_does_not_choose_is_faint(page: Page) -> None:
    """Nothing trained an expert on noise that the gate sends elsewhere: what it draws there is not shown as a sample."""
    show(page)
    ground = page.evaluate("host.liveView.paper[0]")
    for j, chosen in enumerate(chosen_by(set())):
        for k in range(3):
            full = grey_of(k)
            expected = full if k == chosen - 1 else ground + 0.28 * (full - ground)
            assert pixel(page, f"[data-expert='{k}'][data-draw='{j}'] canvas")[0] == pytest.approx(expected, abs=1.5), (j, k)
    assert "Faint pictures are not used" in page.locator(".note").inner_text()


def test_a_prior_that_ignores_the_noise_leaves_all_bright(page: Page) -> None:
    show(page, planted.hard_experts(LOGITS, gain=0), gated=False)
    for k in range(3):
        for j in range(3):
            assert pixel(page, f"[data-expert='{k}'][data-draw='{j}'] canvas")[0] == pytest.approx(grey_of(k), abs=1)
    said = page.locator(".note").inner_text()
    assert "Faint" not in said
    assert "drawn at random" in said
    assert "as thick as" not in said


def test_an_expert_of_another_class_says_so(page: Page) -> None:
    """With a class asked for it is not used, and that is no fault of its own: its pictures are what it was taught."""
    show(page, planted.hard_experts((3.0, 2.0, 1.0, -50.0), gain=0), gated=False, elsewhere=["", "", "", "cats"])
    assert page.locator(".row.dead").count() == 0
    assert page.locator(".row.elsewhere .figures .owner").all_inner_texts() == ["class cats"]
    assert page.locator(".row.elsewhere .share").count() == 0
    assert pixel(page, "[data-expert='3'][data-draw='1'] canvas")[0] == pytest.approx(grey_of(3), abs=1)
    assert page.get_by_role("button", name="leaf E4 is on; 0 of these 3, it draws class cats").count() == 1
    assert "it draws that one and not the class that is asked for" in page.locator(".note").inner_text()
    page.locator("[data-expert='3'][data-draw='1']").hover()
    assert page.locator(".tip").inner_text() == "leaf E4: draws class cats"
    page.locator("[data-expert='0'][data-draw='1']").hover()
    assert page.locator(".tip").inner_text().startswith("leaf E1: weight")


def test_off_is_rerouted_at_the_logits(page: Page) -> None:
    show(page)
    page.locator("[data-key=eye-0]").click()
    settle(page)
    assert makers(page) == chosen_by({0}) == [2, 2, 4]
    assert mixed_greys(page) == pytest.approx([grey_of(1), grey_of(1), grey_of(3)], abs=1)
    assert page.locator(".changes").inner_text() == "1 of 3 changed"
    assert page.locator(".changed").count() == 1
    assert page.locator("[data-key=eye-0]").get_attribute("aria-pressed") == "false"
    assert page.locator(".line").inner_text() == "Leaf E1 is off; 1 of these 3 samples come from another leaf."
    page.keyboard.press("2")
    page.keyboard.press("4")
    settle(page)
    assert makers(page) == chosen_by({0, 1, 3}) == [3, 3, 3]
    assert sent(page) == [["off", [0]], ["off", [0, 1]], ["off", [0, 1, 3]]]


def test_the_last_expert_stays_on(page: Page) -> None:
    show(page, off=[0, 1, 3])
    page.keyboard.press("3")
    settle(page)
    assert page.locator(".line").inner_text() == "At least one leaf must stay on."
    assert makers(page) == [3, 3, 3]
    assert sent(page) == []
    page.get_by_text("Switch all 3 on again").click()
    settle(page)
    assert makers(page) == chosen_by(set())
    assert sent(page) == [["off", []]]


def test_typing_elsewhere_is_not_a_toggle(page: Page) -> None:
    show(page)
    page.evaluate("document.body.append(document.createElement('input'))")
    page.locator("input:not(.unseen)").last.press("1")
    assert sent(page) == []


def test_an_expert_that_is_off_or_dead_is_no_sample(page: Page) -> None:
    show(page)
    white = pixel(page, "[data-expert='3'][data-draw='0'] canvas")[0]
    assert white < 128                                      # leaf 4 has 0.5 % of the samples: faded towards the dark paper
    page.keyboard.press("3")
    settle(page)
    assert pixel(page, "[data-expert='2'][data-draw='0'] canvas")[0] < 90 < grey_of(2)
    assert page.locator(".row.dead").count() == 1
    assert page.locator(".row .share").all_inner_texts()[-1] == "0.5 %"


def test_soft_weights_are_a_softmax_of_those_that_are_on(page: Page) -> None:
    """The planted tree: its leaves' log-masses are the logits, so the rest keeps its proportions exactly."""
    show(page, planted.tree())
    masses = [[left * 0.5, left * 0.5, (1 - left) * 0.5, (1 - left) * 0.5]
              for left in (1 / (1 + exp(-planted.GAIN * noise[0])) for noise in NOISES)]
    page.keyboard.press("1")
    settle(page)
    for j, mass in enumerate(masses):
        rest = [0, *mass[1:]]
        expected = sum(m * 127.5 * (grey + 1) for m, grey in zip(rest, planted.GREYS, strict=True)) / sum(rest)
        assert mixed_greys(page)[j] == pytest.approx(expected, abs=1.5)


def test_the_mixture_follows_the_pad(page: Page) -> None:
    show(page)
    drag(page, (-0.75, 0), release=False)
    assert makers(page) == chosen_by(set(), move=page.evaluate("host.liveView.pad")[0]) == [2, 2, 4]
    assert sent(page) == []
    page.mouse.up()
    drag(page, (2.5, 0))
    drag(page, (0.5, 0.5))
    assert [name for name, _ in sent(page)] == ["pad"] * 3
    assert makers(page) == chosen_by(set(), move=page.evaluate("host.liveView.pad")[0])


OTHER_VIEW = """() => {
  window.told = [];
  addEventListener("mixgan-shared", ({ detail }) => {
    if (detail.what !== "pad") return;
    if (detail.answer && detail.latent === "a") detail.answer([1, -0.5]);
    else told.push([detail.latent, detail.value, detail.rests]);
  });
}"""
MOVE = """([latent, value, rests]) => dispatchEvent(new CustomEvent("mixgan-shared", {
  detail: { what: "pad", latent, value, rests } }))"""


def beside_another(page: Page, **more: Any) -> None:
    """The matrix on a page where another view was first, and its pad was moved."""
    prepare(page, experts)
    page.evaluate(OTHER_VIEW)
    mount(page, planted.hard_experts(LOGITS), view(**more))
    settle(page)


def test_a_pad_is_shared_with_the_views_of_the_same_latent(page: Page) -> None:
    beside_another(page, latent="a")
    assert page.evaluate("host.liveView.pad") == [1, -0.5]
    assert makers(page) == chosen_by(set(), move=1)
    page.evaluate(MOVE, ["a", [-0.75, 0], False])
    settle(page)
    assert makers(page) == chosen_by(set(), move=-0.75) == [2, 2, 4]
    assert page.locator(".padtext").inner_text() == "\N{MINUS SIGN}0.8, +0.0 \N{GREEK SMALL LETTER SIGMA}"
    page.evaluate(MOVE, ["b", [2, 0], True])                        # another noise
    assert page.evaluate("host.liveView.pad") == [-0.75, 0]
    assert sent(page) == []                                         # while the hand moves the other one
    page.evaluate(MOVE, ["a", [-0.75, 0], True])
    page.wait_for_function("sent.length")
    assert sent(page) == [["pad", [-0.75, 0]]]                      # where it rests, for the words of its page
    page.evaluate("told.length = 0")
    page.get_by_text("back").click()
    assert page.evaluate("told") == [["a", [0, 0], False], ["a", [0, 0], True]]


def test_a_view_without_a_latent_has_a_pad_of_its_own(page: Page) -> None:
    beside_another(page)
    drag(page, (0.5, 0))
    assert page.evaluate("host.liveView.pad")[0] == pytest.approx(0.5, abs=0.05)
    assert page.evaluate("told") == []


def test_reading_for_the_ear(page: Page) -> None:
    show(page, rows=["leaf E1: dark", "leaf E2", "leaf E3", "leaf E4"])
    eye = page.get_by_role("button", name="leaf E1: dark is on; 1 of these 3, 50 % of all samples")
    assert eye.count() == 1
    assert page.get_by_role("img", name="what the mixture makes of 3 noise vectors, by leaf E1, E2, E4").count() == 1


def test_reruns_keep_the_hand(page: Page) -> None:
    show(page, off=[1])
    page.keyboard.press("1")
    mount(page, planted.hard_experts(LOGITS), view(off=[1], rows=["a", "b", "c", "d"]))
    settle(page)
    assert makers(page) == chosen_by({0, 1})
    mount(page, planted.hard_experts(LOGITS), view(off=[2]))       # the page decides anew
    settle(page)
    assert makers(page) == chosen_by({2})
    mount(page, planted.hard_experts((0.0, 9.0, 0.0, 0.0)), view())
    settle(page)
    assert makers(page)[0] == 2                                     # another model: nothing is off
    page.keyboard.press("1")
    assert sent(page)[-1] == ["off", [0]]                           # the old view no longer listens
    assert len([1 for name, _ in sent(page) if name == "off"]) == 2


def test_many_experts_spread_over_frames(page: Page) -> None:
    """A frame that takes too long leaves the rest to the next ones, the mixture first; nothing stays undrawn."""
    show(page)
    order = page.evaluate("""() => new Promise((done) => {
      const live = host.liveView;
      const [paint, seen] = [live.view.paint.bind(live.view), []];
      live.view.paint = (cell) => {
        seen.push(cell.k);
        for (const start = performance.now(); performance.now() - start < 4;);
        paint(cell);
      };
      for (const cell of live.cells) cell.drawn = cell.k < 0 ? 1000 : 0;      // though drawn most recently
      live.invalidate();
      let left = 100;
      const wait = () => {
        if (left-- && live.cells.some((cell) => cell.stale)) requestAnimationFrame(wait);
        else done([seen, live.frames.length]);
      };
      requestAnimationFrame(wait);
    })""")
    assert order[0][:3] == [-1, -1, -1]
    assert len(order[0]) == 15
    assert order[1] >= 4


ORDERS = [[word, word, "", list(range(8))] for word in ("number", "share", "alike", "class")]


def test_pictures_of_a_usual_size_fit_every_width(page: Page) -> None:
    """Eight pictures of 28 px in a row: between a phone and a whole screen the words beside them make room."""
    view = planted.view_of(8, draws={"noise": (NOISES * 8)[:8]}, shares=[0.125] * 8, purity=[0.9] * 8, orders=ORDERS)
    open_component(page, experts, planted.deep_tree(3, 28), view)
    for width in (600, 640, 700, 816, 872, 900, 1000, 1081, 1200):
        page.set_viewport_size({"width": width, "height": 800})
        settle(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, width
        buttons = page.locator(".segmented").first.get_by_role("radio")
        assert len({round(one.bounding_box()["y"]) for one in buttons.all()}) == 1, width       # in one row


@pytest.mark.parametrize("width", [390, 900, 1200])
def test_fits_the_width(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 800})
    show(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    assert page.locator(".row:not(.head)").count() == 5
    for name in ("eye-0", "eye-3"):
        box = page.locator(f"[data-key={name}]").bounding_box()
        assert box is not None
        assert box["x"] >= 0
    set_theme(page, "light")
    page.wait_for_function("host.liveView.paper[0] > 200")
