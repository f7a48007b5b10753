"""The calendar of what is due (期限日历): month, week, list and day, with the working-day calendar drawn in."""
