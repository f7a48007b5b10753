"""What a cell for the party says of somebody, and what of it is to be looked at."""

import re

from members.roster.cells import ALONE, folded, read_ethnicity, read_parties
from members.roster.result import RosterRow
from members.roster.vocabulary import Directory

_LEAGUE = re.compile(r"^(?:中国)?(?:共产主义青年团|共青团)员?$|^团员$")
_PARTY_UNSURE = re.compile(r"拟|待|申请|转(?!业|正)|候选|推荐|发展对象|积极分子|退(?!休|役|伍)|脱|[?？]|存疑|核实")


def put_parties(row: RosterRow, text: str, directory: Directory) -> None:
    """Put the parties of a cell into the row, by the words for them or as the directory calls them."""
    found, problem = read_parties(text)
    known = directory.names("party")
    if problem and (party := known.get(folded(text))):
        found, problem = (party,), None
    if problem and _LEAGUE.search(folded(text)):  # the youth league is no party
        found, problem = ("群众",), None
        row.keep(f"党派注：{text.strip()}")
        row.doubt("party_league", "party", text.strip())
    if problem and not row.ethnicity and (people := read_ethnicity(text, known_only=True)):
        row.ethnicity, problem = people, None  # 汉族 in a cell for ethnicity and party
    row.party = list(found)
    row.keep("党派注：预备党员" if "预备" in text and "中共" in found else "")
    if found and _PARTY_UNSURE.search(text):
        row.doubt("party_doubted", "party", text.strip())
    if len(found) > 1 and set(found) & set(ALONE):
        row.doubt("party_odd", "party", text.strip())
    if not found and not problem and folded(text):
        row.declined["party"] = text.strip()
    if problem or (not found and folded(text) == "无"):
        row.doubt(problem or "party_none", "party", text.strip())
