"""Letters of the demo committee: one received, one accepted, one answered."""

from datetime import datetime, time
from functools import partial

from django.utils import timezone

from core.matters.demo_kit import DemoKit
from core.matters.engine import perform
from core.models import Role, User
from tests.pretended_line.letters.lifecycle import receive

TITLES = ("关于路灯不亮的来信", "关于垃圾清运的来信", "关于停车难的来信")


def tell(kit: DemoKit) -> None:
    for number, title in enumerate(TITLES):
        moment = timezone.make_aware(datetime.combine(kit.workday(-20), time(9, number)))
        kit.at(moment, "letter", partial(_happens, kit, title, number, kit.some_member()))


def _happens(kit: DemoKit, title: str, number: int, writer: str, at: datetime) -> None:
    letter = receive(title, f"{title}，请尽快处理。", User.objects.get(username=writer), at)
    for key, facts in (("accept", {}), ("answer", {"answer": "已经处理。"}))[:number]:
        perform(letter, key, kit.actor("office_clerk", Role.OFFICE_CLERK, at), **facts)
