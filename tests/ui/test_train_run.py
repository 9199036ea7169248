"""A run on the Train page: found again from its folder alone, in every state, and asked to do something."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from mixgan import jobs
from mixgan.analysis.settling import Look
from mixgan.store import runs
from mixgan.ui.components.packet import unpack
from tests.bad_zip import bad_zip
from tests.ui.a_run import Open, a_run, with_progress
from tests.ui.test_states import said
from tests.ui.tiny import tiny_config, write_tiny


def test_a_running_run_is_found_from_its_folder(home: Path, open_page: Open) -> None:
    with_progress(a_run("one", "running", 10, rate=2.0))
    app = open_page("Train")
    assert "one learns" in said(app)
    assert "step 10 of 20" in app.get("progress")[0].proto.text
    assert app.get("progress")[0].proto.value == 50
    assert "about 5 s left" in pace(app)
    assert app.button(key="train-stop").label == "Stop, keep"
    assert app.button(key="train-pause").label == "Pause"


def test_stop_is_asked_of_the_run_and_shown_until_it_is_done(home: Path, open_page: Open) -> None:
    run = with_progress(a_run("one", "running", 10, rate=2.0))
    app = open_page("Train")
    app.button(key="train-stop").click().run()
    wish = jobs.pending(run.path)
    assert wish is not None
    assert wish.request == "stop"
    assert app.button(key="train-stop").disabled


def charts(app: AppTest) -> dict[str, dict]:
    """What the chart of each head was given, by the widget's key; the film is another component."""
    found = {}
    for one in app.get("bidi_component"):
        if one.proto.component_name == "mixgan_settling":
            found[one.proto.id.rsplit("-", 1)[-1]] = unpack(one.proto.bytes)[0]
    return found


def with_looks(run: runs.RunFolder, n: int = 3) -> runs.RunFolder:
    for i in range(n):
        run.settling.append(Look(0, 250 * (i + 1), -1.0 - 0.3 * i, 0.2, (0.25,) * 4).line())
    return run


def test_a_head_that_warms_up_is_drawn_in_place_of_the_film(home: Path, open_page: Open) -> None:
    run = a_run("one", "running", 0)
    app = open_page("Train")
    assert not charts(app)                                          # nothing was looked at yet
    with_looks(run)
    (chart,) = charts(app.run()).values()
    assert chart["sentence"].startswith("Real pictures are being sorted into 4 kinds, the first of three heads: after 750")
    assert "No samples were drawn yet" not in said(app)


def test_how_a_head_settled_stays_below_the_film(home: Path, open_page: Open) -> None:
    with_looks(with_progress(a_run("one", "finished", 20)))
    app = open_page("Train", run="one")
    (chart,) = charts(app).values()
    assert "20 % change their kind" in chart["sentence"]
    assert "Not settled after its 750 updates." in chart["sentence"]       # the training began, so this is all
    assert not app.exception


def test_a_run_without_a_head_has_no_such_chart(home: Path, open_page: Open) -> None:
    with_progress(a_run("one", "finished", 20, family="gan"))
    assert not charts(open_page("Train", run="one"))


def test_the_link_chooses_the_run(home: Path, open_page: Open) -> None:
    with_progress(a_run("one", "finished", 20))
    with_progress(a_run("two", "stopped", 10))
    assert "one has learnt for 20 steps" in said(open_page("Train", run="one"))
    assert "two stopped at step 10 of 20" in said(open_page("Train", run="two"))
    other = said(open_page("Train", run="three"))
    assert "two stopped at step 10 of 20" in other or "one has learnt" in other
    assert "three" in other                                     # what was looked for is said


def test_a_step_beyond_the_run_is_left_out_and_named(home: Path, open_page: Open) -> None:
    with_progress(a_run("one", "finished", 20))                     # sheets at 10 and 20
    for step, is_good in (("20", True), ("21", False), ("6000", False)):
        app = open_page("Train", run="one", step=step)
        told = f"The link's step '{step}' is not possible here and was left out; allowed: a whole number from 0 to 20."
        assert (told in said(app).replace("\\", "")) is not is_good
        assert ("step" in app.query_params) is is_good
    with_progress(a_run("two", "running", 10))                      # it may come to its last step while one looks
    assert "step" in open_page("Train", run="two", step="20").query_params


