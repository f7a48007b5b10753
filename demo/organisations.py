"""The bodies of 江岭区: handling units, supervision offices, committees, sectors, parties, liaison offices."""

from core.models import Organisation, OrganisationName
from core.organisations import ending, services
from core.people.actors import Actor

Kind = Organisation.Kind
Branch = Organisation.Branch

# code: name, short name, 发文代字, channel (gov or party), clerk, head, further spellings
UNITS = {
    "housing": ("区住房和城乡建设局", "区住建局", "江建提", "gov", "马宁", "孟繁川", ("区住建委", "住建局")),
    "water": ("区水利局", "区水利局", "江水提", "gov", "江晓淼", "洪泽川", ("区水务局", "水利局")),
    "reform": ("区发展和改革局", "区发改局", "江发改提", "gov", "薛景明", "范启东", ("区发改委", "发改局")),
    "school": ("区教育局", "区教育局", "江教提", "gov", "柯若溪", "黎道生", ("区教体局", "教育局")),
    "science": ("区科学技术局", "区科技局", "江科提", "gov", "常宇晖", "穆清扬", ("科技局",)),
    "industry": ("区经济和信息化局", "区经信局", "江经信提", "gov", "龚子墨", "阮志成", ("区工信局", "经信局")),
    "police": ("市公安局江岭分局", "区公安分局", "江公提", "gov", "雷振国", "韩卫疆", ("区公安局", "江岭公安分局")),
    "civil": ("区民政局", "区民政局", "江民提", "gov", "万晓慈", "安怀仁", ("民政局",)),
    "justice": ("区司法局", "区司法局", "江司提", "gov", "钟言之", "费承礼", ("司法局",)),
    "finance": ("区财政局", "区财政局", "江财提", "gov", "金如筠", "俞仲杰", ("财政局",)),
    "hr": ("区人力资源和社会保障局", "区人社局", "江人社提", "gov", "贺小满", "史敬业", ("区人社厅", "人社局")),
    "planning": ("市自然资源和规划局江岭分局", "区自规分局", "江自规提", "gov", "施畅", "骆长青", ("区国土局",)),
    "ecology": ("市生态环境局江岭分局", "区生态环境分局", "江环提", "gov", "蓝知微", "邵青原", ("区环保局", "环保局")),
    "cityadmin": ("区城市管理局", "区城管局", "江城管提", "gov", "武小舟", "牛卫成", ("区城管执法局", "城管局")),
    "traffic": ("区交通运输局", "区交通局", "江交提", "gov", "祁连山", "陆远达", ("交通局",)),
    "farm": ("区农业农村局", "区农业农村局", "江农提", "gov", "田禾", "谷维年", ("区农业局", "农业农村局")),
    "commerce": ("区商务局", "区商务局", "江商提", "gov", "米佳宁", "尚通海", ("商务局",)),
    "culture": ("区文化和旅游局", "区文旅局", "江文旅提", "gov", "苏砚秋", "闻人杰", ("区文广旅局", "文旅局")),
    "health": ("区卫生健康局", "区卫健局", "江卫提", "gov", "白芷若", "华景行", ("区卫计局", "卫健委", "卫健局")),
    "veterans": ("区退役军人事务局", "区退役军人局", "江退役提", "gov", "钱小川", "袁定远", ("退役军人局",)),
    "emergency": ("区应急管理局", "区应急局", "江应急提", "gov", "时安然", "储继明", ("区安监局", "应急局")),
    "market": ("区市场监督管理局", "区市场监管局", "江市监提", "gov", "平少宇", "佟立公", ("区工商局", "市监局")),
    "data": ("区政务服务和数据管理局", "区数据局", "江数提", "gov", "舒捷", "云开明", ("区大数据局", "区行政审批局")),
    "medical": ("区医疗保障局", "区医保局", "江医保提", "gov", "宋清和", "康泰来", ("医保局",)),
    "park": ("江岭经济开发区管理委员会", "开发区管委会", "江开提", "gov", "程新业", "项启航", ("江岭经开区", "开发区")),
    "forest": ("区林业局", "区林业局", "江林提", "gov", "林疏影", "柏长松", ("区园林局", "林业局")),
    "power": ("江岭供电公司", "供电公司", "江电提", "gov", "董明", "丁继光", ("江岭供电局",)),
    "qingshan": ("青山街道办事处", "青山街道", "青街提", "gov", "叶小青", "曲万山", ("青山街道办",)),
    "songling_office": ("松岭镇人民政府", "松岭镇", "松政提", "gov", "包山川", "毕松年", ("松岭镇政府",)),
    "baisha": ("白沙镇人民政府", "白沙镇", "白政提", "gov", "沙一帆", "滕远洲", ("白沙镇政府",)),
    "org": ("区委组织部", "区委组织部", "江组提", "party", "温知人", "宁致远", ("组织部",)),
    "publicity": ("区委宣传部", "区委宣传部", "江宣提", "party", "文思齐", "乐道明", ("宣传部",)),
    "front": ("区委统一战线工作部", "区委统战部", "江统提", "party", "何小彤", "齐心远", ("统战部",)),
    "law": ("区委政法委员会", "区委政法委", "江政法提", "party", "郑律", "法立平", ("政法委",)),
    "social": ("区委社会工作部", "区委社工部", "江社工提", "party", "凌小善", "汪众和", ("社工部",)),
    "court": ("区人民法院", "区法院", "江法提", "party", "鲁至言", "庞允恭", ("江岭法院",)),
    "procuratorate": ("区人民检察院", "区检察院", "江检提", "party", "章明察", "解宏正", ("江岭检察院",)),
    "youth": ("共青团江岭区委员会", "团区委", "江团提", "party", "成朝阳", "段青云", ("区团委",)),
    "women": ("区妇女联合会", "区妇联", "江妇提", "party", "姚婉仪", "柳静淑", ("妇联",)),
    "disabled": ("区残疾人联合会", "区残联", "江残提", "party", "夏扶摇", "任爱华", ("残联",)),
}
#: Units that were merged into others: before the first matter, and in the middle of one.
ENDING = {"grain": ("区粮食和物资储备局", "区粮储局"), "rivers": ("区河湖管理中心", "区河湖中心")}
BRANCHES = {"court": Branch.COURT, "procuratorate": Branch.PROCURATORATE}

