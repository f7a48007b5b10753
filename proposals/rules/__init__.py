"""Who may, and under which conditions: predicates named as questions (``people``) and guards (``conditions``)."""
