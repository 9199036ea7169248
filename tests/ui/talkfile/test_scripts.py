"""The file's own scripts, in Node: addresses, what the hand has set, and bytes."""

from __future__ import annotations

import base64
import gzip
from typing import Any

import numpy as np
import pytest

from mixgan.ui.components.packet import pack, unpack
from mixgan.ui.components.scripts import ENGINE
from mixgan.ui.talkfile.septets import text_of
from tests.node import run_node
from tests.ui.talkfile.talks import bytes_of

SCRIPTS = ("packet/packet.js", "talkfile/bytes.js", "talkfile/changed.js")
HAND = (*ENGINE, "talkfile/address.js", "talkfile/drawn.js", "talkfile/hand.js")
TREE = {"first": 0, "draws": {"noise": [[0.0]] * 64}, "classes": {"names": list("0123456789")}}
ROWS = {"rows": ["a", "b", "c"]}
PEN = {"draw": {}, "shapes": ["circle"] * 3}
FILM = {"sheets": [[9, 3]], "words": [["", ""]] * 9, "home": 4}
MOMENTS = {"moments": [{"step": 20}, {"step": 300}, {"step": 4000}], "modes": []}
DRAWN = {"noise": [1.5, -0.00390625, 0, 6.99609375], "expert": -1}


@pytest.mark.parametrize(("page", "query"), [
    ("Tree", {"model": "hmog-mnist", "node": "LR", "z": "5", "pad": "0.5,-1"}), ("Home", {}), ("Map", {"model": "a & b=c#d%"})])
def test_an_address_comes_back(page: str, query: dict[str, str]) -> None:
    assert run_node("readAddress(addressOf(page, query))", {"page": page, "query": query}, HAND) == {"page": page, "query": query}


def test_an_address_reads_like_the_apps() -> None:
    query = {"model": "hmog-mnist", "off": "2,3", "node": None, "seed": ""}
    assert run_node("addressOf('Experts', query)", {"query": query}, HAND) == "#Experts?model=hmog-mnist&off=2,3"


@pytest.mark.parametrize("hash_", ["", "#", "#%", "#%E0%A4%A", "#Tree?z=%", "#?&&==", "#Tree?z=1?z=2"])
def test_no_address_is_an_error(hash_: str) -> None:
    assert isinstance(run_node("readAddress(text).page", {"text": hash_}, HAND), str)


