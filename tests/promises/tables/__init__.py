"""What the acts of each line of business do, whom they are for and why they are refused: by hand, one folder a line."""

from tests.promises.tables import proposals

DOES = {**proposals.DOES}
MAY = {**proposals.MAY}
PEOPLE_ON = {**proposals.PEOPLE_ON}
REFUSES = [*proposals.REFUSES]
