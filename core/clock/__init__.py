"""Time: working days, clocks (期限) and their lights, the morning's reminders."""