# what a component sends, the words of the address, and what a live view takes up again
SAID: list[tuple[str, str, Any, dict[str, str], dict[str, Any], dict[str, Any]]] = [
    ("Tree", "node", "LR", {"node": "LR"}, {"selected": "LR"}, TREE),
    ("Tree", "node", "", {"node": "root"}, {"selected": ""}, TREE),
    ("Tree", "draw", 7, {"z": "7"}, {"at": 7}, TREE),
    ("Tree", "pad", [0.5, -1.25], {"pad": "0.5,-1.25"}, {"pad": [0.5, -1.25]}, TREE),
    ("Tree", "override", {"": "L", "LR": "R"}, {"hold": "-L,LR-R"}, {"forced": [[0, "L"], [4, "R"]]}, TREE),
    ("Tree", "override", {"": "3"}, {"hold": "-3"}, {"forced": [[0, "3"]]}, TREE),
    ("Tree", "dial", 0.35, {"dial": "0.35"}, {"temperature": 0.35}, TREE),
    ("Tree", "dial", 0, {"dial": "0"}, {"temperature": 0}, TREE),
    ("Tree", "mode", {"mode": "average", "cls": 0}, {"pictures": "average"}, {"mode": "average"}, TREE),
    ("Tree", "mode", {"mode": "class", "cls": 7}, {"pictures": "class-7"}, {"mode": "class", "cls": 7}, TREE),
    ("Tree", "push", {"node": "L", "t": 1.25, "keep": True}, {"push": "1.25-keep"},
     {"push": {"open": True, "t": 1.25, "keep": True, "heard": "null"}}, TREE),
    ("Tree", "morph", {"to": 7, "t": 0.35}, {"morph": "7-0.35"}, {"morph": {"open": True, "to": 7, "t": 0.35}}, TREE),
    ("Experts", "off", [1, 2], {"off": "2,3"}, {"off": [1, 2]}, ROWS),
    ("Experts", "mode", "drop", {"mode": "drop"}, {"mode": "drop"}, ROWS),
    ("Experts", "order", "share", {"order": "share"}, {"order": "share"}, ROWS),
    ("Experts", "expert", 2, {"expert": "3"}, {"expert": 2}, ROWS),
    ("Covariance", "level", 4, {"level": "4"}, {"level": 4, "spreads": [0.5, 0.5, 0.5]}, ROWS),
    ("Covariance", "spreads", [0.5, 1, 2], {"spreads": "4,8,16"}, {"spreads": [0.5, 1, 2]}, ROWS),
    ("Covariance", "comp", 1, {"comp": "2"}, {"comp": 1}, ROWS),
    ("Mixture", "mix", {"parts": [0, 20, 10], "levels": [8, 8, 4]}, {"w": "0,20,10", "s": "8,8,4"},
     {"parts": [0, 20, 10], "levels": [8, 8, 4]}, ROWS),
    ("Tree", "drawn", DRAWN, {"drawn": "AD4AnAAA_0Y"}, {"drawn": DRAWN}, PEN | {"first": 0, "draws": {"noise": [[0.0] * 4]}}),
    ("Experts", "drawn", DRAWN | {"expert": 2}, {"drawn": "3.AD4AnAAA_0Y"}, {"drawn": DRAWN | {"expert": 2}},
     ROWS | PEN | {"draws": {"noise": [[0.0] * 4]}}),
    ("Learning", "step", 300, {"moment": "300"}, {"step": 300, "follows": False, "shown": "experts"}, MOMENTS),
    ("Tree", "frame", 7, {"frame": "7"}, {"frame": 7}, FILM | {"sends": "frame"}),
    ("Tree", "node", "LR", {"node": "LR"}, {"picked": "LR"}, FILM | {"sends": "frame", "picks": "node"}),
    ("Experts", "expert", 1, {"expert": "2"}, {"picked": 1}, FILM | {"sends": "frame", "picks": "expert"}),
    ("Covariance", "level", 5, {"level": "5"}, {"frame": 5}, FILM | {"sends": "level"}),
]


@pytest.mark.parametrize(("page", "name", "value", "query", "kept", "view"), SAID, ids=[f"{a}-{b}-{c}" for a, b, c, *_ in SAID])
def test_what_the_hand_has_set_comes_back(page: str, name: str, value: Any, query: dict[str, str], kept: dict[str, Any],
                                          view: dict[str, Any]) -> None:
    expression = """(() => {
      const change = said(page, name, value, view, {});
      const { query } = readAddress(addressOf(page, change));
      return { query, kept: keptOf(page, query, view) };
    })()"""
    given = {"page": page, "name": name, "value": value, "view": view}
    assert run_node(expression, given, HAND) == {"query": query, "kept": kept}


@pytest.mark.parametrize(("page", "name", "value"), [
    ("Tree", "pad", [0, 0]), ("Tree", "dial", 1), ("Tree", "mode", {"mode": "sample", "cls": 3}), ("Tree", "push", None),
    ("Tree", "morph", None), ("Tree", "override", {}),
    ("Experts", "off", []), ("Experts", "mode", "reroute"), ("Experts", "expert", -1),
    ("Covariance", "level", 8), ("Covariance", "spreads", [1, 1, 1]), ("Covariance", "comp", "all"),
    ("Mixture", "mix", {"parts": [10, 10, 10], "levels": [8, 8, 8]}), ("Map", "pick", -1)])
def test_what_is_as_usual_leaves_the_address_clean(page: str, name: str, value: Any) -> None:
    given = {"page": page, "name": name, "value": value, "view": TREE | ROWS}
    assert run_node("addressOf(page, said(page, name, value, view, {}))", given, HAND) == f"#{page}"


