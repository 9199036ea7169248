"""Data sets as arrays: a known name, or a path to a folder of pictures, a zip or an npz, becomes an `ImageSet`."""

from mixgan.data.imageset import ImageSet, Skipped, describe
from mixgan.data.known import SourceInfo, known
from mixgan.data.pairing import Pairing
from mixgan.data.sources import caption_lists, is_here, load, pairings, require_here, why_unlabelled
from mixgan.data.splits import Split

__all__ = ["ImageSet", "Pairing", "Skipped", "SourceInfo", "Split", "caption_lists", "describe", "is_here", "known", "load",
           "pairings", "require_here", "why_unlabelled"]
