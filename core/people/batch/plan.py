"""What a batch would do now: worked out against the database each time, so that a preview never lies."""

import hashlib
import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import combinations

from core.identifiers import username_key
from core.models import GrantRequest, Organisation, Post, Role, User
from core.models.roles import POSTS, may_not_meet, posts_that
from core.organisations.contacts import has_gone, speaks_of_leaving
from core.people import separation
from core.people.batch.reading import FIELDS, Beside, RawRow
from core.people.batch.terms import Term, folded, term_of
from core.people.batch.words import HOW_POSTS, Bodies, is_committee, roles_of
from core.people.directory import beginning_objection, name_objection, phone_objection
from core.pinyin import sort_key
from core.sheets.reading import is_number
from core.text import as_one_word

NEW, POST, SAME, REFUSED, BESIDE, DOUBT = "new", "post", "same", "refused", "beside", "check"
KINDS = {REFUSED: "退回", NEW: "新账号", POST: "增加岗位", SAME: "未变"}
USERNAME = re.compile(r"[\w.@+-]{3,60}", re.ASCII)
NEEDS_BODY = posts_that(needs_body=True)


@dataclass
class Line:
    """One post of one row, and what becomes of it. ``person`` is shared by the lines of one new account."""

    row: RawRow
    role: Role | None = None
    organisation: Organisation | None = None
    kind: str = REFUSED
    sentence: str = ""
    notes: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)
    user: User | None = None
    valid_from: date | None = None
    valid_to: date | None = None

    @property
    def power(self) -> bool:
        return bool(self.role and POSTS[self.role].power)

    @property
    def label(self) -> str:
        return KINDS[self.kind]

    @property
    def post_label(self) -> str:
        """The post in words, as understood, else as written; the body by its full name, as several may share a short
        one."""
        if self.role is None:
            return self.row.role
        return f"{self.role.label} · {self.organisation.name}" if self.organisation else self.role.label

    @property
    def username(self) -> str:
        return self.user.username if self.user else self.row.username

    def post(self) -> Post:
        """The post that would be written."""
        return Post(
            user=self.user, role=self.role or "", organisation=self.organisation, title=self.row.title[:60],
            valid_from=self.valid_from, valid_to=self.valid_to,
        )  # fmt: skip

    def refused(self, sentence: str) -> "Line":
        self.kind, self.sentence = REFUSED, sentence
        return self


@dataclass
class Plan:
    """All lines, how many of each kind, and the units that would still lack somebody."""

    lines: list[Line]
    lacking: list[str]
    beside: list[Beside] = field(default_factory=list)

    @property
    def tally(self) -> str:
        """How many lines the sheet has; the figures add up."""
        if not self.beside:
            return ""
        rows = len({line.row.place for line in self.lines})
        return f"表中有内容的 {rows + len(self.beside)} 行：人员 {rows}、标题和合计等 {len(self.beside)}。"

    @property
    def counts(self) -> dict[str, int]:
        found = Counter(line.kind for line in self.lines)
        return {kind: found[kind] for kind in KINDS} | {BESIDE: len(self.beside)}

    @property
    def accounts(self) -> list[User]:
        """The new accounts, each once, in the order of the list."""
        people = {id(line.user): line.user for line in self.lines if line.kind == NEW and line.user}
        return list(people.values())

    @property
    def awaiting(self) -> int:
        """How many posts would wait for a second administrator."""
        return sum(line.power for line in self.lines if line.kind in (NEW, POST))

    @property
    def digest(self) -> str:
        """What was shown; confirming another thing than that is refused."""
        told = [
            [line.row.place, line.kind, line.username, line.role, line.organisation and line.organisation.pk,
             str(line.valid_from), str(line.valid_to)]
            for line in self.lines
        ]  # fmt: skip
        return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


