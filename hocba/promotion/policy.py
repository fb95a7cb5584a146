"""Who checks, decides and reopens a class's results, who nominates for praise, who reads."""

from hocba.kernel.policy import allow, see
from hocba.people.roles import (
    department_head,
    homeroom,
    inspector,
    office,
    principal,
    subject_teacher,
    vice_principal,
)
from hocba.promotion.flow import PRAISE
from hocba.promotion.models import DecisionLine, Praise, Review, YearDecision
from hocba.year.models import Klass

CHECK = allow(
    "year.check", on=Klass, who=[homeroom, vice_principal], label="kiểm tra kết quả của lớp"
)
DECIDE = allow(
    "year.decide",
    on=Klass,
    who=[principal],
    label="quyết định kết quả cuối năm",
)
REOPEN = allow("year.reopen", on=Klass, who=[principal], label="mở lại việc xét của lớp")
NOMINATE = allow(
    "praise.nominate", on=Klass, who=[homeroom, vice_principal], label="đề nghị khen học sinh"
)
DECIDE_PRAISE = allow(
    "praise.decide",
    on=Praise,
    who=[principal],
    when=[PRAISE.guard("decide")],
    label="quyết định khen học sinh",
)
REFUSE_PRAISE = allow(
    "praise.refuse",
    on=Praise,
    who=[principal],
    when=[PRAISE.guard("refuse")],
    label="không khen theo đề nghị",
)
READERS = [*office, homeroom, subject_teacher, department_head, inspector]
for model in (YearDecision, Review, DecisionLine, Praise):
    see(model, READERS)
