"""Work behind the pages: a roster of five thousand, a paper of two pages, notices on their way out."""

from io import BytesIO
from random import Random

import openpyxl
from django.contrib.contenttypes.models import ContentType
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import timezone
from python_calamine import CalamineWorkbook

from bench.measuring import Bench, Goal
from core.delivery import outbox
from core.documents import paper_pdf
from core.matters.papers import find, papers_of
from core.models import Delivery, Notice, Organisation, Role, User
from core.people.actors import Actor
from core.people.posts import users_in
from core.pinyin import sort_key
from demo.names import Names
from members.models import Member, Term
from members.roster import read_roster
from members.services.roster_import import apply_plan
from members.services.roster_plan import plan_import
from members.services.sectors import vocabulary
from proposals.documents import PAPERS
from proposals.models import Proposal

ROSTER_ROWS = 5000
NOTICES = 500
HEADINGS = (
    "序号",
    "姓名",
    "性别",
    "民族",
    "出生年月",
    "党派",
    "界别",
    "工作单位及职务",
    "委员证号",
    "联系电话",
    "备注",
)


def measure(bench: Bench) -> None:
    """Import, paper, outbox."""
    _roster(bench, ROSTER_ROWS)
    _paper(bench)
    _outbox(bench)


def _roster(bench: Bench, rows: int) -> None:
    name = "import.roster"
    if not bench.wants(name):
        return
    term, clerk = Term.objects.current(), users_in(Role.OFFICE_CLERK).order_by("id").first()
    sectors = list(Organisation.objects.filter(kind=Organisation.Kind.SECTOR, is_active=True).order_by("id"))
    if not (term and clerk and sectors):
        bench.skip(name, "没有届次、界别或办公室工作人员")
        return
    data, actor = roster(rows, [sector.name for sector in sectors]), Actor.of(clerk)

    def ours() -> None:
        plan = plan_import(read_roster(data, vocabulary(), "名册.xlsx"), term=term)
        apply_plan(plan, actor=actor, source="名册.xlsx")

    bench.pair(name, f"导入名册 {rows} 行（读取、核对、写入）", ours, lambda: bare_import(data),
               against="calamine 读取、一次查重、批量写入", goal=Goal(2.5, max(1, rows // 50)), undo=True,
               most_rounds=3)  # fmt: skip


def roster(rows: int, sectors: list[str]) -> bytes:
    """A workbook of invented members."""
    rng = Random(7)  # noqa: S311 - the same roster every time
    names = Names(rng, Member.objects.values_list("name", flat=True))
    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("委员名册")
    sheet.append(HEADINGS)
    for number in range(1, rows + 1):
        gender = rng.choice("男女")
        sheet.append(
            (
                number,
                names.new(gender),
                gender,
                "汉族",
                f"19{rng.randint(55, 99)}.{rng.randint(1, 12):02d}",
                rng.choice(("中共", "民盟", "群众")),
                rng.choice(sectors),
                f"某单位第{rng.randint(1, 900)}部门负责人",
                f"ZX{number:06d}",
                f"139{rng.randrange(10**8):08d}",
                "",
            )
        )
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def bare_import(data: bytes) -> None:
    """Read with calamine, look the names up at once, write members in bulk."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(data)).get_sheet_by_index(0)
    lines = [[str(cell) for cell in line] for line in sheet.to_python()[1:]]
    known = set(Member.objects.filter(name__in=[line[1] for line in lines]).values_list("name", flat=True))
    fresh = [line for line in lines if line[1] not in known]
    Member.objects.bulk_create(
        [
            Member(name=line[1], gender=line[2], ethnicity=line[3], birth=line[4][:10], employer_post=line[7],
                   phone=line[9], sort_key=sort_key(line[1]))
            for line in fresh
        ]
    )  # fmt: skip


def _paper(bench: Bench) -> None:
    name = "paper.assignment_sheet"
    if not bench.wants(name):
        return
    clerk = users_in(Role.PROPOSAL_CLERK).order_by("id").first()
    chosen = Proposal.objects.filter(state="handling", assignments__isnull=False).order_by("-id").first()
    if not (clerk and chosen):
        bench.skip(name, "没有正在办理的提案")
        return
    clerk.post_in_use = clerk.posts.filter(role=Role.PROPOSAL_CLERK).select_related("organisation").first()
    kind, actor = find(PAPERS, "assignment"), Actor.of(clerk)

    def papers():
        proposal = Proposal.objects.visible_to(clerk).for_page().get(pk=chosen.pk)
        return papers_of(kind, proposal, actor)[0]

    paper = papers()
    source = render_to_string(paper.template, dict(paper.context))

    def raw() -> bytes:
        from weasyprint import CSS, HTML

        return HTML(string=source).write_pdf(stylesheets=[CSS(string="@page { size: A4; margin: 2.5cm }")])

    bench.pair(name, "交办单一份（取数、排版、PDF）", lambda: paper_pdf(papers()), raw,
               against="WeasyPrint 默认用法排同一份 HTML", goal=Goal(1), most_rounds=5)  # fmt: skip


def _outbox(bench: Bench) -> None:
    name = "outbox.enqueue"
    if not bench.wants(name):
        return
    people = list(User.objects.filter(is_active=True).order_by("id")[:NOTICES])
    User.objects.filter(pk__in=[user.pk for user in people]).update(phone="13900000000")
    for user in people:
        user.phone = "13900000000"
    kind, now = ContentType.objects.get_for_model(User), timezone.now()
    rows = [
        Notice(content_type=kind, object_id=1, root_type=kind, root_id=1, recipient=people[number % len(people)],
               title="测量", url="/", dedupe_key=f"bench:{number}", created_at=now)
        for number in range(NOTICES)
    ]  # fmt: skip
    notices = Notice.objects.bulk_create(rows)

    def floor() -> None:
        Delivery.objects.bulk_create([Delivery(notice_id=notice.pk, channel="gateway") for notice in notices])

    with override_settings(NOTICE_GATEWAY_URL="http://127.0.0.1:9/", MAIL_GOES_OUT=False):
        bench.pair(name, f"发件箱写入 {NOTICES} 条通知", lambda: outbox.enqueue(notices), floor,
                   against="同样多的行批量写入", goal=Goal(2, 10), undo=True)  # fmt: skip
