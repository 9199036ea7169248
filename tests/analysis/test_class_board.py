"""The board of classes is what the model draws: each class, by each expert that owns it, on the same noise."""

from __future__ import annotations

import pytest
import torch

from mixgan import families
from mixgan.analysis.class_board import class_board, owners
from mixgan.analysis.observe import drawn
from tests.ui.tiny import tiny_config


@pytest.fixture(params=["acgan", "cgan", "gmgan-supervised"])
def generator(request: pytest.FixtureRequest) -> families.Generator:
    return families.build(tiny_config(request.param)).eval()


def test_every_cell_is_what_the_model_draws(generator: families.Generator) -> None:
    draw = drawn(generator, 8, 3)
    board = class_board(generator, draw)
    with torch.inference_mode():
        images = generator(board.draw)
        for label, groups in enumerate(board.rows):
            n = len(groups[0].cells)
            own = generator(draw[:n].with_label(label))
            for group in groups:
                asked = draw[:n].with_label(label)
                made = generator(asked if generator.n_experts == 1 else asked.with_expert(group.expert))
                torch.testing.assert_close(images[group.cells], made)
                for j, chosen in enumerate(group.chosen):           # what is framed is the sample itself
                    if chosen:
                        torch.testing.assert_close(images[group.cells[j]], own[j])
            assert [sum(framed) for framed in zip(*(group.chosen for group in groups), strict=True)] == [1] * n


def test_the_columns_are_the_owners(generator: families.Generator) -> None:
    found = owners(generator, drawn(generator, 1, 0))
    if generator.n_experts == 1:
        assert found == [[0]] * 10
        return
    owner = generator.owner().tolist()
    assert found == [[k for k in range(generator.n_experts) if owner[k] == label] for label in range(10)]


def test_a_row_is_no_wider_than_its_experts_need(generator: families.Generator) -> None:
    board = class_board(generator, drawn(generator, 8, 0))
    assert {sum(len(group.cells) for group in groups) for groups in board.rows} == {8}
