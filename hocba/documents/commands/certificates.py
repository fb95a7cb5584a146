"""Registering certificates of persons and of a school's seal, and ending a registration."""

from collections.abc import Sequence

from hocba.documents import keys, policy
from hocba.documents.keys import NewCertificate
from hocba.documents.models import Certificate
from hocba.documents.signing import certificates
from hocba.documents.signing.trust import World
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Fault, Invalid
from hocba.org.models import Place
from hocba.people.models import Person


@command(policy.REGISTER, says="Đăng ký {count} chứng thư số")
def register_certificates(ctx: Ctx, school: Place, rows: Sequence[NewCertificate]) -> list[int]:
    """Register certificates of one school; returns Certificate ids in the order given.

    Each must be of the school's trust world and name the person (reference and name) or the
    school (tax code). One that is registered already is returned, not doubled. Invalid names the
    rows that do not fit.
    """
    people = Person.objects.in_bulk([r.person for r in rows if r.person is not None])
    world, found = World(school.trust), keys.trust()
    made: list[Certificate] = []
    faults: list[Fault] = []
    for number, row in enumerate(rows, 1):
        facts = certificates.holder(row.der)
        problem = _mismatch(row, facts, people.get(row.person or 0), school)
        if not problem and found.world_of(row.der) is not world:
            problem = f"Chứng thư «{facts.name}» không thuộc hệ {world.label} của trường."
        if problem:
            faults.append(Fault(f"dòng {number}", problem))
            continue
        made.append(_registered(row, facts, school))
    if faults:
        raise Invalid(faults)
    new = [c for c in made if c.pk is None]
    Certificate.objects.bulk_create(new)
    ctx.tell(count=len(new), certificates=[c.pk for c in made])
    return [c.pk for c in made]


def _mismatch(
    row: NewCertificate, facts: certificates.Holder, person: Person | None, school: Place
) -> str:
    if row.person is None:
        if facts.taxcode and facts.taxcode == school.tax_code:
            return ""
        return f"Chứng thư «{facts.name}» không mang mã số thuế {school.tax_code} của trường."
    same = person is not None and facts.person == str(person.pk)
    if same and person is not None and certificates.same_name(facts.name, person.full_name):
        return ""
    return f"Chứng thư «{facts.name}» không phải của người được đăng ký."


def _registered(row: NewCertificate, facts: certificates.Holder, school: Place) -> Certificate:
    known = Certificate.objects.filter(
        school=school, person=row.person, serial=facts.serial, ended_at=None
    ).first()
    return known or Certificate(
        person=row.person,
        school=school,
        world=school.trust,
        provider=row.provider,
        key_name=row.key_name,
        serial=facts.serial,
        subject=facts.name,
        pem=keys.pem_of(row.der),
        starts=facts.not_before,
        ends=facts.not_after,
    )


@command(policy.END_CERTIFICATE, says="Thôi đăng ký một chứng thư số")
def end_certificate(ctx: Ctx, certificate: Certificate) -> None:
    """End a registration: the certificate signs no more here. Signatures made with it stay."""
    certificate.ended_at = ctx.at
    certificate.save(update_fields=["ended_at"])
    ctx.tell(certificate=certificate.pk)
