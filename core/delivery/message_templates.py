"""The words of what goes out: the office's own templates, or those of ``message_templates.yaml``."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from django.conf import settings
from django.utils import timezone

from core.chinese import long_date
from core.committee import identity
from core.delivery import channels
from core.delivery.message import Message
from core.models import Channel, Delivery, MessageTemplate, Notice

PLACEHOLDERS = {
    "姓名": "收件人姓名",
    "标题": "通知标题",
    "内容": "通知内容（晨报为全部条目）",
    "链接": "打开该件的网址（未设置本站网址时为空）",
    "委员会": "本级政协名称",
    "日期": "通知日期",
}
FIELD = re.compile(r"\{([^{}]*)\}")
WIDE_BRACES = re.compile(r"[｛｝]")
#: Nobody's business: previews and trial messages never show a real matter.
SAMPLES = {
    Notice.Kind.ACT: {"标题": "（样例）第0001号提案交您单位主办，请签收", "内容": "（样例）请于3月31日前办理。"},
    Notice.Kind.URGING: {"标题": "（样例）催办：第0001号提案", "内容": "（样例）答复期限将满，请抓紧办理。"},
    Notice.Kind.DIGEST: {
        "标题": "（样例）晨报 3月2日：今天到期1件",
        "内容": "今天到期 1件\n· （样例）第0001号 答复",
    },
}
ONE_PIECE, FURTHER_PIECE = 70, 67


@dataclass(frozen=True)
class Wording:
    """Subject (of mail) and body with placeholders. ``own``: the office's, not the one that came with the program."""

    subject: str
    body: str
    own: bool = False


@dataclass(frozen=True)
class Text:
    """Subject and body with every placeholder filled in."""

    subject: str
    body: str

    @property
    def length(self) -> int:
        """Characters as SMS counts them."""
        return len(self.body.encode("utf-16-le")) // 2

    @property
    def pieces(self) -> int:
        """How many SMS it takes: 70 characters in one, 67 in each of several."""
        return 1 if self.length <= ONE_PIECE else -(-self.length // FURTHER_PIECE)


@cache
def defaults() -> dict[str, dict[str, dict[str, str]]]:
    with (Path(__file__).parent / "message_templates.yaml").open(encoding="utf-8") as file:
        return yaml.safe_load(file)


def default_of(kind: str, channel: str) -> Wording:
    """The wording that came with the program."""
    row = defaults()[kind][channel]
    return Wording(row.get("subject", ""), row["body"].strip())


def wording_of(kind: str, channel: str) -> Wording:
    """The office's wording, else the default; one query."""
    row = MessageTemplate.objects.filter(kind=kind, channel=channel).first()
    return Wording(row.subject, row.body, own=True) if row else default_of(kind, channel)


def every_wording() -> list[dict]:
    """All kinds and channels in their order with the wording in use; one query."""
    own = {(row.kind, row.channel): row for row in MessageTemplate.objects.select_related("updated_by")}
    return [
        {"kind": kind, "channel": channel, "template": own.get((kind, channel)), "default": default_of(kind, channel)}
        for kind in Notice.Kind
        for channel in Channel
    ]


def faults(text: str) -> list[str]:
    """Sentences about what a template may not contain; empty where it is fine."""
    allowed = "、".join(f"{{{name}}}" for name in PLACEHOLDERS)
    unknown = [name for name in dict.fromkeys(FIELD.findall(text)) if name not in PLACEHOLDERS]
    found = [f"没有“{{{name}}}”这个占位符，可用的有：{allowed}。" for name in unknown]
    if WIDE_BRACES.search(text):
        found.append("占位符请用半角大括号，例如 {姓名}。")
    if re.search(r"[{}]", FIELD.sub("", text)):
        found.append("大括号没有成对，请补全，例如 {姓名}。")
    return found


def fill(wording: Wording, values: dict[str, str]) -> Text:
    """Put the values in. A line with a placeholder that has nothing to say is left out."""
    lines = []
    for line in wording.body.splitlines():
        names = FIELD.findall(line)
        if any(not values.get(name) for name in names):
            continue
        lines.append(_filled(line, values).rstrip())
    body = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    return Text(" ".join(_filled(wording.subject, values).split()), body)


def _filled(text: str, values: dict[str, str]) -> str:
    return FIELD.sub(lambda found: values.get(found[1], ""), text)


def sample(wording: Wording, kind: str, name: str) -> Text:
    """The wording of this kind with made-up values, addressed to ``name``."""
    values = SAMPLES[kind] | {
        "姓名": name,
        "委员会": identity.current().name,
        "日期": long_date(timezone.localdate()),
        "链接": absolute("/notices/"),
    }
    return fill(wording, values)


def absolute(path: str) -> str:
    """The address with the site's own; empty where the installation has not said what it is called."""
    return f"{settings.SITE_URL}{path}" if settings.SITE_URL and path.startswith("/") else ""


def message_for(delivery: Delivery) -> Message:
    """What is sent for this delivery, worded now; the notice's recipient and text are read as they are now."""
    notice = delivery.notice
    person, day = notice.recipient, timezone.localdate(notice.created_at)
    url = absolute(notice.url)
    values = {
        "姓名": person.full_name or person.username,
        "标题": notice.title.rstrip("。"),
        "内容": _digest(person, day) if notice.kind == Notice.Kind.DIGEST else notice.body,
        "链接": url,
        "委员会": identity.current().name,
        "日期": long_date(day),
    }
    values["内容"] = values["内容"] or notice.body
    text = fill(wording_of(notice.kind, delivery.channel), values)
    return Message(
        key=str(delivery.key),
        kind=notice.kind,
        address=channels.address_of(person, delivery.channel),
        name=values["姓名"],
        title=text.subject or notice.title,
        text=text.body or notice.title,
        url=url,
        created_at=timezone.localtime(notice.created_at),
    )


def _digest(person, day) -> str:
    """The lines of the day's digest (晨报), group by group, as they are when it leaves."""
    from core.clock.reminders.digest import digest_of  # reminders write notices, which are delivered by this package

    return "\n\n".join(
        "\n".join([group.title, *(f"· {line}" for line in group.lines)]) for group in digest_of(person, day)
    )
