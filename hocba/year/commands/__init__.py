"""Opening a year, its classes and courses; enrolling, leaving, exempting; settings of the law."""

from hocba.year.commands.frame import (
    ClassPlan,
    CoursePlan,
    Seat,
    YearDates,
    enrol,
    exempt,
    leave,
    move,
    open_classes,
    open_courses,
    open_year,
)
from hocba.year.commands.settings import decide_setting

__all__ = [
    "ClassPlan",
    "CoursePlan",
    "Seat",
    "YearDates",
    "decide_setting",
    "enrol",
    "exempt",
    "leave",
    "move",
    "open_classes",
    "open_courses",
    "open_year",
]
