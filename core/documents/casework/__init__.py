"""Papers that go with a matter whatever its kind: receipt, order to a unit, its reply, what people think of that.

A line fills in the facts (``Receipt``, ``AssignmentSheet``, ``ReplyLetter``, ``FeedbackForm``) and says in
``CaseWords`` how it calls the matter and whom it is from.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseWords:
    """``kind`` of matter (提案), ``people`` whom it is from (提案者), ``taken``: what receiving it is not yet."""

    kind: str
    people: str
    subject: str = "案由"
    taken: str = ""

    @property
    def number_label(self) -> str:
        return f"{self.kind}编号"

    @property
    def people_label(self) -> str:
        """Set to the width of four characters."""
        return _spread(self.people)

    @property
    def subject_label(self) -> str:
        return _spread(self.subject)


def _spread(words: str) -> str:
    """“案　　由”, “提 案 者”."""
    return {2: "　　", 3: " "}.get(len(words), "").join(words)
