"""Answering the questions that the law leaves open, for a school or a province."""

import datetime

from hocba.documents.queries import signed_schools
from hocba.kernel.command import Ctx, command
from hocba.kernel.errors import Invalid, Refusal
from hocba.org.decree import Decree
from hocba.org.models import Place, SettingDecision
from hocba.org.queries import schools_under
from hocba.org.settings import OWNER_WORDS, PROVINCE, SETTINGS, Setting, settings_for
from hocba.rules import settings as law
from hocba.year import policy


@command(policy.DECIDE_SETTING, says="Quyết định thiết lập “{question}”: {answer}")
def decide_setting(
    ctx: Ctx, place: Place, name: str, value: str, from_year: int, decree: Decree, about: str = ""
) -> SettingDecision:
    """Answer a setting for a place from a school year on (2025 is 2025–2026), by a decision.

    `about` is one of the setting's single things, "" for all. Refusal when the level does not own
    the question, when the province has answered it, or when it is a reading of the law and a school
    year from then on already has transcripts under signatures.
    """
    setting = _known(name, value, about)
    decree = decree.checked(ctx.actor.on)
    if place.kind not in setting.owners:
        owners = " hoặc ".join(OWNER_WORDS[kind] for kind in setting.owners)
        raise Refusal(f"Việc này do {owners} quyết định.")
    if not 2010 <= from_year <= ctx.at.year + 1:
        raise Invalid("Năm học bắt đầu áp dụng không hợp lí.", "from_year")
    _province_first(place, setting, from_year, about)
    if name in law.SETTINGS:  # how things are done (corrections, openings) changes no signed result
        _unsigned(place, from_year, ctx.actor.on)
    row = SettingDecision(
        place=place,
        name=name,
        about=about,
        value=value,
        from_year=from_year,
        number=decree.number,
        decided_on=decree.day,
        ground=decree.ground,
        decided_by=ctx.actor.person,
        at=ctx.at,
    )
    row.save()
    part = setting.about_words(about)
    ctx.tell(
        setting=name,
        about=about,
        value=value,
        from_year=from_year,
        decision=decree.number,
        question=f"{setting.question} ({part})" if part else setting.question,
        answer=setting.word(value),
    )
    return row


def _known(name: str, value: str, about: str) -> Setting:
    setting = SETTINGS.get(name)
    if setting is None:
        raise Invalid("Không có thiết lập này.", "name")
    if value not in {choice.code for choice in setting.choices}:
        raise Invalid("Không có lựa chọn này; hãy chọn một trong các câu trả lời.", "value")
    if about and about not in {one.code for one in setting.apart}:
        raise Invalid("Thiết lập này không quyết định riêng cho mục đó.", "about")
    return setting


def _province_first(place: Place, setting: Setting, from_year: int, about: str) -> None:
    if place.kind == PROVINCE:
        return
    above = settings_for(place.pk, from_year).answers.get((setting.name, about))
    if above is not None and above.kind == PROVINCE:
        raise Refusal(
            f"Câu này đã được quyết định chung: {setting.word(above.value)}, {above.cited}."
            " Nhà trường theo quyết định ấy."
        )


def _unsigned(place: Place, from_year: int, today: datetime.date) -> None:
    schools = [place.pk] if place.kind != PROVINCE else schools_under([place.pk], today)
    signed = signed_schools(schools, from_year)
    if not signed:
        return
    year = max(signed.values())
    names = Place.objects.filter(pk__in=signed).order_by("name").values_list("name", flat=True)
    more = f" và {len(signed) - 3} trường khác" if len(signed) > 3 else ""
    raise Refusal(
        f"Năm học {year}–{year + 1} đã có học bạ đang ký hoặc đã cấp ở"
        f" {', '.join(names[:3])}{more}. Hãy áp dụng từ năm học {year + 1}–{year + 2}."
    )