COMMITTEES = {
    "proposal_c": ("提案委员会", "提案委"),
    "economy_c": ("经济委员会", "经济委"),
    "farm_c": ("农业和农村委员会", "农业农村委"),
    "city_c": ("城乡建设和人口资源环境委员会", "城建环资委"),
    "edu_c": ("教科卫体委员会", "教科卫体委"),
    "culture_c": ("文化文史和学习委员会", "文化文史委"),
    "law_c": ("社会和法制委员会", "社会法制委"),
    "united_c": ("民族宗教和联络委员会", "民宗联络委"),
}
LIAISONS = ("青山", "云桥", "临江", "石门", "望湖", "松岭", "白沙", "荷塘")

# code: name and its other spellings
SECTORS = {
    "s_ccp": ("中国共产党界", ("中共",)),
    "s_mg": ("民革界", ("民革",)),
    "s_mm": ("民盟界", ("民盟",)),
    "s_mj": ("民建界", ("民建",)),
    "s_mjin": ("民进界", ("民进",)),
    "s_ng": ("农工党界", ("农工党",)),
    "s_js": ("九三学社界", ("九三", "九三学社")),
    "s_none": ("无党派人士界", ("无党派",)),
    "s_youth": ("共青团和青联界", ("共青团、青联",)),
    "s_union": ("工会界", ("总工会", "工会")),
    "s_women": ("妇联界", ("妇联",)),
    "s_trade": ("工商联界", ("工商联",)),
    "s_sci": ("科技科协界", ("科协", "科技界")),
    "s_eco": ("经济界", ("经济",)),
    "s_farm": ("农业界", ("农业",)),
    "s_edu": ("教育界", ("教育",)),
    "s_cult": ("文化艺术和新闻界", ("文艺界", "新闻文体")),
    "s_health": ("医药卫生界", ("医卫", "医卫界")),
    "s_welfare": ("社会福利和社会保障界", ("社会福利保障",)),
    "s_faith": ("民族和宗教界", ("民族宗教",)),
}
PARTIES = {
    "p_mg": ("民革江岭区总支部委员会", "民革区总支"),
    "p_mm": ("民盟江岭区委员会", "民盟区委"),
    "p_mj": ("民建江岭区基层委员会", "民建区基层委"),
    "p_mjin": ("民进江岭区总支部委员会", "民进区总支"),
    "p_ng": ("农工党江岭区基层委员会", "农工党区基层委"),
    "p_zg": ("致公党江岭区支部委员会", "致公党区支部"),
    "p_js": ("九三学社江岭区基层委员会", "九三学社区基层委"),
}
BODIES = {
    "b_union": ("江岭区总工会", "区总工会"),
    "b_youth": ("共青团江岭区委员会", "团区委"),
    "b_women": ("江岭区妇女联合会", "区妇联"),
    "b_trade": ("江岭区工商业联合会", "区工商联"),
    "b_sci": ("江岭区科学技术协会", "区科协"),
    "b_overseas": ("江岭区归国华侨联合会", "区侨联"),
}


