"""Two people confirm one roster in the same moment: it is imported once, and the other reads so."""

from threading import Barrier, Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections

from core.models import Event
from core.sheets import keeping
from members.models import Member
from members.services import roster_uploads as uploads
from members.services.sectors import load_sectors
from tests.builders.cast import who
from tests.builders.rosters import book_of


@pytest.mark.django_db(transaction=True)
def test_two_confirmations_in_the_same_moment_import_once(cast, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    load_sectors(["教育"])
    data = book_of([["姓名", "界别", "单位及职务"], ["赵一川", "教育", "江岭区实验小学校长"]])
    people = [who(cast.office_clerk), who(cast.sysadmin)]
    roster = uploads.take_in(upload=SimpleUploadedFile("名册.xlsx", data), term=cast.term, actor=people[0])
    digest, ready, heard = uploads.SHEET.plan(roster).digest, Barrier(2), []

    def press(actor):
        ready.wait()
        try:
            counts = keeping.confirm(uploads.SHEET, roster, digest=digest, skip_refused=False, actor=actor)
            heard.append(counts["new"])
        except keeping.AlreadyImported as error:
            heard.append(error.sentence)
        finally:
            connections.close_all()

    threads = [Thread(target=press, args=[actor]) for actor in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(heard, key=str) == [1, "这份名册已经导入，没有重复写入。"]
    assert Member.objects.filter(name="赵一川").count() == 1
    assert Event.objects.filter(key__in=["import_roster", "roster_created"]).count() == 2
