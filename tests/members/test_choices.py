"""Members in pickers: two of one name can be told apart wherever one is chosen."""

import pytest

from core.models import Organisation
from members.choices import named_with_sector, with_sector
from members.duty_forms import ContactForm
from members.models import Mandate, Member
from proposals.forms import OnBehalfForm
from tests.builders.cast import draft

pytestmark = pytest.mark.django_db


def namesake(cast, post: str, sector: Organisation | None = None) -> Member:
    row = Member.objects.create(name="周正", gender="男", sort_key="zhou2", employer_post=post, birth="1970-05")
    Mandate.objects.create(member=row, term=cast.term, sector=sector or cast.farming, starts_on=cast.term.starts_on)
    return row


def test_namesakes_of_a_sector_are_told_apart_by_where_they_work_in_every_picker(cast, client):
    Member.objects.filter(pk=cast.zhou_member.pk).update(employer_post="县医院主任医师")
    namesake(cast, "")
    both = ["周正（农业界，1970年生）", "周正（农业界，县医院主任医师）"]
    for field in (OnBehalfForm().fields["member"], ContactForm().fields["contacted"]):
        labels = [str(label) for _, label in field.choices]
        assert sorted(label for label in labels if label.startswith("周正")) == sorted(both)
        assert "沈岚（农业界）" in labels
    proposal = draft(cast)
    client.force_login(cast.shen, backend="core.backends.PostBackend")
    page = client.get(f"{proposal.get_absolute_url()}do/invite/").content.decode()
    assert all(label in page for label in both) and "何静（农业界）" in page


def test_a_namesake_in_another_sector_needs_no_more_and_a_long_post_is_cut(cast):
    other = Organisation.objects.create(name="工会", kind="sector")
    namesake(cast, "某局", other)
    told = set(map(named_with_sector, with_sector(Member.objects.filter(name="周正"))))
    assert told == {"周正（农业界）", "周正（工会）"}
    Mandate.objects.filter(sector=other).update(sector=cast.farming)
    Member.objects.filter(pk=cast.zhou_member.pk).update(employer_post="甲" * 40)
    told = list(map(named_with_sector, with_sector(Member.objects.filter(name="周正"))))
    assert f"周正（农业界，{'甲' * 24}…）" in told
