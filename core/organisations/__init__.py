"""The directory of bodies (组织机构) as the office keeps it: facts, names, merging, ending, sheets.

What core cannot know of a body's work and people is told by other floors: ``handing_on.register`` and
``belonging.register``, called when their app is ready.
"""
