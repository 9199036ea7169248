"""Writing what is measured of a model into its folder."""

from mixgan.analysis.publish.growth import at_snapshot, is_behind, store_growth, why_no_growth
from mixgan.analysis.publish.map import MAP_N, make_map, store_map, store_reals, thumbnails
from mixgan.analysis.publish.over_seeds import measured_in_full, store_repeat
from mixgan.analysis.publish.single import store_curve, store_losses
from mixgan.analysis.publish.whole import publish, ship, store_card

__all__ = ["MAP_N", "at_snapshot", "is_behind", "make_map", "measured_in_full", "publish", "ship", "store_card", "store_curve",
           "store_growth", "store_losses", "store_map", "store_reals", "store_repeat", "thumbnails", "why_no_growth"]
