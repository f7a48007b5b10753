"""What a person chooses for a row on the preview: it is kept with the upload, and the preview is worked out with it."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from core.models import Organisation, OrganisationImport
from tests.builders.pages import signed_in
from tests.builders.rosters import book_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]
ROWS = [
    ["单位", "联络员", "手机"],
    ["文旅局", "丁一", "13911110001"],
    ["审计局", "丁二", "13911110002"],
    ["县妇联", "丁三", "13911110003"],
    ["有关单位", "丁四", "13911110004"],
]


class Preview:
    """An upload of these rows as the office's clerk has it on the screen."""

    def __init__(self, cast):
        self.browser = signed_in(cast.office_clerk)
        file = SimpleUploadedFile("单位.xlsx", book_of(ROWS, title="名单"))
        self.where = self.browser.post("/settings/organisations/import/", {"file": file}).url

    def page(self, tab="check"):
        return self.browser.get(f"{self.where}?show={tab}")

    def line(self, name, tab="check"):
        return next((one for one in self.page(tab).context["page"] if one.name == name), None)

    def choose(self, row, choice, follow=True):
        return self.browser.post(
            f"{self.where}decide/", {"place": f"名单 第 {row} 行", "choice": choice, "show": "check"}, follow=follow
        )

    def confirm(self):
        plan = self.page().context["plan"]
        self.browser.post(f"{self.where}confirm/", {"digest": plan.digest, "skip_refused": "1", "known": "9"})


@pytest.fixture
def units(cast):
    made = [
        Organisation.objects.create(name=name, kind="unit")
        for name in ("县文化和旅游局", "县文化旅游发展局", "县审计局")
    ]
    return {body.name: body for body in made}


def test_which_body_a_row_means_is_chosen_on_the_page_and_kept(cast, units):
    preview, meant = Preview(cast), units["县文化旅游发展局"]
    assert {label for _, label in preview.line("文旅局").choices} >= {"就是“县文化和旅游局”", "另立一家", "不要这一行"}
    answer = preview.choose(2, f"body:{meant.pk}")
    assert preview.line("文旅局") is None, "nothing is asked of it any more"
    line = preview.line("文旅局", "changed")
    assert line.decided == "就是“县文化旅游发展局”" and "已选：" in preview.page("changed").content.decode()
    assert answer.redirect_chain[-1][0].endswith("?show=check&q=&page=")
    preview.confirm()
    meant.refresh_from_db()
    assert meant.contact_name == "丁一" and meant.names.filter(name="文旅局").exists()
    assert not Organisation.objects.filter(name="文旅局").exists()


def test_the_only_one_that_fits_may_be_another_one_and_a_row_may_be_left_out(cast, units):
    preview = Preview(cast)
    assert preview.line("审计局").url == units["县审计局"].get_absolute_url()
    preview.choose(3, "new")
    preview.choose(5, "skip")
    assert preview.line("审计局", "new").url == "" and preview.line("有关单位", "skipped").decided == "不要这一行"
    plan = preview.page().context["plan"]
    assert plan.counts["refused"] == 0 and "不要 1" in plan.tally
    preview.choose(5, "")
    assert preview.page().context["plan"].counts["refused"] == 1, "a choice is taken back"
    preview.choose(5, "skip")
    preview.confirm()
    assert Organisation.objects.filter(name="审计局").count() == 1 and not Organisation.objects.filter(name="有关单位")
    units["县审计局"].refresh_from_db()
    assert units["县审计局"].contact_name == ""
    counts = OrganisationImport.objects.get().summary["counts"]
    assert counts["skipped"] == 1


def test_a_peoples_organisation_handles_where_that_is_chosen_and_a_row_is_settled_as_it_is(cast, units):
    preview = Preview(cast)
    preview.choose(4, "handles")
    preview.choose(2, "seen")
    assert not {one.name for one in preview.page().context["page"]} & {"县妇联", "文旅局"}
    preview.confirm()
    assert Organisation.objects.get(name="县妇联").also_handles and Organisation.objects.filter(name="文旅局").exists()


def test_a_row_of_which_nothing_is_asked_may_be_left_out_as_well(cast, units):
    preview = Preview(cast)
    preview.choose(2, "new")
    preview.choose(2, "")
    Organisation.objects.filter(name="县审计局").update(name="审计局", contact_name="丁二", contact_phone="13911110002")
    assert preview.line("审计局", "unchanged").choices == [("skip", "不要这一行")]
    preview.choose(3, "skip")
    assert preview.line("审计局", "skipped").choices == [("", "改回")]


def test_nothing_is_chosen_that_is_not_offered_nor_by_others_nor_afterwards(cast, units):
    preview = Preview(cast)
    assert "不能这样选" in preview.choose(2, f"body:{units['县审计局'].pk}").content.decode()
    assert "不能这样选" in preview.choose(99, "skip").content.decode()
    stranger = signed_in(cast.water_clerk)
    assert stranger.post(f"{preview.where}decide/", {"place": "名单 第 2 行", "choice": "new"}).status_code in (
        403,
        404,
    )
    preview.confirm()
    assert "不能再改" in preview.choose(2, "new").content.decode()
    assert not any(row["decided"] for row in OrganisationImport.objects.get().rows)
