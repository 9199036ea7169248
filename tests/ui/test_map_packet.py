"""What the map sends to the browser and takes back."""

from __future__ import annotations

import base64
import dataclasses

import numpy as np
import pytest

from mixgan import pictures
from mixgan.analysis.words import percent
from mixgan.store.maps import StoredMap
from mixgan.ui.components.map import MapLook, chosen, map_packet
from mixgan.ui.components.packet import pack, unpack

LOOK = MapLook("leaf", {"light": ["#000000"] * 3, "dark": ["#ffffff"] * 3}, ["circle", "square", "star"],
               {"light": ["#000000"] * 2, "dark": ["#ffffff"] * 2}, "expert", "umap", "a map")


def a_map(n: int = 50, umap: bool = True) -> StoredMap:
    chance = np.random.default_rng(0)
    tiles = chance.integers(0, 256, (n, 4, 6, 1), np.uint8)
    return StoredMap(
        seed=0, n=n, space="features", umap=chance.normal(size=(n, 2)).astype(np.float32) if umap else None,
        pca=chance.normal(size=(n, 2)).astype(np.float32), expert=np.arange(n) % 3, weight=np.linspace(0, 1, n),
        cls=np.where(np.arange(n) % 5 == 0, -1, np.arange(n) % 2), confidence=np.full(n, 0.996), class_names=("a", "b"),
        thumbs=pictures.webp(pictures.sheet(tiles, 10), lossless=True), columns=10, thumb_px=6)


def test_the_packet_holds_each_point_once() -> None:
    stored = a_map()
    header, parts = unpack(map_packet(stored, LOOK))
    assert header["n"] == 50
    assert header["layouts"] == ["umap", "pca"]
    assert header["thumb"] == {"width": 6, "height": 4, "columns": 10}
    np.testing.assert_array_equal(np.frombuffer(parts["expert"], "<u2"), stored.expert)
    classes = np.frombuffer(parts["cls"], np.uint8)
    assert (classes[stored.cls < 0] == 255).all()
    np.testing.assert_array_equal(classes[stored.cls >= 0], stored.cls[stored.cls >= 0])


def test_places_keep_their_order_and_nearly_their_value() -> None:
    stored = a_map()
    _, parts = unpack(map_packet(stored, LOOK))
    sent = np.frombuffer(parts["pca"], "<u2").reshape(-1, 2) / 65535
    for axis in (0, 1):
        true = stored.pca[:, axis]
        slope, offset = np.polyfit(true, sent[:, axis], 1)
        assert slope > 0
        assert np.abs(sent[:, axis] - (slope * true + offset)).max() < 0.02


@pytest.mark.parametrize("share", [0.0, 1e-9, 0.0049, 0.5, 0.995, 0.996, 0.99999, 1.0])
def test_a_share_is_read_as_it_is_stored(share: float) -> None:
    """Not to the last bit, but what is less than all never becomes 100 %, nor what is more than nothing 0 %."""
    stored = dataclasses.replace(a_map(), confidence=np.full(50, share))
    _, parts = unpack(map_packet(stored, LOOK))
    sent = set(np.frombuffer(parts["confidence"], "<u2").tolist())
    assert {percent(one / 65535) for one in sent} == {percent(share)}


def test_without_umap_the_map_starts_with_principal_components() -> None:
    header, _ = unpack(map_packet(a_map(umap=False), LOOK))
    assert (header["layouts"], header["layout"]) == (["pca"], "pca")


def test_a_selection_comes_back_as_indices() -> None:
    flags = np.zeros(5000, np.uint8)
    flags[[0, 7, 8, 4999]] = 1
    sent = base64.b64encode(np.packbits(flags, bitorder="little").tobytes()).decode()
    assert len(sent) < 1024
    assert chosen(sent, 5000).tolist() == [0, 7, 8, 4999]


@pytest.mark.parametrize("sent", [None, "", "%%%", "no base64"])
def test_a_selection_that_is_none_selects_nothing(sent: str | None) -> None:
    assert chosen(sent, 5000).tolist() == []


def test_the_id_follows_everything_in_the_packet() -> None:
    ids = {unpack(pack(header, parts))[0]["id"] for header, parts in
           [({"a": 1}, {"x": b"1"}), ({"a": 2}, {"x": b"1"}), ({"a": 1}, {"x": b"2"}), ({"a": 1}, {"y": b"1"})]}
    assert len(ids) == 4


def test_a_packet_beyond_its_limit_is_refused() -> None:
    with pytest.raises(ValueError, match="exceeds 10"):
        pack({}, {"x": b"12345678"}, limit=10)
