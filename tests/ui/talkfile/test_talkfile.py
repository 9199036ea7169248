"""A talk in one file: what it holds, what it may do, and what is refused."""

from __future__ import annotations

import base64
import hashlib
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from mixgan.analysis.script import Script, read_script
from mixgan.cli import main
from mixgan.errors import ConfigError
from mixgan.store.maps import read as read_map
from mixgan.store.models import find
from mixgan.ui.components.packet import unpack
from mixgan.ui.talkfile import talk_html, usual_script, write_site, write_talk
from mixgan.ui.talkfile.bundle import COMPONENTS, first_script, inert
from mixgan.ui.talkfile.lighter import lighter
from mixgan.ui.views.opening import opened_from
from tests.ui.a_page import Models
from tests.ui.talkfile.talks import ALL_PAGES, TREE, block_of, head_of, tiny_models


def test_it_knows_no_streamlit() -> None:
    code = "import sys, mixgan.ui.talkfile, mixgan.cli.exporting; print('streamlit' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_every_page_of_every_model_is_in_it(home: Path) -> None:
    page = talk_html(tiny_models(home, "hmog", "gmgan"), None)
    pages = {model["name"]: model["pages"] for model in head_of(page)["models"]}
    assert pages == {"hmog-tiny": ["Home", "Tree", "Experts", "Covariance", "Mixture", "Map"],
                     "gmgan-tiny": ["Home", "Experts", "Covariance", "Mixture", "Map"]}       # nothing gates its noise
    assert set(head_of(page)["screens"]) == {f"{name}|{model}|0||0" for model, names in pages.items() for name in names}


