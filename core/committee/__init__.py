"""The committee itself: what it is called, how an empty database becomes one, and the guide of its first days."""
