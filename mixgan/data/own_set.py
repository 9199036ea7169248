"""Files of a folder or a zip to a set, by how its pictures are asked: not at all, by pictures, paired or not, by sentences."""

from __future__ import annotations

from mixgan.data.captioned import caption_set
from mixgan.data.entries import Entry
from mixgan.data.imageset import ImageSet, Skipped
from mixgan.data.own_pictures import image_set
from mixgan.data.pairing import AskedBy, CaptionList, Pairing
from mixgan.data.pairs import pair_set
from mixgan.data.splits import Split
from mixgan.data.two_sets import two_sets

__all__ = ["own_set"]


def own_set(
    entries: list[Entry], skipped: list[Skipped], source: str, asked: AskedBy | None, split: Split, size: int | None,
) -> ImageSet:
    """One split of what is among `entries`. Raises DataError where too little can be read."""
    match asked:
        case Pairing(unpaired=True):
            return two_sets(entries, skipped, source, asked, split, size)
        case Pairing():
            return pair_set(entries, skipped, source, asked, split, size)
        case CaptionList():
            return caption_set(entries, skipped, source, asked, split, size)
        case None:
            return image_set(entries, skipped, source, split, size)
