"""The guide of the first days put together: every step as it stands, the one next step, what is possible now."""

from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from core.chinese import numeral
from core.committee import identity, steps
from core.committee.steps import Ability, Asked, Found, Step, Way
from core.matters import events
from core.matters.lifecycle import Forbidden, Refused
from core.models import Committee, Post, Role, User
from core.people.actors import Actor

MAY_DECLARE = (Role.SYSADMIN, Role.OFFICE_CLERK)
EMPTY = (
    "这套系统还是空的，一个账号也没有，谁都不能登录。请安装系统的人员在服务器上再运行一次 sh run.sh，"
    "按提示填写政协名称和系统管理员，屏幕上会给出管理员的用户名和一次性密码。"
)


@dataclass(frozen=True)
class Row:
    """One step on the page."""

    number: int
    step: Step
    found: Found
    waits_for: tuple["Row", ...] = ()
    is_next: bool = False
    is_mine: bool = False
    may_open: bool = True
    ways: tuple[Way, ...] = ()

    @property
    def url(self) -> str:
        return self.found.url or self.step.url()

    @property
    def css(self) -> str:
        return "now" if self.is_next else "done" if self.found.is_usable else ""

    @property
    def blocked(self) -> str:
        """Why the step cannot begin yet; empty where it can."""
        if not self.waits_for:
            return ""
        return f"先做第 {'、'.join(str(row.number) for row in self.waits_for)} 步"


@dataclass(frozen=True)
class Can:
    """Whether something is possible now, and what it lacks; ``told`` is for how many, empty where it is for all."""

    ability: Ability
    lacks: tuple[str, ...]
    told: str = ""
    for_none: bool = False


@dataclass(frozen=True)
class Doer:
    """Whoever does some of the steps: in words, by name, and which."""

    who: str
    names: tuple[str, ...]
    numbers: tuple[int, ...]


@dataclass(frozen=True)
class Guide:
    """The whole page."""

    rows: tuple[Row, ...]
    cans: tuple[Can, ...]
    doers: tuple[Doer, ...]

    def _in(self, *states: str) -> list[Row]:
        return [row for row in self.rows if row.found.state in states]

    @property
    def done(self) -> int:
        return len([row for row in self.rows if row.found.is_usable])

    @property
    def under_way(self) -> int:
        return len(self._in(steps.LACKING))

    @property
    def not_begun(self) -> int:
        return len(self._in(steps.NOT_BEGUN))

    @property
    def percent(self) -> int:
        return round(100 * self.done / len(self.rows)) if self.rows else 0

    @property
    def in_words(self) -> str:
        """九步做完四步."""
        done = f"做完{'两' if self.done == 2 else numeral(self.done)}步" if self.done else "还没有开始"
        return f"{numeral(len(self.rows))}步{done}" if self.done < len(self.rows) else f"{numeral(self.done)}步都做完了"

    @property
    def next(self) -> Row | None:
        return next((row for row in self.rows if row.is_next), None)

    @property
    def must(self) -> list[Row]:
        """What is to be done before the committee opens for business."""
        return [row for row in self.rows if row.step.needed and not row.found.is_usable]

    @property
    def later(self) -> list[Row]:
        """What may be added afterwards."""
        return [
            row for row in self.rows
            if row.found.state == steps.USABLE or (not row.step.needed and not row.found.is_usable)
        ]  # fmt: skip

    @property
    def minutes(self) -> int:
        return sum(row.found.minutes for row in self.must)


def look(user: User, at: datetime | None = None) -> Guide:
    """Every step as it stands for this person, in a fixed number of statements."""
    asked = Asked(user, timezone.localdate(at))
    post = user.post_in_use
    role = post.role if post else ""
    found = {step.key: (number, step, step.look(asked)) for number, step in enumerate(steps.every(), start=1)}
    plain = {
        key: Row(
            number, step, one, is_mine=role in step.posts, may_open=role in (one.opens or step.opens),
            ways=tuple(way for way in one.ways if role in way.opens),
        )
        for key, (number, step, one) in found.items()
    }  # fmt: skip
    open_keys = [key for key, row in plain.items() if not row.found.is_usable and not _waits(row.step, plain)]
    needed = [key for key in open_keys if plain[key].step.needed]
    urgent = [key for key in open_keys if plain[key].found.first]
    chosen = next(iter(urgent or needed or open_keys), None)
    rows = tuple(replace(row, waits_for=_waits(row.step, plain), is_next=key == chosen) for key, row in plain.items())
    return Guide(rows, _cans(plain, asked), _doers(rows, asked))


