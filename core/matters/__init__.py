"""The kit: what is the same for every kind of matter, said once. Start with `kinds` and `lifecycle`."""
