"""THEN: what a row sets off, inside the act's transaction: numbers, units' work, clocks, judgements, notices.

Grouped by stage: ``writing``, ``review``, ``assigning``, ``handling``, ``judging``; who is told what in ``telling``.
"""
