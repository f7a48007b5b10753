"""Understands how an office names itself: level, region, short and full name. Pure."""

from core.models import Committee

Level = Committee.Level

#: What may be written for a level; 区县 and 市 leave it to the region's last character.
WORDS: dict[str, Level | None] = {
    "区": Level.DISTRICT, "市辖区": Level.DISTRICT, "district": Level.DISTRICT, "区级": Level.DISTRICT,
    "县": Level.COUNTY, "自治县": Level.COUNTY, "旗": Level.COUNTY, "county": Level.COUNTY, "县级": None,
    "县级市": Level.COUNTY_CITY, "county_city": Level.COUNTY_CITY,
    "市": Level.PREFECTURE, "地级市": Level.PREFECTURE, "设区的市": Level.PREFECTURE, "市级": Level.PREFECTURE,
    "州": Level.PREFECTURE, "自治州": Level.PREFECTURE, "盟": Level.PREFECTURE, "地区": Level.PREFECTURE,
    "prefecture": Level.PREFECTURE, "city": Level.PREFECTURE, "municipal": Level.PREFECTURE,
    "省": Level.PROVINCE, "自治区": Level.PROVINCE, "直辖市": Level.PROVINCE, "province": Level.PROVINCE,
    "省级": Level.PROVINCE, "provincial": Level.PROVINCE, "区县": None, "县区": None, "区县级": None, "县区级": None,
}  # fmt: skip
BY_LAST = {"区": Level.DISTRICT, "县": Level.COUNTY, "旗": Level.COUNTY, "市": Level.COUNTY_CITY}
ENDINGS = ("区", "县", "旗", "市", "州", "盟", "省")
FULL, SHORT = "中国人民政治协商会议", "政协"

_BASE = ("提案委员会", "经济和农业农村委员会", "城乡建设和人口资源环境委员会", "教科卫体委员会", "文化文史和学习委员会")
COMMITTEES: dict[str, tuple[str, ...]] = {
    Level.DISTRICT: (
        "提案委员会", "经济委员会", "农业和农村委员会", "城乡建设和人口资源环境委员会", "教科卫体委员会",
        "文化文史和学习委员会", "社会和法制委员会", "民族宗教和港澳台侨联络委员会",
    ),
    Level.COUNTY: (*_BASE, "社会法制和民族宗教委员会", "港澳台侨联络委员会"),
    Level.COUNTY_CITY: (*_BASE, "社会法制和民族宗教委员会", "港澳台侨联络委员会"),
    Level.PREFECTURE: (
        "提案委员会", "经济委员会", "农业和农村委员会", "人口资源环境委员会", "教科卫体委员会", "社会和法制委员会",
        "民族和宗教委员会", "文化文史和学习委员会", "港澳台侨和外事委员会",
    ),
    Level.PROVINCE: (
        "提案委员会", "经济委员会", "农业和农村委员会", "人口资源环境委员会", "教科卫体委员会", "社会和法制委员会",
        "民族和宗教委员会", "文化文史和学习委员会", "港澳台侨和外事委员会",
    ),
}  # fmt: skip
BRIEF = {
    "提案委员会": "提案委", "经济委员会": "经济委", "经济和农业农村委员会": "经济农业农村委",
    "农业和农村委员会": "农业农村委", "城乡建设和人口资源环境委员会": "城建环资委", "人口资源环境委员会": "人资环委",
    "教科卫体委员会": "教科卫体委", "文化文史和学习委员会": "文化文史委", "社会和法制委员会": "社会法制委",
    "社会法制和民族宗教委员会": "社法民宗委", "民族和宗教委员会": "民宗委",
    "民族宗教和港澳台侨联络委员会": "民宗联络委",
    "港澳台侨和外事委员会": "港澳台侨外事委", "港澳台侨联络委员会": "港澳台侨联络委",
}  # fmt: skip


def level_of(words: str, region: str = "") -> Level | None:
    """The level that ``words`` names, with the region's last character where they leave it open; None if unknown."""
    wanted = words.strip().lower()
    if wanted not in WORDS:
        return None
    return WORDS[wanted] or BY_LAST.get(place_of(region)[-1:])


def place_of(name: str) -> str:
    """The region inside a committee's name: 江岭区 of 江岭区政协, 政协江岭区委员会 and the full name."""
    text = "".join(name.split())
    if text.startswith((FULL, SHORT)):
        return text.removeprefix(FULL).removeprefix(SHORT).removesuffix("委员会")
    return text.removesuffix("委员会").removesuffix(SHORT)


def short_name(name: str) -> str:
    """江岭区政协, however the name was written."""
    return f"{place_of(name)}{SHORT}" if place_of(name) else "".join(name.split())


def full_name(region: str) -> str:
    """中国人民政治协商会议江岭区委员会."""
    return f"{FULL}{region}委员会"


def region_of(region: str, name: str) -> str:
    """The region as papers write it: of 云岭省江岭区 and the name 江岭区政协 it is 江岭区."""
    text, place = "".join(region.split()), place_of(name)
    return place if place.endswith(ENDINGS) and (text.endswith(place) or place.startswith(text)) else text


def guess(name: str) -> tuple[str, str]:
    """Level and region as the name suggests them, in words: ("区", "江岭区"); empty where it does not say."""
    place = place_of(name)
    return (place[-1], place) if place.endswith(ENDINGS) and len(place) > 1 else ("", place)