@pytest.mark.parametrize(("page", "query"), [
    ("Tree", {"pad": "9,9", "hold": "X-L", "dial": "2", "pictures": "class-99", "push": "3", "z": "64", "morph": "64-0.5"}),
    ("Tree", {"pad": "1", "hold": ",", "dial": "x", "pictures": "all", "push": "", "z": "-1", "morph": "3-0"}),
    ("Experts", {"pad": "a,b", "off": "x", "expert": "0"}), ("Covariance", {"level": "x", "spreads": "1,2", "comp": "0"}),
    ("Mixture", {"w": "0,0,0", "s": "1,2"}), ("Mixture", {"w": "1,1,1.5", "s": "a,b,c"})])
def test_what_is_impossible_is_left_out(page: str, query: dict[str, str]) -> None:
    assert run_node("keptOf(page, query, view)", {"page": page, "query": query, "view": TREE | ROWS}, HAND) == {}


@pytest.mark.parametrize(("page", "query", "header"), [
    ("Home", {"sample": "5"}, {"selected": 5}), ("Home", {"sample": "64"}, {}), ("Home", {"sample": "-1"}, {}), ("Home", {}, {}),
    ("Map", {"z": "7", "by": "class", "layout": "pca"}, {"picked": 7, "by": "class", "layout": "pca"}),
    ("Map", {"z": "64", "by": "colour", "layout": "umap"}, {}),
    ("Map", {"real": "1", "lasso": "pca,1,2,3,4,5,6", "line": "pca,1,2,3,4"},
     {"real": {"n": 9, "on": True}, "lasso": "pca,1,2,3,4,5,6", "line": "pca,1,2,3,4"})])
def test_stored_pages_open_on_what_was_chosen(page: str, query: dict[str, str], header: dict[str, Any]) -> None:
    given = {"page": page, "query": query, "old": {"n": 64, "layouts": ["pca"], "real": {"n": 9, "on": False}}}
    assert run_node("headerOf(page, query, old)", given, HAND) == header


def test_a_map_says_what_is_drawn_on_it() -> None:
    view = {"by": "expert", "layout": "pca", "real": 1, "lasso": "pca,1,2,3,4,5,6", "line": ""}
    assert run_node("said('Map', 'view', view, {}, {})", {"view": view}, HAND) == {
        "by": None, "layout": "pca", "real": 1, "lasso": "pca,1,2,3,4,5,6", "line": None}


def test_a_packet_with_another_header_keeps_its_parts() -> None:
    packet = pack({"n": 3, "by": "expert"}, {"a": b"\1\2\3", "b": b"\4\5"})
    ask = "Array.from(changed(bytes(packet), (old) => ({ ...old, by: 'class', more: 'Größe' })))"
    header, parts = unpack(bytes(run_node(ask, {"packet": base64.b64encode(packet).decode()}, SCRIPTS)))
    assert (header["n"], header["by"], header["more"], parts) == (3, "class", "Größe", {"a": b"\1\2\3", "b": b"\4\5"})


@pytest.mark.parametrize("data", [b"", b"\1", b"\1\2", bytes(range(7)), bytes(range(256)) * 3, b"\0\r<" * 50, b"\xff" * 8])
def test_bytes_come_back_from_letters(data: bytes) -> None:
    """Through UTF-8, as a file holds them, with nothing in it that a page would change or take for a tag."""
    text = text_of(data)
    assert not set(text) & set("\0\r<")
    assert bytes(run_node("bytesOf(text)", {"text": text.encode().decode()}, SCRIPTS)) == data == bytes_of(text)


def test_letters_are_a_sixth_more_than_the_bytes() -> None:
    data = np.random.default_rng(0).bytes(50_000)
    assert len(text_of(data).encode()) < 1.18 * len(data)


@pytest.mark.parametrize("data", [b"", b"\1", b"\1\2", bytes(range(7))])
def test_bytes_are_woven_together_again(data: bytes) -> None:
    apart = text_of(gzip.compress(data[0::2] + data[1::2]))
    ask = "unzipped(bytesOf(apart)).then((one) => Array.from(woven(one)))"
    assert bytes(run_node(ask, {"apart": apart}, SCRIPTS)) == data