def closed_because() -> str:
    """Why there is nothing to sign in for yet, what lacks and who does it; empty where the committee is at work."""
    names = identity.current()
    if not names.is_stored:
        return "" if User.objects.exists() else EMPTY
    if not names.is_beginning:
        return ""
    asked = Asked(None, timezone.localdate())
    for step in steps.every():
        if step.opens_site and not (found := step.look(asked)).is_usable:
            return (
                f"{names.name}还在做准备，现在还不能办件：{found.lacks}这一步由{step.who}登录后在“开办向导”里办。"
                "委员和承办单位请等机关通知后再登录。"
            )
    return ""


def lacking_for(key: str, user: User) -> tuple[Row, ...]:
    """What has to be usable before the step ``key`` can begin, as it stands for this person; nothing where it can."""
    row = next((row for row in look(user).rows if row.step.key == key), None)
    return row.waits_for if row else ()


def _waits(step: Step, rows: dict[str, Row]) -> tuple[Row, ...]:
    return tuple(rows[key] for key in step.after if key in rows and not rows[key].found.is_usable)


def _cans(rows: dict[str, Row], asked: Asked) -> tuple[Can, ...]:
    found = []
    for one in steps.abilities():
        lacks = tuple(rows[key].step.title for key in one.needs if key in rows and not rows[key].found.is_usable)
        able, every, words = one.counted(asked) if one.counted else (1, 1, "")
        found.append(Can(one, lacks, words if able < every or not able else "", not able))
    return tuple(found)


def _doers(rows: tuple[Row, ...], asked: Asked) -> tuple[Doer, ...]:
    roles = {role for row in rows for role in row.step.posts}
    held: dict[str, list[str]] = {}
    posts = Post.objects.valid_on(asked.today).filter(role__in=roles, user__is_active=True)
    for role, name in posts.order_by("pk").values_list("role", "user__full_name"):
        held.setdefault(role, []).append(name)
    groups: dict[str, list[Row]] = {}
    for row in rows:
        groups.setdefault(row.step.who, []).append(row)
    return tuple(
        Doer(
            who,
            tuple(dict.fromkeys(name for role in sorted(mine[0].step.posts) for name in held.get(role, [])))[:4],
            tuple(row.number for row in mine),
        )
        for who, mine in groups.items()
    )


@transaction.atomic
def declare_finished(*, actor: Actor) -> None:
    """Say that the first days are over: the guide leaves the homes and stays among the settings. Raises Refused."""
    if not actor.is_in(*MAY_DECLARE):
        raise Forbidden("开办完成由系统管理员或办公室工作人员宣布。")
    committee = Committee.objects.select_for_update().first()
    if committee is None:
        raise Refused("还没有登记本级政协的名称，请先在“设置 → 本级政协”里登记。")
    if committee.set_up_at is not None:
        raise Refused("已经宣布开办完成，不必再办。")
    if actor.user is None:
        raise Forbidden("开办完成由人宣布。")
    guide = look(actor.user)
    if guide.must:
        raise Refused(f"还不能宣布：{'、'.join(row.step.title for row in guide.must)}没有做完。")
    Committee.objects.filter(pk=committee.pk).update(set_up_at=actor.at)
    later = "、".join(row.step.title for row in guide.later)
    text = f"宣布开办完成：{guide.in_words}" + (f"，以后补：{later}" if later else "")
    events.record(committee, actor=actor, key="set_up", label="宣布开办完成", text=text)
    transaction.on_commit(identity.forget)
    identity.forget()
