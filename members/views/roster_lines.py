"""The preview of a roster as lines: what each row says, what is doubted about it, and what can be settled there."""

from collections import Counter, defaultdict
from functools import cached_property

from django.urls import reverse

from core.chinese import numeral
from core.models import Organisation
from members.models import MemberParty, RosterImport
from members.roster import Ignored, Rejected, RosterRow
from members.roster.carried import texts_of
from members.roster.decisions import DISTINCT, EXIT, NOBODY, SAME_AS, SAME_ROW, SKIP, doubt_key
from members.roster.kinds_of_bodies import KIND
from members.roster.result import Doubt, Spelling
from members.roster.words import FIELDS, doubt_sentence, ignored_sentence
from members.services import roster_exits, roster_namesakes, roster_renamed
from members.services import roster_first_day as first_day
from members.services.roster_before import CORRECTED, SKIPPED, accepted_before, left_out_before, token
from members.services.roster_decisions import (
    LEARNED,
    ONE_BY_ONE,
    OWN,
    decided_spelling,
    learned,
    new_parties,
    seen_statements,
)
from members.services.roster_duties import called_in
from members.services.roster_exits import LEAVING, WAYS, in_words
from members.services.roster_planned import BODIES, LEFT_OUT, Plan, Planned, sentence_of
from members.services.roster_register import Known
from members.services.sectors import KINDS_BY_FIELD, party_bodies, vocabulary
from members.views.roster_asked import Failed, Fix, Leaving, Line, Naming, Question, Same, is_member, is_renamed
from members.views.roster_tags import post_of, tags_of

KINDS = {
    "refused": "退回",
    "left_out": "不导入",
    "check": "需核对",
    "new": "新增",
    "changed": "变更",
    "leaving": "可能已离任",
    "exits": "登记离任",
    "unchanged": "未变",
    "ignored": "未读的行",
    "absent": "名册中没有",
}
ASKED = ("check", "leaving")
# What can be put right in a refused row, by the reason.
MENDABLE = {
    "missing_name": ("name",),
    "unknown_sector": ("sector",),
    "which_namesake": ("sector",),
    "which_member": ("sector",),
    "no_such_member": ("sector", "name"),
    "row_not_read": (DISTINCT,),
    "ambiguous_member": ("card_no", "birth"),
    "card_no_taken": ("card_no",),
    "too_many_committees": ("committee",),
    "duplicate_row": (DISTINCT,),
}
OF_SOMEBODY = {"unknown_sector", "which_member", "no_such_member", "which_namesake", "row_not_read", "duplicate_row"}
"""The reasons for which a refused row may be a second one of somebody."""
NO_OTHER = {"which_namesake", "row_not_read", "duplicate_row"}
"""The reasons of rows that are themselves asked whose they are: none of them is offered to another."""
LEFT_OUT_AT_ONCE = {
    "left_noted", "left_an_office", "leaving_asked", "retired_noted", "pending_noted", "same_name", "struck_out",
    "row_hidden", "likely_same", "change_of_nobody", "not_a_member", "name_placeholder", "noted_by_name",
    SKIPPED,
}  # fmt: skip
"""The doubts beside which the row can be left out."""
OF_NAMES = {"name_odd", "name_placeholder"}
"""The doubts for which the name can be put right."""
CHOICES = {"gender": ("男", "女"), "party": MemberParty.CANONICAL}


def preview(roster: RosterImport, plan: Plan, tab: str, failed: Failed | None) -> tuple[list[Line], dict]:
    """The lines of the tab, and what else the page shows: the statements, the spellings, what would be made."""
    maker = _Maker(roster, plan, failed)
    hint, registered = plan.result.term_number, LEARNED in roster.decisions
    return maker.lines(tab), {
        "roster": roster,
        "other_term": numeral(hint) if hint and hint != roster.term.number else "",
        "new_committees": [name for k, name in plan.new_bodies if k == "special_committee"],
        "new_groups": [name for k, name in plan.new_bodies if k == "member_group"],
        "statements": maker.statements(),
        "seen_statements": seen_statements(roster),
        "spellings": maker.spellings(),
        "learned": [(field, FIELDS[field], *told) for field, *told in learned(roster)] if registered else [],
        "begin": first_day.outlook(plan, roster),
    }


