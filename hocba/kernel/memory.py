"""Giving memory back to the machine, which often has little and other things to do."""

import ctypes
import gc
import sys


def give_back() -> None:
    """Return what the allocator holds free (glibc; elsewhere nothing happens).

    What is loaded by now stays for good, so the collector need not walk it again: a class's page
    took a third longer with these half a million objects under watch.
    """
    gc.collect()
    gc.freeze()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
