"""The private iCalendar feed (日历订阅): a person's own dates in the calendar of a phone or of Outlook."""