def test_a_run_whose_process_is_gone_is_lost_and_can_be_resumed(home: Path, open_page: Open, started: list) -> None:
    a_run("one", "running", 12, pid=2**22 - 3)
    app = open_page("Train")
    assert "Its process is gone" in said(app)
    app.button(key="train-resume").click().run()
    assert started[0][0][1:] == ["-m", "mixgan", "train", "--resume", "one"]
    assert started[0][1] == home / "runs" / "one"


def test_a_finished_run_opens_with_one_click(home: Path, open_page: Open) -> None:
    run = with_progress(a_run("mine", "finished", 20, family="megan"))
    write_tiny(run.model, "megan")
    write_tiny(home / "checkpoints" / "first-in-the-list", "hmog")
    app = open_page("Train")
    app.button(key="train-open").click().run()
    assert app.selectbox(key="model").value == "mine"
    assert app.title[0].value == "The same noise, three hands"


def test_a_run_named_as_a_shipped_model_opens_itself(home: Path, open_page: Open) -> None:
    """The command on a model's card makes such a run; the pages must not show the shipped model in its place."""
    run = with_progress(a_run("mine", "finished", 20, family="megan"))
    write_tiny(run.model, "megan")
    write_tiny(home / "checkpoints" / "mine", "hmog")
    app = open_page("Train")
    app.button(key="train-open").click().run()
    assert app.selectbox(key="model").value == "runs/mine"
    assert app.title[0].value == "The same noise, three hands"
    assert any(button.key == "make-map-runs/mine" for button in open_page("Map", model="runs/mine").button)


def test_the_other_pages_say_that_a_training_runs(home: Path, open_page: Open) -> None:
    a_run("one", "running", 10)
    app = open_page("Home")
    assert any("training one: 50 %" in link.proto.label.replace("\\", "") for link in app.get("page_link"))


def test_the_other_pages_do_not_call_a_paused_run_training(home: Path, open_page: Open) -> None:
    a_run("one", "paused", 10)
    app = open_page("Home")
    assert [link.proto.label for link in app.get("page_link") if "one" in link.proto.label] == ["paused one: 50 %"]
    a_run("two", "running", 5)
    app.run()
    assert [link.proto.label for link in app.get("page_link") if "50" in link.proto.label or "25" in link.proto.label
            ] == ["training two: 25 %"]


def test_the_model_list_finds_a_name_by_what_it_contains(home: Path, open_page: Open) -> None:
    """Fuzzy search puts hmog-mnist-plain before megan-mnist-plain, and Enter opens it."""
    from streamlit.proto.Selectbox_pb2 import Selectbox

    write_tiny(home / "checkpoints" / "first", "hmog")
    mode = Selectbox.DESCRIPTOR.fields_by_name["filter_mode"].enum_type.values_by_name["FILTER_MODE_CONTAINS"].number
    assert open_page("Home").selectbox(key="model").proto.filter_mode == mode


def pace(app: AppTest) -> str:
    """The words at the bar: above it, and below it."""
    column = next(one for one in app.columns if one.get("progress"))
    words = (column.get("progress")[0].proto.text, column.caption[0].value.strip())
    return " · ".join(word for word in words if word).replace("\\", "")


@pytest.mark.parametrize(("phase", "message", "title", "enabled", "disabled"), [
    ("queued", "starting", "one is about to start", ["train-stop"], ["train-pause", "train-step-1", "train-step-100"]),
    ("queued", "waits until two is done", "one waits for its turn", ["train-stop"], ["train-pause"]),
    ("running", "", "one learns", ["train-pause", "train-step-1", "train-step-100", "train-stop"], []),
    ("paused", "", "one rests at step 10 of 20", ["train-resume", "train-step-1", "train-step-100", "train-stop"], []),
    ("stopped", "", "one stopped at step 10 of 20", ["train-resume"], []),
    ("failed", "Memory ran out.", "one stopped at step 10 of 20", ["train-resume"], []),
    ("finished", "", "one has learnt for 10 steps", ["train-open"], []),
])
def test_every_state_says_what_it_is_and_offers_what_can_be_done(
    phase: str, message: str, title: str, enabled: list[str], disabled: list[str], home: Path, open_page: Open,
) -> None:
    a_run("one", phase, 10, message=message)
    app = open_page("Train", run="one")
    assert not app.exception
    assert title in said(app)
    hands = {one.key: one for one in app.button if one.key}
    assert [key for key in enabled if hands[key].disabled] == []
    assert [key for key in disabled if not hands[key].disabled] == []
    shown = {key for key in hands if key.startswith(("train-pause", "train-resume", "train-step", "train-stop", "train-open"))}
    assert shown == set(enabled) | set(disabled) | ({"train-step-1", "train-step-100"} if phase == "queued" else set())
    if message:
        assert message.rstrip(".") in said(app) + pace(app)


