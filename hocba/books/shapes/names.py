"""The names of the levels of a column, by its codes."""

from hocba.rules.levels import COMMENT, LEARNING, PRIMARY_SUBJECT, PRIMARY_TRAIT
from hocba.rules.mam_non.params import GOAL
from hocba.rules.tt58_2011.params import CONDUCT

LEVEL_NAMES = {
    ",".join(scale.codes[::-1]): scale.words[::-1]
    for scale in (COMMENT, LEARNING, PRIMARY_SUBJECT, PRIMARY_TRAIT, CONDUCT, GOAL)
}
"""`T,H,C` → Hoàn thành tốt, Hoàn thành, Chưa hoàn thành; codes and names best first."""
