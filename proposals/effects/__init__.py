"""What a row writes and sets off, inside the act's transaction: numbers, units' work, clocks, judgements, notices.

Grouped by stage: ``writing``, ``review``, ``assigning``, ``countersigning``, ``judging``;
``extending`` is more time; ``telling`` names the people who are told, the rows say in which words.
"""
