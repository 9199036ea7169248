from __future__ import annotations

import hashlib

import numpy as np
import pytest

from mixgan import data
from mixgan.data.imageset import ImageSet, Skipped, describe, digest_of
from tests.data.planted import noise

IMAGES = noise(20, 8, 12, 3)
LABELS = np.arange(20, dtype=np.int64) % 2


def test_the_public_names_are_these() -> None:
    assert sorted(data.__all__) == ["ImageSet", "Pairing", "Skipped", "SourceInfo", "Split", "caption_lists", "describe",
                                    "is_here", "known", "load", "pairings", "require_here", "why_unlabelled"]


def test_shapes_are_channels_height_width() -> None:
    assert ImageSet(IMAGES, None, (), "x", "").image_shape == (3, 8, 12)
    assert ImageSet(np.zeros((5, 2), np.float32), None, (), "x", "").image_shape == (2,)


def test_facts_carry_what_a_network_needs() -> None:
    facts = ImageSet(IMAGES, LABELS, ("a", "b"), "x", "abc", centre=(1.0, 2.0), scale=3.0).facts()
    assert facts.image_shape == (3, 8, 12)
    assert facts.class_names == ("a", "b")
    assert (facts.n_train, facts.digest, facts.centre, facts.scale) == (20, "abc", (1.0, 2.0), 3.0)


def test_a_digest_is_the_same_for_ever() -> None:
    """By hand: another value means that every stored run would fail to know its data again."""
    content = b"|u1(1, 2, 2, 3)" + bytes(range(12)) + b"<i8(1,)" + (7).to_bytes(8, "little")
    expected = hashlib.blake2b(content, digest_size=16).hexdigest()
    assert digest_of(np.arange(12, dtype=np.uint8).reshape(1, 2, 2, 3), np.array([7])) == expected


@pytest.mark.parametrize("change", ["pixel", "label", "no labels", "shape", "type"])
def test_a_digest_notices(change: str) -> None:
    images, labels = IMAGES.copy(), LABELS.copy()
    if change == "pixel":
        images[3, 2, 1, 0] ^= 1
    if change == "label":
        labels[4] = 1 - labels[4]
    if change == "shape":
        images = images.reshape(20, 12, 8, 3)
    if change == "type":
        images = images.view(np.int8)
    assert digest_of(images, None if change == "no labels" else labels) != digest_of(IMAGES, LABELS)


def test_a_digest_is_of_values_not_of_memory() -> None:
    assert digest_of(IMAGES[::2], LABELS[::2]) == digest_of(IMAGES[::2].copy(), LABELS[::2].copy())


def test_describe_says_it_all_in_words() -> None:
    found = ImageSet(IMAGES, LABELS, ("a", "b"), "x", "", (Skipped("y", "bad"),), ("All were washed.",))
    assert describe(found) == "20 pictures, 12 by 8 px, colour, 2 classes. All were washed. 1 file was left out."
    assert describe(ImageSet(np.zeros((2500, 2), np.float32), None, (), "x", "")) == "2,500 points in the plane."
    assert describe(ImageSet(IMAGES[..., :1], None, (), "x", "")) == "20 pictures, 12 by 8 px, grey."
