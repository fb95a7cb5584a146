"""What the circulars of secondary schools and GDTX centres have in common.

TT 22/2021, TT 43/2021 and TT 58/2011 say the same thing in many places, in articles of different
numbers.  The column functions that are the same stand here once; each circular registers them in
its own rulebook under its own clause, with its own thresholds (`params`).
"""
