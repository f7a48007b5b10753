"""Everything that happens to proposals in the demo."""

from demo.kit import Kit
from demo.proposals import clockwork, history, stories


def tell(kit: Kit) -> None:
    """Put the stories of today, the past and the key selections on the list of acts."""
    stories.tell(kit)
    history.tell(kit)
    for number in (4, 5):
        clockwork.select_keys(kit, number)
