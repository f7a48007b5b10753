"""The papers of a proposal: 提案表, 收件回执, 交办单, 答复函, 征询意见表.

``PAPERS`` names them; ``papers_of`` builds them for a person, ``rendered`` turns them into a file. Facts of one paper
stand in its own module, reading them from the rows in ``sources``; layout is CSS (static/css/documents).
"""

from proposals.documents.registry import (
    FORMATS,
    PAPERS,
    PaperKind,
    UnknownPaper,
    file_name,
    kind_of,
    offered,
    papers_of,
    rendered,
)

__all__ = ["FORMATS", "PAPERS", "PaperKind", "UnknownPaper", "file_name", "kind_of", "offered", "papers_of", "rendered"]