def create(rng) -> dict[str, Organisation]:
    """Write every body; returns them by code. ``rng`` makes up telephone numbers."""
    made: dict[str, Organisation] = {}
    order = iter(range(10, 10_000, 10))

    def add(code: str, name: str, kind: str, **more) -> Organisation:
        made[code] = Organisation.objects.create(name=name, kind=kind, order=next(order), **more)
        return made[code]

    office = add("office", "区政协办公室", Kind.CPPCC_OFFICE, branch=Branch.CPPCC, short_name="政协办")
    add("gov", "区政府督查室", Kind.SUPERVISION_OFFICE, branch=Branch.GOVERNMENT)
    add("party", "区委督查室", Kind.SUPERVISION_OFFICE, branch=Branch.PARTY)
    aliases = []
    for code, (name, brief, word, channel, clerk, _head, spellings) in UNITS.items():
        branch = BRANCHES.get(code, Branch.GOVERNMENT if channel == "gov" else Branch.PARTY)
        unit = add(
            code, name, Kind.UNIT, short_name=brief, branch=branch, supervised_by=made[channel], document_word=word,
            contact_name=clerk, contact_phone=phone(rng), address=f"江岭区政和路{rng.randint(1, 180)}号",
        )  # fmt: skip
        aliases += [OrganisationName(organisation=unit, name=s) for s in spellings]
    for code, (name, brief) in COMMITTEES.items():
        add(code, name, Kind.SPECIAL_COMMITTEE, short_name=brief, parent=office, contact_phone=phone(rng))
    for place in LIAISONS:
        add(place, f"{place}联络办", Kind.LIAISON_OFFICE, parent=office, contact_phone=phone(rng))
    for code, (name, spellings) in SECTORS.items():
        sector = add(code, name, Kind.SECTOR)
        aliases += [OrganisationName(organisation=sector, name=s) for s in spellings]
    for code, (name, brief) in PARTIES.items():
        add(code, name, Kind.PARTY, short_name=brief, contact_phone=phone(rng))
    for code, (name, brief) in BODIES.items():
        add(code, name, Kind.PEOPLES_ORGANISATION, short_name=brief, contact_phone=phone(rng))
    OrganisationName.objects.bulk_create(aliases)
    data = made["data"]
    data.name, data.short_name = "区行政服务中心", "区行政服务中心"
    data.save(update_fields=["name", "short_name"])
    for code, (name, brief) in ENDING.items():
        add(code, name, Kind.UNIT, short_name=brief, branch=Branch.GOVERNMENT, supervised_by=made["gov"])
    return made


def reform(bodies: dict[str, Organisation], actor: Actor) -> None:
    """机构改革 before the first matter of the demo: one body has a new name, one was merged into another."""
    paper = "江编发〔2024〕3号机构改革方案"
    name, brief = UNITS["data"][:2]
    services.rename(bodies["data"], name=name, short_name=brief, actor=actor, reason=paper, seen=None)
    ending.merge(bodies.pop("grain"), bodies["reform"], actor=actor, reason=paper, seen=None)


def end_in_the_middle_of_work(body: Organisation, into: Organisation, actor: Actor) -> None:
    """A body is merged into one with which it sits on a matter: from then on that one handles it for both."""
    reason = "江编发〔2026〕9号，职责划入"
    ending.merge(body, into, actor=actor, reason=reason, seen=None)


def phone(rng) -> str:
    """A number of the reserved kind that reaches nobody."""
    return f"0000-8{rng.randint(100000, 999999)}"
