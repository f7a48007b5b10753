"""Files of a matter: kept under names that tell nothing, read by whoever sees the matter, by nobody else."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.http import Http404
from django.test import Client

from core import rulebook
from core.files.attachments import UploadRefused, add_attachment, readable_attachment, remove_attachment
from core.models import Attachment, Event, Rule, User
from core.people.actors import Actor
from tests.builders.acts import do
from tests.builders.cast import draft, fresh, who
from tests.builders.uploads import PDF, docx

pytestmark = pytest.mark.django_db


@pytest.fixture
def matter(cast):
    return draft(cast)


def upload(name="管网现状.pdf", content=PDF) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


def attach(cast, matter, name="管网现状.pdf", content=PDF, **more) -> Attachment:
    return add_attachment(target=matter, upload=upload(name, content), actor=who(cast.shen), **more)


def signed_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


# ---- taking in ----


def test_a_file_is_kept_under_a_name_that_tells_nothing(cast, matter):
    found = attach(cast, matter)
    assert (found.name, found.extension, found.mime, found.size) == ("管网现状.pdf", "pdf", "application/pdf", len(PDF))
    assert "管网" not in found.file.name and found.file.name.endswith(".pdf") and len(found.sha256) == 64
    assert found.root == matter and found.target == matter and found.uploaded_by == cast.shen


def test_taking_in_and_removing_leave_events(cast, matter):
    found = attach(cast, matter)
    assert remove_attachment(attachment=found, actor=who(cast.shen))
    assert not remove_attachment(attachment=found, actor=who(cast.shen)), "once"
    labels = Event.objects.filter(key__in=("attach", "detach"), root_id=matter.pk).order_by("id")
    assert [(e.label, e.text, e.actor) for e in labels] == [
        ("上传附件", "管网现状.pdf", cast.shen),
        ("移除附件", "管网现状.pdf", cast.shen),
    ]
    found.refresh_from_db()
    assert found.removed_at and found.file.storage.exists(found.file.name), "the record stays"


@pytest.mark.parametrize(
    ("name", "content", "word"),
    [
        ("空.pdf", b"", "空文件"),
        ("假.pdf", b"MZ" + b"\x00" * 100, "不是 PDF"),
        ("包.zip", PDF, "压缩包"),
        ("宏.docm", docx(), "宏"),
        ("网页.html", b"<script>x</script>", "html"),
    ],
)
def test_what_cannot_be_taken_is_refused_with_a_sentence_and_leaves_nothing(cast, matter, name, content, word):
    with pytest.raises(UploadRefused) as refused:
        attach(cast, matter, name, content)
    assert word in str(refused.value)
    assert not Attachment.objects.exists() and not Event.objects.filter(key="attach").exists()


def test_the_committees_own_limit_holds(cast, matter):
    Rule.objects.filter(key="attachment.max_mb").update(value=1)
    rulebook.forget()
    with pytest.raises(UploadRefused, match="1 MB"):
        attach(cast, matter, content=PDF + b"%" * 1024 * 1024)


def test_the_number_of_files_and_a_second_copy_are_refused(cast, matter):
    attach(cast, matter, at_most=2)
    with pytest.raises(UploadRefused, match="已经上传过"):
        attach(cast, matter, "改名.pdf", at_most=2)
    second = attach(cast, matter, "二.pdf", PDF + b"%2", at_most=2)
    with pytest.raises(UploadRefused, match="最多2个"):
        attach(cast, matter, "三.pdf", PDF + b"%3", at_most=2)
    remove_attachment(attachment=second, actor=who(cast.shen))
    assert attach(cast, matter, "三.pdf", PDF + b"%3", at_most=2)


# ---- handing out ----


def test_whoever_sees_the_matter_reads_its_files_and_nobody_else(cast, matter):
    page = f"/attachments/{attach(cast, matter).pk}/"
    readers = lambda: {  # noqa: E731 - asked twice
        name
        for name in ("shen", "zhou", "clerk", "housing_clerk")
        if signed_in(getattr(cast, name)).get(page).status_code == 200
    }
    assert readers() == {"shen"}, "a draft is its author's"
    do(fresh(matter), "submit", cast.shen)
    assert readers() == {"shen", "clerk"}
    assert signed_in(cast.zhou).get(page).status_code == 404
    assert Client().get(page)["Location"].startswith("/accounts/login/")


def test_a_file_is_saved_never_shown_and_never_guessed(cast, matter):
    answer = signed_in(cast.shen).get(f"/attachments/{attach(cast, matter).pk}/")
    assert b"".join(answer.streaming_content) == PDF
    assert answer["Content-Disposition"].startswith("attachment; filename*=utf-8''%E7%AE%A1%E7%BD%91")
    assert answer["X-Content-Type-Options"] == "nosniff" and answer["Cache-Control"] == "private, no-store"


def test_a_removed_and_a_lost_file_are_not_found(cast, matter):
    found = attach(cast, matter)
    client = signed_in(cast.shen)
    found.file.storage.delete(found.file.name)
    assert client.get(f"/attachments/{found.pk}/").status_code == 404
    remove_attachment(attachment=found, actor=Actor.of(cast.shen))
    assert client.get(f"/attachments/{found.pk}/").status_code == 404
    with pytest.raises(Http404):
        readable_attachment(User.objects.get(pk=cast.shen.pk), found.pk)
