"""The papers of a proposal: 提案表, 收件回执, 交办单, 答复函, 征询意见表.

``PAPERS`` declares them; ``core.matters.papers`` finds, checks, renders and names them. Facts of one paper stand in its
own module, reading them from the rows in ``sources``; layout is CSS (static/css/documents).
"""

from proposals.documents.registry import PAPERS

__all__ = ["PAPERS"]
