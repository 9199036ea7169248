"""What happens once in a process, while the visitor looks at the first picture."""

from __future__ import annotations

import gc

from mixgan.ui.model import warm


def test_libraries_are_set_aside_for_the_collection_that_ends_every_run() -> None:
    before = gc.get_freeze_count()
    gc.unfreeze()
    try:
        warm._imports()
        assert gc.get_freeze_count() > 100_000                      # PyTorch's modules, for most of them
        assert len(gc.get_objects()) < 10_000
    finally:
        if not before:
            gc.unfreeze()