class _People:
    """Who is there already, and who would be made by the rows before."""

    def __init__(self, waiting: Iterable[tuple[int, int | None]], asker: User | None) -> None:
        self.asked_for = set(waiting)
        self.asker = asker.pk if asker else None
        users = list(User.objects.prefetch_related("posts__organisation").order_by("pk"))
        self.by_username = {username_key(user.username): user for user in users}
        self.by_name: dict[str, list[User]] = defaultdict(list)
        for user in users:
            self.by_name[folded(user.full_name)].append(user)
        self.posts: dict[int, list[Post]] = {id(user): list(user.posts.all()) for user in users}
        self.fresh: set[int] = set()
        self.of_row: dict[int, User] = {}
        self.rows: dict[int, str] = {}  # where the posts stand that the rows before give

    def find(self, row: RawRow, organisation: Organisation | None) -> tuple[User | None, str]:
        """The account that the row means (none: a new one), or the sentence why that is not certain."""
        if id(row) in self.of_row:  # another post of one row is the same person's
            return self.of_row[id(row)], ""
        if row.username:
            return self.by_username.get(username_key(row.username)), self.objection_to(row)
        namesakes = self.by_name.get(folded(row.name), [])
        if row.phone and (same := [u for u in namesakes if u.phone == row.phone]):
            return same[0], "" if len(same) == 1 else self._which(row, same)
        here = [u for u in namesakes if self._works_for(u, organisation)]
        here = [u for u in here if not (row.phone and u.phone)] or []
        if len(here) == 1:
            return here[0], ""
        unsure = [u for u in namesakes if not (row.phone and u.phone)]
        return None, self._which(row, unsure) if unsure else ""

    def objection_to(self, row: RawRow) -> str:
        """Why the account that the row itself names cannot be the person's; empty where it names none."""
        user = self.by_username.get(username_key(row.username)) if row.username and row.name else None
        if user and folded(user.full_name) != folded(row.name):
            return f"用户名“{row.username}”是{user.full_name}的，请换一个用户名，或改正姓名。"
        return _closed(user) if user else ""

    @staticmethod
    def _which(row: RawRow, users: list[User]) -> str:
        some = "、".join(user.username or "本表前面的同名人员" for user in users[:3])
        return f"已有同名的账号（{some}）。是同一人的，请在“用户名”一栏写上它；不是同一人的，请写一个新的用户名。"

    def _works_for(self, user: User, organisation: Organisation | None) -> bool:
        """Whether the person has a post in this body, or one there that waits to be confirmed."""
        if organisation is None:
            return False
        held = self.posts.get(id(user), [])
        here = any(post.organisation_id == organisation.pk for post in held)
        return here or (user.pk, organisation.pk) in self.asked_for

    def make(self, row: RawRow) -> User:
        """A new account, not yet written, with a name of its own."""
        user = User(
            username=row.username or self._username(row), full_name=as_one_word(row.name)[:40], phone=row.phone[:20],
            must_change_password=True,
        )  # fmt: skip
        self.by_username[username_key(user.username)] = user
        self.by_name[folded(user.full_name)].append(user)
        self.posts[id(user)] = []
        self.fresh.add(id(user))
        self.of_row[id(row)] = user
        return user

    def _username(self, row: RawRow) -> str:
        """The name in pinyin, with a number where somebody has it; the telephone where the name cannot be spelt."""
        stem = re.sub(r"[^a-z]", "", sort_key(row.name))[:30] or row.phone or "user"
        stem = stem if len(stem) > 2 else f"{stem}{row.phone[-4:] or '001'}"
        name, number = stem, 1
        while username_key(name) in self.by_username:
            number += 1
            name = f"{stem}{number}"
        return name


def plan_of(rows: Iterable[RawRow], day: date, asker: User | None = None) -> Plan:
    """What confirming these rows would do on ``day`` where ``asker`` does it; a fixed number of statements."""
    asked = list(GrantRequest.objects.waiting(day).filter(act="give"))
    people, bodies = _People(((one.user_id, one.organisation_id) for one in asked), asker), Bodies()
    waiting = {one.key for one in asked}
    lines = [line for row in rows for line in _lines_of(row, people, bodies, waiting, day)]
    _ask_about_numbers(lines, people)
    return Plan(lines, lacking_handlers(bodies, lines, day))


def _ask_about_numbers(lines: list[Line], people: "_People") -> None:
    """A mobile number that two people have, in the list or in an account, is put before a person."""
    names: dict[str, dict[str, str]] = defaultdict(dict)
    for user in people.by_username.values():
        if user.phone:
            names[user.phone].setdefault(folded(user.full_name), user.full_name)
    for line in lines:
        if line.row.phone:
            names[line.row.phone].setdefault(folded(line.row.name), line.row.name)
    for line in (one for one in lines if one.kind != REFUSED and one.row.more_phones):
        line.doubts.append(f"另有号码{line.row.more_phones}没有登记，账号只用 {line.row.phone}，请核对。")
    for line in (one for one in lines if one.kind in (NEW, POST)):
        others = [name for key, name in names[line.row.phone].items() if key != folded(line.row.name)]
        if line.row.phone and others:
            line.doubts.append(f"手机 {line.row.phone} 也是{'、'.join(others[:3])}的，请核对是谁的号码。")


