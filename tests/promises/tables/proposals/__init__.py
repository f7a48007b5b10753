"""提案 and 承办件, written by hand."""

from tests.promises.tables.proposals import effects, grid, refusals

DOES = effects.DOES
MAY = grid.MAY
REFUSES = refusals.REFUSES
