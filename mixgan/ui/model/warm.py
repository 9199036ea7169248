"""One background thread that imports torch and opens models, so that no page stands still meanwhile."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from typing import TypeVar

__all__ = ["begin", "later"]

T = TypeVar("T")
DELAY_S = 0.5


@lru_cache(maxsize=1)
def _workshop() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=1, thread_name_prefix="mixgan-open")


def later(work: Callable[..., T], *args: object) -> Future[T]:
    """`work(*args)` in the one background thread, after what was asked before."""
    return _workshop().submit(work, *args)


@lru_cache(maxsize=1)
def begin() -> None:
    """Once in a process, after the first picture is on the screen: torch is imported while the visitor looks at it."""
    timer = threading.Timer(DELAY_S, later, (_imports,))
    timer.daemon = True
    timer.start()


def _imports() -> None:
    import mixgan.families.contract  # noqa: F401 - for its effect: torch is there when a page needs it

    # Streamlit collects garbage after every run, and sends nothing meanwhile: over what PyTorch brings, 0.3 s on a slow processor
    gc.freeze()