def test_programs_and_views_are_the_apps_own(home: Path) -> None:
    """The program as the family writes it, once; the tree's noise as the page has it."""
    (found,) = tiny_models(home, "hmog")
    page = talk_html([found], None)
    from mixgan.ui.views import tree
    from mixgan.ui.views.basis import Basis
    from mixgan.ui.views.opening import opened_from

    opened, head = opened_from(found.path), head_of(page)
    apart = block_of(page, head["models"][0]["program"])
    half = -(-len(apart) // 2)
    whole = bytearray(len(apart))
    whole[0::2], whole[1::2] = apart[:half], apart[half:]
    assert bytes(whole) == opened.program
    header, parts = unpack(block_of(page, head["screens"]["Tree|hmog-tiny|0||0"]["parts"][0]["packet"]))
    view = tree.view(Basis(found, opened, 0), 0, 64, "L")
    np.testing.assert_allclose(header["view"]["draws"]["noise"], view["draws"]["noise"], rtol=1e-6)
    assert parts == {"program": b""}
    assert header["view"]["header"]["id"].encode() in opened.program


def test_the_same_file_every_time(home: Path) -> None:
    models = tiny_models(home, "gmgan")
    assert talk_html(models, None) == talk_html(models, None)


def test_what_it_adds_to_the_programs_is_bounded(home: Path) -> None:
    """Scripts, styles, views and words of six pages; the pictures of these models are too small to count."""
    models = tiny_models(home, "hmog")
    page = talk_html(models, all_pages_of("hmog"))
    assert len(page) < 700_000


def all_pages_of(family: str) -> Script:
    return read_script(re.sub(r"(hmog|megan|gmgan)-tiny", f"{family}-tiny", ALL_PAGES))


# --- the policy --------------------------------------------------------------------------------------------------------


class _Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def tags_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    reader = _Tags()
    reader.feed(page)
    return reader.tags


def test_the_policy_forbids_all_but_its_own_script_and_style(home: Path) -> None:
    page = talk_html(tiny_models(home, "gmgan"), None)
    policy = next(one["content"] for tag, one in tags_of(page) if tag == "meta" and "http-equiv" in one)
    said = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    code = re.findall(r"<script>(.*?)</script>", page, re.DOTALL)
    looks = re.findall(r"<style>(.*?)</style>", page, re.DOTALL)
    assert len(code) == len(looks) == 1
    later = head_of(page)["scripts"]
    assert set(later) == {"experts", "covariance", "mix", "map"}        # the sheet is shown first: it stands in the file
    codes = [code[0], *(block_of(page, later[name]).decode() for name in sorted(later))]
    *scripts, style = [f"'sha256-{base64.b64encode(hashlib.sha256(one.encode()).digest()).decode()}'" for one in [*codes, *looks]]
    assert said == {"default-src": "'none'", "script-src": f"{' '.join(scripts)} 'wasm-unsafe-eval'", "style-src": style,
                    "img-src": "data:", "base-uri": "'none'", "form-action": "'none'"}


def test_nothing_in_it_points_outside(home: Path) -> None:
    page = talk_html(tiny_models(home, "hmog", "gmgan"), None)
    for _, given in tags_of(page):
        assert not {"src", "srcset", "action"} & set(given)
        assert (given.get("href") or "data:").startswith("data:")
        assert not any(name.startswith("on") for name in given)


@pytest.mark.parametrize("evil", ["</script><script>alert(1)</script>", "<!--<script>", "<img src=x onerror=alert(1)>"])
def test_words_of_a_script_stay_words(evil: str, home: Path) -> None:
    models = tiny_models(home, "hmog")
    plain = talk_html(models, read_script("# T\n## One\n<Tree?model=hmog-tiny>\nLook."))
    page = talk_html(models, read_script(f"# T {evil}\n## One {evil}\n<Tree?model=hmog-tiny>\n{evil}"))
    assert [tag for tag, _ in tags_of(page)] == [tag for tag, _ in tags_of(plain)]
    assert head_of(page)["steps"][0]["say"] == [" ".join(evil.split())]


def test_names_of_classes_stay_words(home: Path) -> None:
    """They come from whoever trained the model, and stand in sentences that are HTML."""
    evil = "<b></script>"
    (found,) = tiny_models(home, "gmgan")
    config = found.config.model_copy(update={"facts": found.config.facts.model_copy(update={"class_names": (evil,) * 10})})
    found.__dict__["config"] = config
    page = talk_html([found], None)
    assert evil not in page
    stories = block_of(page, head_of(page)["screens"]["Home|gmgan-tiny|0||0"]["stories"]).decode()
    assert "<" not in stories                                           # \u003c, and within that escaped
    assert "&lt;b&gt;" in stories


def test_json_is_inert() -> None:
    assert "<" not in inert({"a": "</script><!--"})


def test_a_script_that_ends_its_tag_is_a_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(COMPONENTS["sheet"], "HTML", "<p></p>")
    assert "</p>" not in first_script(["sheet"])
    monkeypatch.setattr("mixgan.ui.talkfile.bundle.module", lambda *names: "export default function () { '</SCRIPT>' }")
    with pytest.raises(ValueError, match="ends its own tag"):
        first_script(["sheet"])


# --- a script ----------------------------------------------------------------------------------------------------------


def test_it_opens_on_the_first_step_which_stands_before_the_script(home: Path) -> None:
    page = talk_html(tiny_models(home, "hmog", "megan", "gmgan"), read_script(TREE.format(more="", say="")))
    before, _, after = page.partition("<script>")
    head = head_of(page)
    needed = [head["screens"]["Tree|hmog-tiny|0||0"]["parts"][0]["packet"], head["models"][0]["program"]]
    assert all(f'id="{name}"' in before for name in needed)
    assert f'id="{head["models"][1]["program"]}"' in after


@pytest.mark.parametrize(("more", "key"), [
    ("", "Tree|hmog-tiny|0||0"), ("&z=63", "Tree|hmog-tiny|0||0"), ("&z=64", "Tree|hmog-tiny|0||64"),
    ("&z=130", "Tree|hmog-tiny|0||130"), ("&seed=7", "Tree|hmog-tiny|7||0")])
def test_a_state_that_the_stored_samples_lack_has_a_screen_of_its_own(more: str, key: str, home: Path) -> None:
    head = head_of(talk_html(tiny_models(home, "hmog"), read_script(TREE.format(more=more, say=""))))
    assert next(iter(head["screens"])) == key


@pytest.mark.parametrize(("step", "says"), [
    ("<Tree?model=hmog-tiny&beside=megan-tiny>", "two models side by side, and a file shows one at a time"),
    ("<Train?model=hmog-tiny>", "Step 1 of the script ('One') opens Train, and a file has Home, Tree"),
    ("<Tree?model=gmgan-tiny>", "Name it too"),
    ("<Tree?model=hmog-tiny&z=5000>", "z '5000', which should be a whole number from 0 to 4,999"),
    ("<Tree?model=hmog-tiny&seed=x>", "seed 'x', which should be"),
    ("<Tree?model=hmog-tiny&label=3>", "was not told classes"),
    ("<Nowhere>", "Nowhere")])
def test_a_step_that_a_file_cannot_hold_is_refused(step: str, says: str, home: Path) -> None:
    models = tiny_models(home, "hmog")
    with pytest.raises(ConfigError) as found:
        talk_html(models, read_script(f"# T\n## One\n{step}\nLook."))
    assert says in str(found.value)


def test_the_talk_beside_a_model_is_told_where_it_needs_no_other(home: Path) -> None:
    (found,) = tiny_models(home, "hmog")
    assert usual_script([found]) is None                                # the shipped tour is of other models
    (found.path / "script.md").write_text(TREE.format(more="", say="Mine."))
    told = usual_script([found])
    assert told is not None
    assert told.steps[0].say == "Mine."
    (found.path / "script.md").write_text(TREE.format(more="", say="").replace("hmog", "megan"))
    assert usual_script([found]) is None


# --- what the hand can make and take -------------------------------------------------------------------------------------


def test_every_live_page_can_be_saved_and_two_can_be_drawn_on(home: Path) -> None:
    page = talk_html(tiny_models(home, "hmog"), None)
    views = {}
    for key, screen in head_of(page)["screens"].items():
        header, _ = unpack(block_of(page, screen["parts"][0]["packet"]))
        views[key.split("|")[0]] = header.get("view", header)
    assert {name for name, view in views.items() if view.get("recipe")} == {"Home", "Tree", "Experts", "Covariance", "Mixture"}
    assert {name for name, view in views.items() if view.get("draw")} == {"Tree", "Experts"}
    assert views["Tree"]["recipe"] == {
        "model": "hmog-tiny", "fingerprint": opened_from(find("hmog-tiny").path).fingerprint, "family": "hmog", "page": "Tree",
        "seed": 0, "label": None}


def test_points_are_refused(models: Models, home: Path) -> None:
    from tests.ui.tiny import POINTS

    models("gmgan", facts=POINTS, data="ring", figures=False)
    with pytest.raises(ConfigError, match="draws points in the plane"):
        talk_html([find("gmgan-tiny")], None)


@pytest.mark.parametrize("family", ["acgan", "gmgan-supervised"])
def test_a_model_that_was_told_classes_has_its_board(family: str, home: Path) -> None:
    head = head_of(talk_html(tiny_models(home, family), None))
    parts = [part["component"] for part in head["screens"][f"Experts|{family}-tiny|0||0"]["parts"]]
    assert parts == (["classes"] if family == "acgan" else ["experts", "classes"])


def test_a_map_is_cut_to_whole_rows_of_its_pictures(home: Path) -> None:
    (found,) = tiny_models(home, "gmgan")
    stored = read_map(found.map_path)
    few = lighter(stored, stored.columns + 3)
    assert few.n == len(few.pca) == len(few.expert) == len(few.cls) == stored.columns
    assert few.hosts is not None
    assert few.hosts.max() < few.n                                  # of those that are left
    layout = stored.pca
    for j in (0, 5, 319):
        lost = stored.hosts[j] >= few.n
        near = np.linalg.norm(layout[: few.n] - layout[stored.hosts[j]].mean(0), axis=1).argmin()
        assert few.hosts[j].tolist() == np.where(lost, near, stored.hosts[j]).tolist()
    assert lighter(stored, stored.n) is stored
    assert lighter(stored, 10**6) is stored


# --- the command -------------------------------------------------------------------------------------------------------


def test_the_command_writes_it(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tiny_models(home, "hmog", "megan", "gmgan")
    (home / "talk.md").write_text(ALL_PAGES)
    out = home / "talk.html"
    assert main(["export", "hmog-tiny", "megan-tiny", "gmgan-tiny", "--html", str(out), "--script", str(home / "talk.md")]) == 0
    assert "6 steps" in capsys.readouterr().err
    assert head_of(out.read_text())["title"] == "Six pages"


@pytest.mark.parametrize(("arguments", "says"), [
    (["hmog-tiny", "megan-tiny", "--onnx", "x.onnx"], "--onnx takes one name, and 2 were given"),
    (["hmog-tiny", "--onnx", "x.onnx", "--script", "y.md"], "--script is of --html and --site"),
    (["hmog-tiny", "--html", "x.html", "--script", "none.md"], "none.md"),
    (["hmog-tiny", "--onnx", "x.onnx", "--learning"], "--learning is of --html and --site"),
    (["hmog-tiny"], "needs to be told what to write"),
    (["nothing", "--html", "x.html"], "nothing")])
def test_what_the_command_refuses(arguments: list[str], says: str, home: Path, capsys: pytest.CaptureFixture[str],
                                  monkeypatch: pytest.MonkeyPatch) -> None:
    tiny_models(home, "hmog", "megan")
    monkeypatch.chdir(home)
    assert main(["export", *arguments]) == 2
    assert says in capsys.readouterr().err
    assert not list(home.glob("x.*"))


def test_a_file_is_whole_or_not_there(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    models, out = tiny_models(home, "hmog"), home / "talk.html"
    size, notes = write_talk(out, models, all_pages_of("hmog"))
    assert out.stat().st_size == size
    assert notes == []


def test_home_and_map_of_another_seed_are_drawn(home: Path) -> None:
    script = "# T\n## One\n<Home?model=hmog-tiny&seed=4>\n.\n## Two\n<Map?model=hmog-tiny&seed=4>\n."
    page = talk_html(tiny_models(home, "hmog"), read_script(script))
    screens = head_of(page)["screens"]
    other = [screens[f"{name}|hmog-tiny|4||0"] for name in ("Home", "Map")]
    assert other[0]["caption"].endswith("64 samples of seed 4")
    assert "seed 4" in other[1]["caption"]
    assert "of the 120 of seed 0" in other[1]["caption"]
    assert other[0]["parts"] != screens["Home|hmog-tiny|0||0"]["parts"]


def test_a_site_is_a_file_for_every_model_and_a_page_that_leads_to_them(home: Path) -> None:
    models = tiny_models(home, "hmog", "megan", "gmgan")
    written = write_site(home / "site", models, read_script(ALL_PAGES))
    assert [path.name for path in written] == ["hmog-tiny.html", "megan-tiny.html", "gmgan-tiny.html", "talk.html", "index.html"]
    index = (home / "site" / "index.html").read_text()
    linked = [given["href"] for tag, given in tags_of(index) if tag == "a"]
    assert sorted(linked) == sorted(path.name for path in written[:-1])
    assert "script" not in [tag for tag, _ in tags_of(index)]
    assert len(head_of((home / "site" / "megan-tiny.html").read_text())["models"]) == 1
