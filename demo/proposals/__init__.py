"""The demo's proposals (提案): ``stories`` and ``history`` say what happens and when, ``course`` how one goes its way.

``clockwork`` is what the clock and impatience bring: key selections, time asked for, units urged.
"""