def _lines_of(row: RawRow, people: _People, bodies: Bodies, waiting: set[str], day: date) -> list[Line]:
    """A line for each post of the row; one only, with everything that is wrong, where the row itself is at fault."""
    found, unknown = roles_of(row.role)
    if not row.unit and any(role in NEEDS_BODY for role in found):
        row.unit, row.filled = row.unit_above, row.unit_above
    faults = list(_faults(row, day))
    if row.role and (unknown or not found):
        faults.append(f"不认识岗位“{unknown or row.role}”。{HOW_POSTS}")
    faults += [told] if (told := people.objection_to(row)) else []
    if apart := [pair for pair in combinations(found, 2) if may_not_meet(*pair)]:
        faults.append(f"{apart[0][0].label}与{apart[0][1].label}不能由一人兼任。{separation.RULE}")
    lines = [_line(row, role, bodies, day) for role in found]
    if faults:
        more = [line.sentence for line in lines] or [bodies.find(row.unit, "", row.group)[1] if row.unit else ""]
        return [Line(row).refused("".join(dict.fromkeys([*faults, *filter(None, more)])))]
    return [line if line.sentence else _judged(line, people, waiting) for line in lines]


def _faults(row: RawRow, day: date) -> Iterator[str]:
    """What is wrong with the cells themselves."""
    if not row.name:
        yield "没有写姓名，请补上。"
    elif is_number(row.name):
        yield f"姓名“{row.name[:30]}”像是序号，不是姓名，请核对“姓名”栏。"
    if told := name_objection(row.name):
        yield told
    if len(row.name) > 40:
        yield "姓名太长，请核对这一行是否填错了列。"
    if not row.role:
        yield f"没有写岗位。{HOW_POSTS}"
    if row.username and not USERNAME.fullmatch(row.username):
        yield f"用户名“{row.username}”不合要求：3至60个字母、数字，可用 . @ + - _。不写则由系统按拼音生成。"
    yield from filter(None, (phone_objection(row.phone), beginning_objection(_day(row.valid_from), day), _gone(row)))
    days = {"valid_from": _day(row.valid_from), "valid_to": _last_day(row, day)}
    for name, label in (("valid_from", "自"), ("valid_to", "至")):
        if getattr(row, name) and days[name] is None:
            yield f"“{label}”写的是“{getattr(row, name)}”，认不出日期，请写成 2026-03-01。"
    if days["valid_to"] and days["valid_to"] < (days["valid_from"] or day):
        yield "结束日期早于开始日期或已经过去，请核对。"


def _gone(row: RawRow) -> str:
    """That the list itself says that the person has left; empty where it does not."""
    said = next((text for text in (row.remark, row.title) if has_gone(text)), "")
    told = "不为已离开的人开通账号；仍在岗的请改正后重新上传，原有账号请在“账号”中停用。"
    return f"表中写“{said}”，{told}" if said else ""


def _length(row: RawRow) -> Term | None:
    """The term that the list tells by its length (半年) only."""
    told = None if _day(row.valid_to) else term_of(row.valid_to)
    return told if told and told.is_length else None


def _last_day(row: RawRow, day: date) -> date | None:
    """Until when; of a length counted from the first day, or from ``day``."""
    length = _length(row)
    return length.last_day(_day(row.valid_from) or day) if length else _day(row.valid_to)


def _tell_same(line: Line) -> None:
    """What comes from the row above: where the cell says so that is told, where it is empty it is asked about."""
    row = line.row
    if row.copied:
        line.notes.append(f"{row.copied}写的是“同上”，按上一行的内容填。")
    if row.same:
        line.doubts.append(f"{row.same}写的是“同上”，上面没有可取的内容，按未填处理，请核对。")
    if row.filled:
        line.doubts.append(f"没有写单位，按上一行的“{row.filled}”理解，请核对。")


def _ask_about_term(line: Line, day: date) -> None:
    """Put before a person which days were made of a length, or of less than a day."""
    row, until = line.row, f"到 {line.valid_to} 为止" if line.valid_to else "不限期"
    if _length(row):
        since = "" if row.valid_from else "没有写从哪天起，"
        line.doubts.append(f"期限写的是“{row.valid_to}”，{since}按 {line.valid_from or day} 起算，{until}，请核对。")
    if row.term:
        line.doubts.append(f"起止写的是“{row.term}”，按 {line.valid_from or '即日'} 起、{until}，请核对。")