def test_a_stopped_run_that_kept_a_model_opens(home: Path, open_page: Open) -> None:
    run = a_run("one", "stopped", 10)
    write_tiny(run.model, "hmog")
    assert [app_button.label for app_button in open_page("Train").button if app_button.key == "train-open"] == ["Explore"]


@pytest.mark.parametrize(("key", "request_", "n", "words"), [
    ("train-pause", "pause", 1, "pause"), ("train-step-1", "step", 1, "1 step"), ("train-step-100", "step", 100, "100 steps")])
def test_a_wish_is_asked_and_then_done(key: str, request_: str, n: int, words: str, home: Path, open_page: Open) -> None:
    run = with_progress(a_run("one", "running", 10, rate=2.0))
    app = open_page("Train")
    app.button(key=key).click().run()
    wish = jobs.pending(run.path)
    assert wish is not None
    assert (wish.request, wish.n) == (request_, n)
    assert f"{words}: asked" in pace(app)
    assert app.button(key=key).disabled                         # nothing is asked twice
    jobs.write(run.path, phase="paused", step=11, steps=20, answered=wish.id)
    assert f"{words}: done" in pace(app.run())
    jobs.write(run.path, phase="running", step=11, steps=20, pid=1, answered="")      # another process goes on with it
    assert words not in pace(app.run()).split(" · ", 1)[1]


def test_what_was_asked_of_a_run_is_no_model_that_another_page_misses(home: Path, open_page: Open) -> None:
    write_tiny(home / "checkpoints" / "hmog-tiny", "hmog")
    a_run("one", "running", 10, rate=2.0)
    app = open_page("Train")
    app.button(key="train-pause").click().run()
    assert [one.value for one in app.switch_page("pages/Tree.py").run().warning] == []


def test_after_the_last_step_only_a_stop_is_not_too_late(home: Path, open_page: Open) -> None:
    run = with_progress(a_run("one", "running", 20, rate=2.0, message="measuring the finished model"))
    app = open_page("Train")
    assert "step 20 of 20 · measuring the finished model" in pace(app)
    enabled = [key for key in ("pause", "step-1", "step-100", "stop") if not app.button(key=f"train-{key}").disabled]
    assert enabled == ["stop"]
    app.button(key="train-stop").click().run()
    wish = jobs.pending(run.path)
    assert wish is not None
    assert "stop: asked" in pace(app)
    jobs.write(run.path, phase="finished", step=20, steps=20, answered=wish.id)
    assert "finished · step 20 of 20 · stop: done" in pace(app.run())


def test_a_run_that_came_from_another_machine(home: Path, open_page: Open, started: list) -> None:
    run = runs.create("one", tiny_config("hmog", data=str(home / "there.zip")))
    jobs.write(run.path, phase="running", step=12, steps=20, host="elsewhere")
    assert "on elsewhere" in pace(open_page("Train"))
    jobs.write(run.path, phase="running", step=12, steps=20, host="elsewhere", heartbeat=time.time() - 3600)
    app = open_page("Train")
    assert "It was on elsewhere, and has said nothing for a minute" in said(app)
    assert "Its pictures are not on this machine" in said(app)
    app.text_input(key="train-moved-one").set_value(str(home / "nowhere.zip")).run()
    app.button(key="train-go-on-with").click().run()
    assert "There is nothing at" in said(app)
    assert not started
    moved = bad_zip(home, "few")
    app.text_input(key="train-moved-one").set_value(str(moved)).run()
    app.button(key="train-go-on-with").click().run()
    assert started[0][0][3:] == ["train", "--resume", "one", "--data", str(moved)]
