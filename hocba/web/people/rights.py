"""«Ai được làm gì»: for each member of staff the duties of today and the rights they give."""

from django.http import HttpResponse

from hocba.kernel.policy import Actor, Duty, visible
from hocba.org.queries import in_force
from hocba.people import policy
from hocba.people.models import Assignment
from hocba.web.page import Request, page, render
from hocba.web.people.labels import duties_in_words
from hocba.web.people.me import rights_of


@page(action=policy.ASSIGN)
def report(request: Request) -> HttpResponse:
    """One line a person, and one line a right with everybody who has it."""
    on = request.actor.on
    rows = list(
        visible(request.actor, Assignment)
        .filter(in_force(on))
        .select_related("person")
        .order_by("person__sort_key", "person", "role", "pk")
    )
    words = duties_in_words(rows)
    held: dict[int, list[Duty]] = {}
    names: dict[int, str] = {}
    for d in rows:
        held.setdefault(d.person_id, []).append(
            Duty(d.pk, d.role, d.scope_kind, d.scope_id, d.school_id)
        )
        names[d.person_id] = d.person.full_name
    people = [
        (names[pk], words[pk], rights_of(Actor(pk, on, tuple(duties))))
        for pk, duties in held.items()
    ]
    by_right: dict[str, list[str]] = {}
    for name, _, rights in people:
        for right in rights:
            by_right.setdefault(right, []).append(name)
    return render(request, "people/rights.html", people=people, by_right=by_right, on=on)