def _tell_remark(line: Line) -> None:
    remark = line.row.remark
    if speaks_of_leaving(remark):
        line.doubts.append(f"备注“{remark}”说到人员变动，没有据此改动，请核对。")
    elif remark:
        line.notes.append(f"备注：{remark}")


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _line(row: RawRow, role: Role, bodies: Bodies, day: date) -> Line:
    """One post of the row, its body found; refused where the post and the body do not go together."""
    line = Line(row, role, valid_from=_day(row.valid_from), valid_to=_last_day(row, day))
    line.doubts += row.said.splitlines()
    line.doubts += row.looks(FIELDS["name"], "照常开通")
    _ask_about_term(line, day)
    _tell_same(line)
    _tell_remark(line)
    if role == Role.MEMBER:
        return line.refused("委员的账号连着名册，请在“委员名册 → 一次性密码单”中开通。")
    if row.unit:
        line.organisation, problem, note = bodies.find(row.unit, role, row.group)
        if problem and role not in NEEDS_BODY and is_committee(row.unit):
            note = f"“{row.unit}”即本级政协，这个岗位不用另写单位。"
            note += "请核对。" if POSTS[role].acts_for_body else ""
        elif problem:
            return line.refused(problem)
        (line.doubts if "请核对" in note else line.notes).extend([note] if note else [])
    elif role in NEEDS_BODY:
        return line.refused("这个岗位须写明所在单位，请补上。")
    return line


def _closed(user: User) -> str:
    return "" if user.is_active else f"{user.full_name}的账号（{user.username}）已停用，请先恢复账号，再设置岗位。"


def _judged(line: Line, people: _People, waiting: set[str]) -> Line:
    row = line.row
    user, problem = people.find(row, line.organisation)
    if problem := problem or (_closed(user) if user else ""):
        return line.refused(problem)
    held = people.posts[id(user)] if user else []
    line.user = user
    wanted = line.post() if user else Post(user=User(full_name=row.name), role=line.role or "")
    wanted.valid_from, wanted.valid_to = line.valid_from, line.valid_to
    same = [p for p in held if (p.role, p.organisation_id) == (line.role, line.organisation and line.organisation.pk)]
    key = f"give|{user.pk if user else ''}|{line.role}|{line.organisation.pk if line.organisation else ''}"
    if any(separation.meet(p, wanted) for p in same) or key in waiting:
        line.kind = SAME
        before = [people.rows[id(p)] for p in same if id(p) in people.rows]
        held_told = f"与{before[0]}重复，只计一次。" if before else "已有这个岗位。"
        line.notes.append("已经提请，待安全管理员确认。" if key in waiting else held_told)
        return line
    if user and (problem := separation.objection(user, wanted, held)):
        return line.refused(problem)
    if line.power and user and user.pk and user.pk == people.asker:
        return line.refused(f"不能为自己提请{line.role.label if line.role else ''}，请由另一位管理员提请。")
    line.user = user or people.make(row)
    line.kind = NEW if id(line.user) in people.fresh else POST
    if line.power:
        line.notes.append("须由安全管理员确认后生效。")
    people.posts[id(line.user)].append(made := line.post())
    people.rows[id(made)] = row.place
    return line


def lacking_handlers(bodies: Bodies, lines: list[Line], day: date) -> list[str]:
    """Of the units in these lines, those that would still lack a clerk or a head, in words."""
    units = {line.organisation.pk for line in lines if line.organisation and line.role and POSTS[line.role].unit}
    if not units:
        return []
    held = handlers_of(units, day)
    for line in lines:
        if line.organisation and line.kind in (NEW, POST, SAME):
            held[line.organisation.pk].add(str(line.role))
    told = []
    for pk in sorted(units):
        if missing := [role.label for role in posts_that(unit=True) if role not in held[pk]]:
            told.append(f"{bodies.by_key[pk].name}还缺{'、'.join(missing)}")
    return told


def handlers_of(units: Iterable[int], day: date) -> dict[int, set[str]]:
    """Which of the handling units' posts are held on ``day`` or later by somebody who may sign in."""
    held: dict[int, set[str]] = defaultdict(set)
    rows = Post.objects.filter(organisation__in=units, role__in=posts_that(unit=True), user__is_active=True)
    for body, role in rows.exclude(valid_to__lt=day).values_list("organisation_id", "role"):
        held[body].add(role)
    return held
