"""Names as papers write them: the committee, its proposal office, units by their full official name, sessions."""

from core.chinese import numeral
from core.committee import identity


def committee() -> str:
    """The committee's full name, as it signs."""
    return identity.current().full_name


def local_name(name: str) -> str:
    """“江岭区政协” as units of the same district write it: 区政协."""
    return identity.current().local(name)


def official_name(name: str) -> str:
    """“区教育局” as a letterhead writes it: 江岭区教育局. Names that do not begin with 区, 县 or 市 stay."""
    return identity.current().official(name)


def proposal_office() -> str:
    """The special committee that receives proposals, signs receipts and gets copies of replies."""
    return f"{local_name(identity.current().name)}提案委员会"


def session_name(session) -> str:
    """政协江岭区第十五届委员会第五次会议."""
    term, number = numeral(session.term.number), numeral(session.number)
    return f"政协{identity.current().region}第{term}届委员会第{number}次会议"


def cited(proposal) -> str:
    """How a letter cites a proposal: 区政协十五届五次会议第25号提案; the receipt number before there is one."""
    return local_name(identity.current().name) + (
        proposal.official_number or f"提案（{proposal.case_number or '未提交'}）"
    )


def addressed(signatory) -> str:
    """A member with the title, a body by its name."""
    return f"{signatory.member.name}委员" if signatory.member_id else signatory.organisation.name
