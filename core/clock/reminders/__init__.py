"""The morning's reminders (晨报): who is told of which deadline on which day, once, and never on a day of rest.

``ladder`` which steps a clock has · ``scan`` finds what is to be said today · ``people`` whom a step speaks to ·
``morning`` writes it all in one transaction · ``endings`` what follows when a period has run out · ``digest`` what a
person reads · ``recount`` keeps ``Clock.next_reminder`` in step with the rule.
"""
