"""What one kind of sheet says about itself: how it is read, what it would do, what it writes, in which words."""

from dataclasses import asdict, dataclass, field
from typing import Any, ClassVar, Protocol

from core.matters.lifecycle import Forbidden
from core.models.sheets import KeptSheet
from core.people.actors import Actor


class SheetPlan(Protocol):
    """What confirming would do. ``digest`` is another one whenever the outcome is; ``counts`` has a ``refused``."""

    @property
    def digest(self) -> str: ...

    @property
    def counts(self) -> dict[str, int]: ...


@dataclass
class Refusal:
    """A row that cannot be taken, why and what to do; ``cells`` by field, as they go into the workbook of refusals."""

    place: str
    name: str
    reason: str
    cells: dict[str, str] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def of(cls, kept: Any) -> "Refusal":
        """From what a summary holds, also in the forms of earlier versions."""
        if not isinstance(kept, dict):  # a list of accounts: place, name, post, sentence
            place, name, post, sentence = kept
            return cls(place, name, sentence, {"name": name, "role": post})
        place = kept.get("place") or f"{kept.get('sheet', '')} 第 {kept.get('row', '')} 行"
        name = kept.get("name") or ""
        return cls(place, name, kept.get("sentence") or kept["reason"], kept.get("cells") or {"name": name})


class SheetKind:
    """Base of the kinds. One object each, made when its module is imported; it holds no state.

    ``keys`` are the events of uploading, confirming and giving up, each (key, label). ``ground`` names what may have
    changed since the preview. ``fields`` are the columns of the refused rows, field → heading, such that the same file
    with the refused rows corrected can be uploaded again.
    """

    model: ClassVar[type[KeptSheet]]
    roles: ClassVar[tuple[str, ...]]
    noun: ClassVar[str]
    who: ClassVar[str]
    ground: ClassVar[str]
    keys: ClassVar[tuple[tuple[str, str], tuple[str, str], tuple[str, str]]]
    fields: ClassVar[dict[str, str]]
    #: Whether doubtful rows have no controls of their own: whoever saw their tab says so there, once for all of them.
    looked_on_tab: ClassVar[bool] = False
    #: Whether refused rows hold the rest up until somebody has chosen to leave them out.
    refused_hold_up: ClassVar[bool] = True
    #: Whether what was written can be taken back as a whole within the day (``core.sheets.taking_back``).
    takes_back: ClassVar[bool] = False

    def check(self, actor: Actor) -> None:
        """Raise Forbidden for whoever may not bring in such a sheet."""
        if not actor.is_in(*self.roles):
            raise Forbidden(self.who)

    def understand(self, data: bytes, name: str) -> dict[str, Any]:
        """Fields of the row that keeps this file. Raises WorkbookError with the sentence why it cannot be read."""
        raise NotImplementedError

    def plan(self, kept: Any, actor: Actor) -> Any:
        """What confirming would do now (a ``SheetPlan``), worked out against the database; writes nothing."""
        raise NotImplementedError

    def refusals(self, plan: Any) -> list[Refusal]:
        """The rows of the plan that cannot be taken."""
        raise NotImplementedError

    def left_behind(self, plan: Any) -> list[Refusal]:
        """The rows that are neither written nor refused; once the sheet is, they are handed back with the refused."""
        return []

    def waits(self, plan: Any) -> str:
        """What a person has to settle before confirming, in words; empty where nothing waits."""
        return ""

    def unlooked(self, plan: Any) -> int:
        """How many rows understood with a doubt nobody has looked at: whoever confirms has to say that they know."""
        return 0

    def choices(self, plan: Any) -> dict[str, list[tuple[str, str]]]:
        """By the place of a row what a person may choose for it on the preview, value and label; "" takes a choice
        back."""
        return {}

    def lock(self, kept: Any) -> None:
        """Hold what two sheets of this kind must not change at the same time; called first in the transaction."""

    def apply(self, kept: Any, plan: Any, actor: Actor) -> dict[str, int]:
        """Write the plan, within the caller's transaction; returns the counts to be kept and told."""
        raise NotImplementedError

    def given_up(self, kept: Any, actor: Actor) -> None:
        """What follows when a waiting sheet is given up, within the caller's transaction."""

    def take_back(self, kept: Any, actor: Actor) -> Any:
        """Undo what ``summary["written"]`` says, within the caller's transaction; returns a ``TakenBack``."""
        raise NotImplementedError

    def in_words(self, counts: dict[str, int]) -> str:
        """“新增 3 家，更新 2 家，未变 40 家，退回 1 行”, for the event, the message and the list of uploads."""
        raise NotImplementedError
