"""Where the nodes of a tree stand, for every depth and width: inside, apart, and the chosen path always in sight."""

from __future__ import annotations

import itertools
from typing import Any

import pytest

from tests.node import run_node

SCRIPTS = ("live/picture.js", "tree/layout.js")
WIDTHS = (280, 358, 560, 780, 1180)


def layouts(depth: int, native: int) -> list[dict[str, Any]]:
    n = 2 ** (depth + 1) - 1
    expression = """widths.flatMap((width) => [0, nodes - 1, (nodes - 1) >> 1].map((selected) => {
      const path = pathThrough(selected, mass, depth);
      return { width, path, ...treeLayout(width, depth, [native, native], path) };
    }))"""
    arguments = {"widths": WIDTHS, "nodes": n, "mass": [1.0] * n, "depth": depth, "native": native}
    return run_node(expression, arguments, SCRIPTS)


@pytest.mark.parametrize(("depth", "native"), [(1, 28), (3, 8), (3, 28), (4, 28), (4, 64), (6, 32)])
def test_pictures_stay_inside_and_apart(depth: int, native: int) -> None:
    for layout in layouts(depth, native):
        shown = [node for node in layout["nodes"] if node["kind"] == "picture"]
        for i, node in enumerate(layout["nodes"]):
            if node["kind"] != "picture":
                continue
            w, h = node["size"]
            pair = not layout["levels"][(i + 1).bit_length() - 1]["all"]
            border = 8 if pair else 0                           # the frame of a picture in a pair is not cut off
            assert node["x"] - w / 2 >= border
            assert node["x"] + w / 2 <= layout["width"] - border
            assert node["y"] + h <= layout["height"]
            between = 1.5 * native if depth >= 4 and layout["width"] >= 560 else None
            assert w % native == 0 or w in (native / 2, between)    # whole factors, or half of a large picture
        for a, b in itertools.combinations(shown, 2):
            apart = abs(a["x"] - b["x"]) >= (a["size"][0] + b["size"][0]) / 2 + 4 or a["y"] != b["y"]
            assert apart, (layout["width"], a, b)


@pytest.mark.parametrize("depth", [1, 4, 6])
def test_the_chosen_path_is_always_shown(depth: int) -> None:
    for layout in layouts(depth, 28):
        assert len(layout["path"]) == depth + 1
        for node in layout["path"]:
            assert layout["nodes"][node]["kind"] == "picture"
            if node:
                sibling = node + 1 if node % 2 else node - 1
                assert layout["nodes"][sibling]["kind"] == "picture"


FOLD = 720 - 146                # px of a window of 1280 x 720 below the top of the stage
BESIDE = 884                    # px of its stage, beside the sidebar


@pytest.mark.parametrize("native", [28, 32, 64])
def test_five_levels_stand_above_the_fold(native: int) -> None:
    layout = run_node("treeLayout(width, 4, [native, native], [0, 1, 3, 7, 15])", {"width": BESIDE, "native": native}, SCRIPTS)
    assert layout["height"] <= FOLD
    assert all(node["kind"] == "picture" for node in layout["nodes"])
    assert all(level["named"] for level in layout["levels"])
    assert min(node["size"][0] for node in layout["nodes"]) >= 28


FILM = {8: 122}                 # px that a push takes, by the side of its pictures; a morph takes less
USUAL_FILM = 114
BELOW = 6                       # px of the stage below the words of the leaves


@pytest.mark.parametrize("native", [8, 28, 32, 64])
@pytest.mark.parametrize("depth", [2, 3, 4])
def test_leaves_are_not_cut_off_under_a_film_either(depth: int, native: int) -> None:
    layout = run_node("treeLayout(width, depth, [native, native], pathThrough(0, mass, depth), 'low')",
                      {"width": BESIDE, "native": native, "depth": depth, "mass": [1.0] * 31}, SCRIPTS)
    assert layout["height"] - BELOW <= FOLD - FILM.get(native, USUAL_FILM)
    assert all(node["kind"] == "picture" and node["size"][0] >= 28 for node in layout["nodes"])
    assert all(level["named"] for level in layout["levels"])


@pytest.mark.parametrize("native", [8, 28, 32, 64])
def test_four_levels_stand_above_the_fold(native: int) -> None:
    layout = run_node("treeLayout(width, 3, [native, native], [0, 1, 3, 7])", {"width": BESIDE, "native": native}, SCRIPTS)
    assert layout["height"] - BELOW <= FOLD


@pytest.mark.parametrize(("depth", "width"), [(3, BESIDE), (4, 358)])
def test_four_levels_and_phones_keep_their_sizes(depth: int, width: int) -> None:
    layout = run_node("treeLayout(width, depth, [28, 28], pathThrough(0, mass, depth))",
                      {"width": width, "depth": depth, "mass": [1.0] * 31}, SCRIPTS)
    sizes = [layout["nodes"][2**level - 1]["size"][0] for level in range(depth + 1)]
    assert sizes == {3: [112, 84, 56, 56], 4: [112, 84, 56, 28, 56]}[depth]


def test_paths_and_nodes() -> None:
    assert run_node("[0, 1, 2, 4, 13].map(pathOf)", scripts=SCRIPTS) == ["", "L", "R", "LR", "RRL"]
    assert run_node("['', 'LR', 'RRL', 'LRLR', 'x', 7].map((p) => nodeAt(p, 3))", scripts=SCRIPTS) == [0, 4, 13, 0, 0, 0]
    heavy = "pathThrough(2, [1, .4, .6, .2, .2, .1, .5], 2)"
    assert run_node(heavy, scripts=SCRIPTS) == [0, 2, 6]
