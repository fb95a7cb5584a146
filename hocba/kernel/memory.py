"""Giving memory back to the machine, which often has little and other things to do."""

import ctypes
import gc
import sys


def give_back() -> None:
    """Return what the allocator holds free (glibc; elsewhere nothing happens)."""
    gc.collect()
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
        if trim is not None:
            trim(0)
