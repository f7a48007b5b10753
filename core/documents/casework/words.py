"""Names as papers write them: the committee, and units by their full official name."""

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
