"""Backup and restore (备份与恢复): the whole site in one file, whatever database it runs on.

``archive`` is the file and what makes it trustworthy, ``rows`` the tables in a form that no database owns, ``stored``
the files that belong to them; ``making`` writes an archive, ``restoring`` fills an empty database from one, ``daily``
is what the clock does, ``pages`` what the administrator sees of it.
"""
