"""Invented members and workbooks in the forms that offices really send."""

import random
from dataclasses import dataclass, field
from io import BytesIO

import openpyxl
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from members.models import RosterImport, Term
from members.roster import Result, Vocabulary, read_roster

SECTORS = ["中共", "民革", "共青团、青联", "工会", "妇联", "教育", "医卫", "侨、台", "环境资源和农业", "特邀"]
ALIASES = {
    "共青团、青联": ["共青团、青联界别", "共青团青联"],
    "医卫": ["医药卫生界", "医卫界别"],
    "侨、台": ["侨、台界别", "侨台"],
    "特邀": ["特邀人士界"],
}
VOCABULARY = Vocabulary.of(SECTORS, ALIASES)
SPELLINGS = {
    "中共": ["中共", "中共界", "中共界别", "中共 界"],
    "民革": ["民革", "民革界"],
    "共青团、青联": ["共青团、青联", "共青团青联", "共青团、青联界"],
    "侨、台": ["侨、台", "侨台", "侨、台界别"],
    "医卫": ["医卫", "医药卫生界", "医药卫生"],
    "特邀": ["特邀", "特邀人士", "特邀\n（4人）"],
}
PARTY_SPELLINGS = {
    "中共": ["中共", "中国共产党", "中共党员", "党员 "],
    "民盟": ["民盟", "中国民主同盟", "民盟盟员"],
    "农工党": ["农工党", "农工", "中国农工民主党"],
    "九三学社": ["九三", "九三学社 ", "九三学社社员"],
    "无党派": ["无党派", "无党派人士"],
    "群众": ["群众"],
}
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕施张孔曹严华金魏陶姜"
GIVEN = [
    "一川",
    "望",
    "知夏",
    "秉文",
    "若琳",
    "远",
    "思齐",
    "慕白",
    "清和",
    "景行",
    "砚秋",
    "听澜",
    "以宁",
    "承",
    "星野",
]
COMMITTEES = ["提案委员会", "经济科技委员会", "文史和教文卫体委员会"]
GROUPS = ["东门", "西湾", "北塘", "南桥街道"]


@dataclass
class Person:
    """What a roster should yield for one member."""

    name: str
    gender: str
    birth: str
    party: list[str]
    sector: str
    unit: str
    post: str
    committee: str | None
    group: str | None
    card: str
    ethnicity: str | None = None
    extra: dict = field(default_factory=dict)


def people(count: int = 40, seed: int = 7) -> list[Person]:
    """Invented members, grouped by sector, no two with the same name."""
    rng = random.Random(seed)  # noqa: S311 - invented members, not secrets
    names = [s + g for s in SURNAMES for g in GIVEN]
    rng.shuffle(names)
    made = []
    for number in range(count):
        month_only = rng.random() < 0.5
        birth = f"{rng.randint(1955, 1995)}-{rng.randint(1, 12):02d}"
        made.append(
            Person(
                name=names[number],
                gender=rng.choice("男女"),
                birth=birth if month_only else f"{birth}-{rng.randint(1, 28):02d}",
                party=[rng.choice(list(PARTY_SPELLINGS))],
                sector=SECTORS[number * len(SECTORS) // count],
                unit=f"江岭区{rng.choice(['教育局', '第二医院', '青禾科技有限公司', '融媒体中心'])}",
                post=f"{rng.choice(['副局长', '主任医师', '董事长、总经理', '编辑'])}{number}",
                committee=rng.choice([*COMMITTEES, None]),
                group=rng.choice([*GROUPS, None]),
                card=f"JL{number + 1:04d}",
                ethnicity=rng.choice([None, "汉族", "回族"]),
            )
        )
    return made


def spell_birth(birth: str, form: int):
    """One of the forms in which offices write the date, as text or number."""
    year, month, *day = birth.split("-")
    wide = str.maketrans("0123456789.", "０１２３４５６７８９．")
    if day:
        forms = [birth, f"{year}/{int(month)}/{int(day[0])}", f"{year}年{int(month)}月{int(day[0])}日"]
        forms += [int(year + month + day[0]), f"{year}.{month}.{day[0]}".translate(wide)]
    else:
        forms = [f"{year}.{month}", f"{year}年{int(month)}月", f"{year}.{month}".translate(wide), f"{year}-{month}"]
        forms += [int(year + month)]
    return forms[form % len(forms)]


def as_bytes(book: openpyxl.Workbook) -> bytes:
    """The workbook as the bytes of an .xlsx file."""
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def book_of(rows: list[list], merges: list[str] = (), title: str = "委员名单") -> bytes:
    """A workbook with one sheet that holds ``rows`` from A1."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = title
    for row in rows:
        sheet.append(row)
    for merge in merges:
        sheet.merge_cells(merge)
    return as_bytes(book)


def understood(rows: list[list], merges: list[str] = (), title: str = "委员名单", vocabulary=VOCABULARY) -> Result:
    """What the rows of one sheet are understood to be."""
    return read_roster(book_of(rows, merges, title), vocabulary)


def whys(result: Result) -> dict[int, str]:
    """Excel row → why it was ignored."""
    return {row.row: row.why for row in result.ignored}


def facts(row) -> tuple:
    """What every layout must yield alike."""
    return (row.name, row.gender, row.birth, row.party, row.sector, row.post, row.committee, row.street_group)


def expected(person: Person) -> tuple:
    """The same facts of an invented member."""
    return (
        person.name,
        person.gender,
        person.birth,
        person.party,
        person.sector,
        person.unit + person.post,
        person.committee,
        person.group,
    )


# ---- sent in on the page ----

HEADER = ["姓名", "性别", "党派", "界别", "工作单位及职务", "手机"]

ROWS = [
    ["赵一川", "男", "民盟", "教育界", "江岭区实验小学校长", "13800000001"],
    ["钱知夏", "女", "中共", "工会", "江岭区总工会副主席", ""],
]

BAD = ["孙远", "男", "", "社会科学", "某处", ""]


def upload(client, *rows, name="名册.xlsx", data=None, **fields):
    file = SimpleUploadedFile(name, book_of([HEADER, *rows]) if data is None else data)
    fields.setdefault("term", getattr(Term.objects.first(), "pk", ""))
    return client.post(reverse("members:roster"), {"file": file, **fields})


def waiting(client, *rows) -> RosterImport:
    response = upload(client, *rows)
    roster = RosterImport.objects.latest("id")
    assert response.headers["Location"] == reverse("members:roster_import", args=[roster.pk])
    return roster


def confirm(client, roster, **fields):
    """Confirm what the preview shows, its doubts known; ``known=""`` leaves that box alone."""
    page = client.get(reverse("members:roster_import", args=[roster.pk]))
    fields.setdefault("digest", page.context["plan"].digest if "plan" in page.context else "")
    fields.setdefault("known", page.context.get("unlooked", ""))
    return client.post(reverse("members:roster_confirm", args=[roster.pk]), fields, follow=True)
