"""试办一件: one made-up matter walked from beginning to end in a throw-away copy of the database.

The copy is an SQLite file in a folder of its own, with everything the office has set up. Every act is done there by a
process of its own (``manage.py rehearse``) that knows no other database, mail server or gateway; the site shows what
came of it. The copy goes with one press.
"""
