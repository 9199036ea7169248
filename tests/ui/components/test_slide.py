"""Slides: a tree, a fan and blocks of pictures fill what they are given, with pictures as large as whole factors allow."""

from __future__ import annotations

from itertools import pairwise

import pytest

from tests.node import run_node

TREE = ("live/picture.js", "tree/slide.js")
BLOCKS = ("covariance/blocks.js",)
SCREENS = [(1840, 900, 27 / 16), (1200, 600, 18 / 16)]


@pytest.mark.parametrize(("width", "height", "unit"), SCREENS)
@pytest.mark.parametrize("depth", [1, 3, 4])
def test_all_levels_of_a_tree_are_on_the_slide(width: int, height: int, unit: float, depth: int) -> None:
    layout = run_node("treeSlide(width, height, unit, depth, [28, 28])",
                      {"width": width, "height": height, "unit": unit, "depth": depth}, TREE)
    nodes = layout["nodes"]
    assert len(nodes) == 2 ** (depth + 1) - 1
    assert all(node["kind"] == "picture" and node["factor"] == int(node["factor"]) >= 1 for node in nodes)
    assert max(node["y"] + node["size"][1] for node in nodes) + layout["caption"] <= height
    leaves = nodes[-(2**depth) :]
    gaps = [right["x"] - left["x"] - left["size"][0] for left, right in pairwise(leaves)]
    assert min(gaps) > 0
    factors = [nodes[2**level - 1]["factor"] for level in range(depth + 1)]
    assert factors == sorted(factors, reverse=True)
    assert factors[0] >= 2


@pytest.mark.parametrize(("width", "height", "unit"), SCREENS)
@pytest.mark.parametrize("K", [2, 10, 20])
def test_a_fan_fits(width: int, height: int, unit: float, K: int) -> None:
    layout = run_node("flatSlide(width, height, unit, K, [28, 28])",
                      {"width": width, "height": height, "unit": unit, "K": K}, TREE)
    root, *experts = layout["nodes"]
    assert len(experts) == K
    assert max(node["y"] + node["size"][1] for node in experts) + layout["caption"] <= height
    assert root["y"] + root["size"][1] + layout["caption"] <= min(node["y"] for node in experts)
    assert all(node["x"] >= node["size"][0] / 2 and node["x"] + node["size"][0] / 2 <= width for node in experts)


@pytest.mark.parametrize(("K", "width", "height"), [(10, 1840, 560), (1, 1840, 560), (20, 1200, 350), (16, 1840, 560)])
def test_blocks_have_the_largest_pictures_that_fit(K: int, width: int, height: int) -> None:
    sizes = {"n": 8, "w": 28, "h": 28, "gap": 6}
    found = run_node("blocks(K, width, height, sizes, 40)", {"K": K, "width": width, "height": height, "sizes": sizes}, BLOCKS)

    def holds(factor: int, across: int) -> int:
        wide, high = (width - 24 * (across - 1)) / across, height / -(-K // across) - 40 - 6
        return min(8, int((wide + 6) // (28 * factor + 6)) * int((high + 6) // (28 * factor + 6)))

    assert holds(found["factor"], found["across"]) == found["n"] >= 4
    assert all(holds(factor, across) < 4 for factor in range(found["factor"] + 1, 9) for across in range(1, K + 1))
