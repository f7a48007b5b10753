"""A line of business that exists in tests only: what docs/adding-a-line.md asks for, and nothing more."""
