"""What proposers of the demo answer to the committee's own questions."""

from core import rulebook


def answers(result: str) -> dict[str, str]:
    """Answers to the committee's own questions that fit the deciding one."""
    rank = {"satisfied": 0, "basically": 1, "dissatisfied": 2}[result]
    given = {"result": result}
    for question in rulebook.value("proposal.evaluation_questions"):
        if not question.get("decides"):
            options = question["options"]
            given[f"q_{question['key']}"] = options[min(rank, len(options) - 1)]
    if result == "dissatisfied":
        given["q_why"] = rulebook.options("proposal.dissatisfied_reasons")[1][1]
    return given
