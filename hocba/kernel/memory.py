"""Giving memory back to the machine, which often has little and other things to do."""

import ctypes
import gc
import sys

YOUNG = 20_000
"""New objects between two walks of the collector: those of a few requests."""


def give_back() -> None:
    """Return what the allocator holds free (glibc; elsewhere nothing happens).

    What is loaded by now stays for good, so the collector need not walk it again: a class's page
    took a third longer with these half a million objects under watch. A request's thousands of
    small tuples are no garbage in circles either: looked through after every 700 of them they
    cost a save a fourteenth of its time.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
