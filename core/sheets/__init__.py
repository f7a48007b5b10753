"""An uploaded sheet (上传的表) from taking in to its last row: kept, previewed, confirmed exactly once, or given up.

Whoever takes sheets in brings four things and gets the rest:

1. a table: a subclass of ``core.models.sheets.KeptSheet``, with whatever else has to be kept (``rows``, a term);
2. how rows are read: ``reading.Columns`` says which heading names which field, and finds the tables of a workbook,
   those printed side by side too (``blocks``); what a total says is in ``counts``, and a row's ``looks`` tell that it
   is struck through or hidden;
3. a ``kinds.SheetKind``: ``understand`` a file, ``plan`` what confirming would do, which rows are refused and why
   (``refusals``), and ``apply`` the plan;
4. a ``pages.SheetPages``: addresses, tabs, and the lines that a tab shows. Its ``start``, ``show``, ``confirm``,
   ``discard``, ``refused`` and ``original`` are the views for the app's ``urls.py``; the templates in
   ``templates/sheets/`` are whole by themselves, and a kind extends one where it has something of its own.

What is promised for all of them: nothing is written before somebody has confirmed what the preview showed (``digest``);
it is written once, however many press the button; a preview is worked out anew each time, so it never lies; rows
understood with a doubt are written only where somebody has looked at them, or said to know of them (``unlooked``);
refused rows come back as a workbook with the reason in its last column, to be corrected and sent in alone; what nobody
confirms is given up after a while, and the content of what was given up is deleted (``keeping.clean_up``).
"""
