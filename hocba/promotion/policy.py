"""Who decides a class's year, and who reads the decisions."""

from hocba.kernel.policy import allow, see
from hocba.people.roles import department_head, homeroom, office, principal, subject_teacher
from hocba.promotion.models import YearDecision
from hocba.year.models import Klass

DECIDE = allow(
    "year.decide",
    on=Klass,
    who=[principal],
    label="quyết định kết quả cuối năm",
)
see(YearDecision, [*office, homeroom, subject_teacher, department_head])
