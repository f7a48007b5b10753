"""批示 on proposals: followed by the proposal committee's office where nobody else is named."""

from core.matters.instructing import Instructing
from core.models import Role

INSTRUCTING = Instructing(office=Role.PROPOSAL_CLERK)