class _Maker:
    """Makes the lines of one preview; the directory is read once."""

    def __init__(self, roster: RosterImport, plan: Plan, failed: Failed | None):
        self.roster, self.plan, self.failed = roster, plan, failed
        kinds = [kind for kinds in KINDS_BY_FIELD.values() for kind in kinds]
        rows = Organisation.objects.filter(kind__in=kinds, is_active=True).order_by("order", "pk")
        bodies = list(rows.values_list("pk", "kind", "name"))
        self.bodies = {name: [(pk, n) for pk, k, n in bodies if k in of] for name, of in KINDS_BY_FIELD.items()}
        self.sectors = self.bodies["sector"]
        self.values = roster.decisions.get("values", {})
        self.before = plan.decisions.before

    def statements(self) -> list[dict]:
        """What notes say about all rows, how many rows it touches, and whether somebody has said yes."""
        rows, told, before = self.plan.decisions.statements, [], self.before.get("statements", {})
        for each in self.plan.result.statements:
            rows_of = Counter(p.row.sheet for p in self.plan.rows if any(key == each.key for *_, key in p.row.told))
            where = "、".join(f"“{sheet}”{count} 行" for sheet, count in rows_of.items()) if len(rows_of) > 1 else ""
            condition = f"带“{each.mark}”的" if each.mark else "没有填写的"
            says = f"{condition}，{FIELDS[each.field]}按“{each.value}”" if each.field else ""
            told.append({
                "key": each.key, "quote": each.quote, "place": _place(each.sheet, each.row), "says": says,
                "rows": rows_of.total(), "where": where, "on": rows.get(each.key, before.get(token(each), True)),
                "decided": each.key in rows,
                "before": token(each) in before,
            })  # fmt: skip
        return told

    def spellings(self) -> list[dict]:
        """Spellings of committees and groups that are to be confirmed, or that were, with the bodies to choose from."""
        return [self._spelling(each) for each in self.plan.result.spellings if self._is_asked(each)]

    def _is_asked(self, each: Spelling) -> bool:
        return not each.registered and (each.waits or each.decided or each.fresh or bool(each.options))

    def _spelling(self, each: Spelling) -> dict:
        ids = {name: str(pk) for pk, name in self.bodies[each.field]}
        alike = [name for name in dict.fromkeys([each.canonical, *each.options]) if name]
        first = [(ids.get(name, f"as:{name}"), name) for name in alike]
        rest = [(key, name) for name, key in ids.items() if name not in alike]
        name = each.canonical if each.decided else self._named_before(each)
        chosen = ids.get(name, f"as:{name}") if name else "own"
        others = [
            (f"{KIND}{other}", f"单独的一个{FIELDS[other]}，不是{FIELDS[each.field]}")
            for other in BODIES
            if other != each.field
        ]
        first += [(chosen, name)] if name and chosen not in dict(first + rest) else []
        return {
            "field": each.field, "label": FIELDS[each.field], "written": each.written, "rows": each.rows,
            "choices": [*first, ("own", f"单独的一个{FIELDS[each.field]}，名称就是“{each.written}”"), *others, *rest],
            "chosen": chosen,
            "waits": each.waits, "seen": decided_spelling(self.roster.decisions, each.field, each.written),
        }  # fmt: skip

    def _named_before(self, each: Spelling) -> str:
        return self.before.get("spellings", {}).get(each.field, {}).get(each.written, each.canonical)

    def lines(self, kind: str) -> list[Line]:
        if kind in {"refused", "left_out"}:
            words = vocabulary()
            return _asked_once([self._refused(row, words) for row in getattr(self.plan, kind)])
        if kind == "ignored":
            return [self._ignored(each) for each in self.plan.result.ignored]
        if kind == "absent":
            return [self._absent(known) for known in self.plan.absent]
        rows = self.plan.to_check if kind == "check" else self.plan.of_kind(kind)
        return _asked_once([self._planned(planned, kind) for planned in rows])

    def _absent(self, known: Known) -> Line:
        """A member in office of whom no row says so; what a list of leavers says of that."""
        row = next((p.row for p in self.plan.of_kind(LEAVING) if p.known is known), None)
        told = f"{_place(row.sheet, row.row)}：{in_words(row.exit) or '已离任'}，请在“需核对”中答复" if row else ""
        return Line("", known.name, texts=[known.employer_post, told], url=reverse("members:detail", args=[known.pk]))

    def _leaving(self, planned: Planned) -> Leaving:
        told, key = planned.row.exit, planned.row.key
        way, day, error = told.way, told.day, ""
        if self.failed and (self.failed.row, self.failed.field) == (key, EXIT):
            way, _, day = self.failed.value.partition("|")
            error = self.failed.sentence
        new = not (planned.known and planned.known.mandate_id)
        month = "只写到月份，登记为当月最后一天" if len(told.day) == 7 else ""
        facts = "；".join(filter(None, (in_words(told), month, told.basis and f"依据：{told.basis}")))
        return Leaving([(value, str(label)) for value, label in WAYS], way, day, new, facts, error)

    def _planned(self, planned: Planned, kind: str) -> Line:
        row = planned.row
        own = [row.gender, row.ethnicity, row.birth, "、".join(row.party), row.sector]
        own += [called_in(row, name) for name in BODIES]
        more = [
            row.alias and f"曾用名：{row.alias}",
            row.card_no,
            row.phone,
            row.email,
            row.office or row.office_beside,
            row.remark and f"备注：{row.remark}",
        ]
        facts = "" if kind == "changed" else " · ".join(text for text in own + more if text)
        questions = [self._question(planned, doubt) for doubt in row.doubts]
        fixes = [self._fix(row.key, EXIT, "")] if planned.exit else []
        may_skip = kind in ASKED and not any(question.skip for question in questions)
        return Line(
            place=_place(row.sheet, row.row), name=row.name, key=row.key,
            texts=[post_of(planned), facts, first_day.of_row(planned)],
            changes=planned.changes if kind in {"changed", *ASKED} else [],
            questions=questions, fixes=fixes + ([self._fix(row.key, SKIP, "")] if may_skip else []),
            tags=tags_of(planned),
            told="、".join(f"{FIELDS[name]}“{value}”" for name, value in row.by_statement.items()),
            settled=len(row.settled),
            url=reverse("members:detail", args=[planned.known.pk]) if planned.known else "",
        )  # fmt: skip

    def _question(self, planned: Planned, doubt: Doubt) -> Question:
        row = planned.row
        question = Question(doubt_sentence(doubt.key, doubt.about), doubt.written, doubt_key(row.key, doubt))
        question.skip = doubt.key in LEFT_OUT_AT_ONCE
        question.before = accepted_before(row, doubt, self.before)
        question.kind = doubt.key
        at_once = doubt.key not in ONE_BY_ONE and (planned in roster_exits.answered_alike([planned], doubt.key))
        question.alike = self.alike[doubt.key] if at_once else 0
        self._about_whom(question, planned, doubt)
        if doubt.key == "body_assumed":
            question.key = ""  # confirmed once for all rows, above
        elif doubt.key == "sector_near" or (doubt.key == "sector_kept" and doubt.written):
            question.naming = self._sector_naming(doubt.written, row.sector or "")
            question.naming.chosen = question.naming.choices[0][0] if doubt.key == "sector_near" else ""
        elif doubt.key in {"name_odd", "name_placeholder"} or (
            doubt.field in FIELDS and doubt.field not in {"name", "remark"}
        ):
            value = row.proposed.get(doubt.field) or texts_of(row).get(doubt.field, "")
            if doubt.key == "office_gained":  # beside what is held
                value = next((change.new for change in planned.changes if change.field == "office"), value)
            if doubt.key == "remark_overrides":
                value, question.accept = doubt.about, "按原栏导入"
            question.fix = self._fix(row.key, doubt.field, value)
            if doubt.field in row.proposed and doubt.key != CORRECTED:
                question.sentence += f"上次核对时改为“{value}”。"
            if doubt.key == "party_unreadable":
                question.naming = self._party_naming(doubt.written)
        return question

    def _about_whom(self, question: Question, planned: Planned, doubt: Doubt) -> None:
        """What can be answered where the doubt is who that is, or whether the person is a member still."""
        row = planned.row
        if doubt.key == "left_noted":
            question.accept = "仍在任，照此导入"
            question.leaving = None if self.roster.term.is_upcoming else self._leaving(planned)
        if doubt.key in {roster_namesakes.KEY, roster_namesakes.KNOWN}:
            stays = "，留任" if doubt.key == roster_namesakes.KEY else ""
            question.same = [is_member(k, len(planned.namesakes), stays) for k in planned.namesakes]
        elif doubt.key == "same_name":
            question.same = self._other_rows(row)
        elif doubt.key in roster_renamed.KINDS and planned.known is None:
            by_number = doubt.key == roster_renamed.TAKEN
            named = self.holders if by_number else self.plan.register.by_name
            names = [doubt.written] if by_number else doubt.about.split("、")
            found = [each for name in names for each in named.get(name, [])]
            found = [each for each in found if not each.gone and each.pk not in self.claimed]
            question.same = self._renamed(row, found)
        if question.same:
            question.accept = "不是同一人，照此导入"
        if doubt.key in roster_namesakes.ASKED_AMONG:
            question.same = self._namesakes(row, planned.known)
            question.accept = "是这一位，照此导入"
        if doubt.key == roster_namesakes.BY_NAME:
            question.same = [Same(SAME_AS, NOBODY, "不是同一人，作为新委员导入")]
            question.accept = "是同一人，照此导入"

    def _renamed(self, row: RosterRow | Rejected, found: list[Known]) -> list[Same]:
        """That somebody is one of these members, who is now called otherwise or whose name was written wrongly."""
        seen, name = self.values.get(row.key, {}).get("name", ""), row.name or ""
        wrong = [
            Same("name", each.name, f"是同一人：{each.name}，名册上姓名写错", seen)
            for each in found
            if roster_renamed.one_off(name, each.name)
        ]
        return [*(is_renamed(each, len(found), name) for each in found if each.name != name),
                *(each for each in wrong if each.value != name)]  # fmt: skip

    def _other_rows(self, row: RosterRow | Rejected) -> list[Same]:
        """The other rows of the file with this name, of which it may be a second one."""
        found = [each for each in self.rows_by_name.get(row.name or "", []) if each.key != row.key]
        seen = self.values.get(row.key, {}).get(SAME_ROW, "")
        return [Same(SAME_ROW, each.key, f"是同一人：{self._words_of(each, row.sheet)}", seen) for each in found]

    def _words_of(self, row: RosterRow | Rejected, here: str) -> str:
        where = f"第 {row.row} 行" if row.sheet == here else _place(row.sheet, row.row)
        if isinstance(row, Rejected):
            return f"{where} {row.name}（{'，'.join(filter(None, ('退回的行', row.cells.get('post', '')[:20])))}）"
        return f"{where} {row.name}（{row.sector}）"

    @cached_property
    def holders(self) -> dict[str, list[Known]]:
        """Who of the register has each mobile number."""
        return roster_renamed.holders_of(self.plan.register.people.values())

    @cached_property
    def claimed(self) -> set[int]:
        """The members whom a row is about."""
        return {planned.known.pk for planned in self.plan.rows if planned.known}

    def _namesakes(self, row: RosterRow | Rejected, known: Known | None = None) -> list[Same]:
        """The members of this name, but for ``known``; and that it is none of them."""
        named = self.plan.register.by_name.get(row.name or "", ())
        found = [each for each in named if each.mandate_id and each is not known and each.pk not in self.claimed]
        return [*(is_member(each, 2, "") for each in found),
                Same(SAME_AS, NOBODY, "都不是，作为新委员导入")]  # fmt: skip

    def _members_in(self, row: Rejected) -> list[Same]:
        """The members whom a refused row may be about: those of its name, or nearly of it with its unit or number."""
        if row.reason in NO_OTHER:
            return []
        found = [each for each in self._namesakes(row) if each.value != NOBODY]
        free = (each for each in self.plan.register.people.values() if each.pk not in self.claimed)
        return found or self._renamed(row, roster_renamed.near_refused(row, free))

    @cached_property
    def alike(self) -> Counter[str]:
        """How many rows wait with each kind of doubt."""
        rows = self.plan.to_check
        serving = roster_exits.answered_alike(rows, roster_exits.DOUBT)
        told = Counter(key for planned in rows for key in {doubt.key for doubt in planned.row.doubts})
        told[roster_exits.DOUBT] = sum(map(roster_exits.waits_for_an_answer, serving))
        return told

    @cached_property
    def rows_by_name(self) -> dict[str, list[RosterRow | Rejected]]:
        found: dict[str, list[RosterRow | Rejected]] = defaultdict(list)
        rows: list[RosterRow | Rejected] = [planned.row for planned in self.plan.rows]
        for row in rows + list(self.plan.refused):
            if not (isinstance(row, Rejected) and row.reason in NO_OTHER):
                found[row.name or ""].append(row)
        return found

    def _sector_naming(self, written: str, likely: str) -> Naming:
        first = sorted(self.sectors, key=lambda each: each[1] != likely)
        choices = [(str(pk), f"“{name}”的另一种写法{'（相近）' if name == likely else ''}") for pk, name in first]
        return Naming("sector", written, [*choices, (OWN, "新的界别，现在就建立（放弃这份名册时撤去）")])

    def _party_naming(self, written: str) -> Naming:
        known = [(str(body.pk), f"“{body}”的另一种写法") for body, _ in self.parties]
        new = [
            (f"as:{name}", f"“{name}”，目录里还没有，一并登记") for name in new_parties([p for _, p in self.parties])
        ]
        return Naming("party", written, known + new)

    @cached_property
    def parties(self) -> list[tuple[Organisation, str]]:
        """Read where a party could not be."""
        return party_bodies()

    def _fix(self, key: str, name: str, value: str) -> Fix:
        fix = Fix(key, name, value, self.values.get(key, {}).get(name, ""))
        fix.choices = tuple(n for _, n in self.sectors) if name == "sector" else tuple(CHOICES.get(name, ()))
        if value and fix.choices and value not in fix.choices:
            fix.choices = (value, *fix.choices)
        if self.failed and (self.failed.row, self.failed.field) == (key, name):
            fix.value, fix.error = self.failed.value, self.failed.sentence
        return fix

    def _refused(self, row: Rejected, words) -> Line:
        line = Line(
            _place(row.sheet, row.row), row.name or "（无姓名）", key=row.key,
            texts=[row.cells.get("post", "")], questions=[Question(sentence_of(row), "")],
        )  # fmt: skip
        if row.reason != LEFT_OUT and left_out_before(row, self.before):
            line.questions.append(Question(doubt_sentence(SKIPPED), ""))
        if row.reason == "unknown_sector" and row.value:
            line.naming = self._sector_naming(row.value, words.likely(row.value) or "")
        for name in MENDABLE.get(row.reason, ()):
            line.fixes.append(self._fix(row.key, name, "" if name == "sector" else row.cells.get(name, "")))
        if row.name and row.reason in OF_SOMEBODY:
            line.same = self._other_rows(row) + self._members_in(row)
        if row.reason == "ambiguous_member":
            line.same = self._namesakes(row)
        if row.reason == "left_office":
            line.same = [Same(SAME_AS, NOBODY, "不是同一人，作为新委员导入")]
        line.fixes.append(self._fix(row.key, SKIP, ""))
        return line

    def _ignored(self, row: Ignored) -> Line:
        line = Line(_place(row.sheet, row.row), row.name, key=row.key, texts=[ignored_sentence(row), row.text])
        if row.of is not None:
            line.fixes.append(self._fix(row.key, DISTINCT, ""))
        return line


def _asked_once(lines: list[Line]) -> list[Line]:
    """One answer settles a spelling in all rows: the first says how many, the others where it is asked."""
    first: dict[tuple[str, str], tuple[str, Naming]] = {}
    for line in lines:
        for naming in filter(None, [line.naming, *(question.naming for question in line.questions)]):
            place, asked = first.setdefault((naming.field, naming.written), (line.place, naming))
            if asked is not naming:
                naming.again = place
                asked.more += 1
    return lines


def _place(sheet: str, row: int) -> str:
    return f"{sheet} 第 {row} 行"
