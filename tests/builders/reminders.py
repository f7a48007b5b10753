"""The day of the tests of reminders."""

from datetime import date

MONDAY = date(2026, 11, 23)
