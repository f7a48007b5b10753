"""并案 and its undoing; told in ``core.matters.merging``."""

from core.matters.merging import Merging
from proposals.deadlines import UNIT_CLOCKS
from proposals.effects.owing import OWING
from proposals.fields import agreed

MERGING = Merging(OWING, UNIT_CLOCKS, signed=agreed, noun="提案者")
