"""What the acts of each line of business must do and whom they are for, written by hand, one module a line."""

from tests.promises.tables import proposals

DOES = {**proposals.DOES}
