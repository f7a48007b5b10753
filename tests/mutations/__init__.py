"""Small faults planted one at a time; the tests named for each must notice it: ``python -m tests.mutations``."""
