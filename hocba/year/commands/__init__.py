"""Opening a year, its classes and courses; enrolling, leaving, exempting; settings of the law."""

from hocba.year.commands.exemptions import exempt, set_plan, unexempt, withdraw_plan
from hocba.year.commands.frame import (
    MOVED,
    ClassPlan,
    CoursePlan,
    Seat,
    YearDates,
    enrol,
    leave,
    move,
    open_classes,
    open_courses,
    open_year,
    stay,
)
from hocba.year.commands.settings import decide_setting

__all__ = [
    "MOVED",
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
    "set_plan",
    "stay",
    "unexempt",
    "withdraw_plan",
]
