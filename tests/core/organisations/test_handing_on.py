"""What is open goes over with a body that ends, whatever stage it is at; what does not is named, one by one."""

import pytest
from django.contrib.contenttypes.models import ContentType
from django.utils import timezone

from core.models import Event, OpenTurn, Organisation
from core.models.generic import about, aimed_at
from core.organisations import ending, handing_on
from proposals.models import Assignment
from tests.builders.acts import answer, contact, do, filed_and_assigned, sign, work
from tests.builders.cast import draft, fresh, who
from tests.builders.pages import signed_in
from tests.builders.stages import JUDGED

pytestmark = pytest.mark.django_db


def today(user):
    return who(user, timezone.localdate())


def merge(c, body, into, **more):
    facts = {"reason": "机构改革", "seen": fresh(body).revision, "actor": today(c.office_clerk)} | more
    return ending.merge(body, into, **facts)


def turns_of(body) -> list[tuple]:
    rows = OpenTurn.objects.filter(organisation=body).order_by("root_id", "object_id", "key", "role")
    return list(rows.values_list("content_type", "object_id", "key", "role"))


def opinion_before_the_draft(c):
    """The water bureau has given its opinion, and is then asked to countersign."""
    proposal = filed_and_assigned(c)
    sign(proposal, c.water, c.water_clerk)
    do(work(proposal, c.water), "give_opinion", c.water_clerk, opinion="同意")
    sign(proposal, c.housing, c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    do(work(proposal, c.housing), "draft", c.housing_clerk, text="第一稿", letter="A", is_public=True)
    do(work(proposal, c.housing), "send_countersign", c.housing_clerk)
    return proposal


def of_the_committee(c, main):
    """The committee's own proposal, merged into ``main``, whose reply it is asked to judge as well."""
    proposal = draft(c, c.committee_clerk)
    do(proposal, "submit", c.committee_clerk)
    do(proposal, "recommend", c.clerk, outcome="merge", category="city", text="建议并案")
    do(proposal, "merge", c.chair, main=main.pk)
    return fresh(proposal)


def answered_by_housing(c, proposal):
    sign(proposal, c.housing, c.housing_clerk)
    contact(proposal, c.housing, c.housing_clerk)
    answer(proposal, c.housing, c.housing_clerk, c.housing_head, c.gov_office)
    return fresh(proposal)


def test_every_turn_of_a_body_goes_over_whatever_the_stage(cast, stages):
    opinion_before_the_draft(cast)
    draft(cast, cast.committee_clerk)
    of_the_committee(cast, stages["filed"])
    bodies = Organisation.objects.filter(pk__in=OpenTurn.objects.values("organisation"))
    assert {*bodies} >= {cast.housing, cast.water, cast.finance, cast.school, cast.gov, cast.committee}
    for body in bodies:
        body.posts.filter(role="supervisor").update(valid_to=timezone.localdate())
        signed = Assignment.objects.filter(unit=body, state__in=("checking", "checked")).values_list("pk", flat=True)
        work_kind = ContentType.objects.get_for_model(Assignment).pk
        to_sign = [(work_kind, pk, "sign_off", "unit_head") for pk in signed]  # what another head has signed
        before = [row for row in turns_of(body) if row[2] != "deliver"] + to_sign
        heir = Organisation.objects.create(name=f"新{body.name}", kind=body.kind)
        merge(cast, body, heir)
        assert not turns_of(body) and sorted(turns_of(heir)) == sorted(before), body


def test_a_judgement_on_the_main_matter_goes_over_with_a_merged_one(cast):
    main = draft(cast)
    do(main, "submit", cast.shen)
    do(main, "recommend", cast.clerk, outcome="file", category="city", text="建议立案")
    do(main, "file", cast.chair, category="city")
    of_the_committee(cast, main)
    do(main, "hand_over", cast.clerk, channel=cast.gov.pk)
    do(main, "assign", cast.gov_office, lead=cast.housing.pk)
    answered_by_housing(cast, main)
    assert OpenTurn.objects.filter(organisation=cast.committee, key="evaluate").exists()
    united = Organisation.objects.create(name="经济科技委员会", kind="special_committee")
    event = merge(cast, cast.committee, united)
    assert OpenTurn.objects.filter(organisation=united, key="evaluate", root_id=main.pk).exists()
    do(main, "evaluate", fresh(cast.committee_clerk), timezone.localdate(), result="satisfied", **JUDGED)
    with pytest.raises(ending.Refused, match="又有办理"):
        ending.take_back(fresh(cast.committee), event.pk, actor=today(cast.office_clerk))


def test_what_nobody_carries_is_named_with_its_number_and_who_settles_it(cast, stages):
    text = stages["forwarded_text"]
    OpenTurn.objects.create(**about(text), key="consult", what="会商转送件", who=cast.school.brief, role="unit_clerk",
                            organisation=cast.school, holder="x", since=timezone.now(), verb="会商",
                            url=text.get_absolute_url(), number=text.number, title=text.title)  # fmt: skip
    with pytest.raises(
        ending.NotCarried, match=f"{text.number}（会商转送件，由区教育局的承办单位经办人办理）"
    ) as refusal:
        merge(cast, cast.school, cast.water)
    assert text.title not in refusal.value.sentence
    assert fresh(cast.school).is_active
    assert not Event.objects.filter(**aimed_at(cast.water), key="take_over").exists()
    for user, link in ((cast.office_clerk, True), (cast.sysadmin, False)):
        page = signed_in(user).get(f"{cast.school.get_absolute_url()}merge/").content.decode()
        assert text.number in page and "区教育局的承办单位经办人办理" in page
        assert (f'href="{text.get_absolute_url()}"' in page and text.title in page) is link
    assert [thing.url for thing in handing_on.not_carried(cast.school)] == [text.get_absolute_url()]
