"""Who moves a request and who reads it: the people its kind names, by the states of its flow."""

from hocba.kernel.models import Decision, Evidence, Request
from hocba.kernel.policy import allow, see
from hocba.kernel.requests.kinds import Asker, Own, Part, may

ATTACH = allow(
    "request.attach", on=Request, who=[Asker()], when=[may("attach")], label="thêm minh chứng"
)
SUBMIT = allow(
    "request.submit", on=Request, who=[Asker()], when=[may("submit")], label="nộp đề nghị"
)
WITHDRAW = allow(
    "request.withdraw", on=Request, who=[Own()], when=[may("withdraw")], label="rút đề nghị"
)
ENDORSE = allow(
    "request.endorse",
    on=Request,
    who=[Part("endorsers")],
    when=[may("endorse")],
    label="xác nhận đề nghị của người khác",
)
APPROVE = allow(
    "request.approve",
    on=Request,
    who=[Part("approvers")],
    when=[may("approve")],
    label="duyệt đề nghị của người khác",
)
REJECT = allow(
    "request.reject",
    on=Request,
    who=[Part("approvers")],
    when=[may("reject")],
    label="từ chối đề nghị của người khác",
)
APPLY = allow(
    "request.apply",
    on=Request,
    who=[Asker()],
    when=[may("apply")],
    label="làm điều đã được duyệt",
)
HEAR = allow(
    "request.hear",
    on=Request,
    who=[Part("approvers")],
    when=[may("hear")],
    label="ghi nhận đã giải trình",
)

PARTS = ("endorsers", "approvers", "readers")
see(Request, [Own(), *(Part(part) for part in PARTS)])
see(Evidence, [Own("request"), *(Part(part, "request") for part in PARTS)])
see(Decision, [Own("request"), *(Part(part, "request") for part in PARTS)])
