"""axe-core finds no serious or critical fault on any page in either theme, words can be read, and it would find a fault."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import pytest

from tests.browser.conftest import Watched, watching
from tests.browser.test_layout import LINKS, UNREADABLE

if TYPE_CHECKING:
    from playwright.sync_api import BrowserContext, Page

pytestmark = pytest.mark.browser

COLOURS = ("color-contrast", "link-in-text-block")         # the rules of axe that look at a colour
IS_DARK = "getComputedStyle(document.querySelector('.stApp')).colorScheme === 'dark'"
AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")


def faults(page: Page, *rules: str) -> list[str]:
    """`rule: element` of every serious or critical fault: of all rules, or of these."""
    if not page.evaluate("'axe' in window"):                        # it stays where a visitor walks on
        page.evaluate(AXE)
    # a rule about sounds alone would have every style sheet and picture loaded first, and there are none
    options = {"resultTypes": ["violations"], "preload": False, **({"runOnly": list(rules)} if rules else {})}
    found = page.evaluate("options => axe.run(document, options)", options)
    return [f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:200]}" for rule in found["violations"]
            if rule["impact"] in ("serious", "critical") for node in rule["nodes"]]


def sound_in_both_themes(seen: Watched) -> None:
    """All rules in the one it has, and what hangs on colours in the other: a theme changes nothing else."""
    page = seen.page
    one, other = ("dark", "light") if page.evaluate(IS_DARK) else ("light", "dark")
    for theme, rules in ((one, ()), (other, COLOURS)):
        seen.wear(theme)
        page.wait_for_function("!document.querySelector('[data-stale=true]')")  # what is about to be replaced is paler
        found = faults(page, *rules)
        assert found == [], theme + json.dumps(found, indent=1)
        assert page.evaluate(UNREADABLE) == [], theme               # 4.5 : 1 and 12 px, in the components too


@pytest.fixture(scope="module")
def visitor(profile: BrowserContext, warm: str) -> Iterator[Watched]:
    """One who came to Home and walks on from page to page."""
    with watching(profile) as start:
        seen = start(warm)
        seen.open("", LINKS[""])
        yield seen


@pytest.mark.parametrize("link", LINKS, ids=lambda link: link or "Home")
def test_no_serious_fault_on_a_page_and_as_a_slide(visitor: Watched, link: str) -> None:
    seen = visitor
    page = seen.walk(link, LINKS[link])
    sound_in_both_themes(seen)
    page.keyboard.press("t")
    page.get_by_test_id("stSidebar").wait_for(state="hidden")
    page.wait_for_url("**talk=1**")
    seen.shown(link, LINKS[link])
    sound_in_both_themes(seen)
    page.keyboard.press("t")
    page.get_by_test_id("stSidebar").wait_for()


def test_no_serious_fault_on_a_slide_where_a_model_is_asked(visitor: Watched) -> None:
    """The usual one is not."""
    visitor.open("Answers?talk=1&model=pix-tiny", "after 16 draws")
    sound_in_both_themes(visitor)


def test_a_button_without_a_name_would_be_found(watch: Callable[..., Any], warm: str) -> None:
    page = watch(warm).open("", LINKS[""])
    page.evaluate("document.querySelector('[data-testid=stMain]').append(document.createElement('button'))")
    assert any(line.startswith("button-name") for line in faults(page))
