"""Facts that every line of business shares. Import them from here: ``from core.models import Event``."""

from core.models.account_batches import AccountBatch
from core.models.accounts import Post, User
from core.models.attachments import Attachment
from core.models.backups import Backup
from core.models.calendar import CalendarDay
from core.models.clocks import Clock, Timed
from core.models.committee import Committee
from core.models.delivery import Channel, Delivery, MessageTemplate
from core.models.done_once import DoneOnce
from core.models.events import Event, EventSeal
from core.models.feeds import CalendarFeed
from core.models.former_passwords import FormerPassword
from core.models.grants import GrantRequest
from core.models.instructions import Instruction
from core.models.jobs import JobRun, JobStep
from core.models.kept_forms import KeptForm
from core.models.notices import Notice
from core.models.numbering import NumberGap, NumberSeries
from core.models.organisations import Organisation, OrganisationImport, OrganisationName
from core.models.past import Remembers
from core.models.records import KeptRecord
from core.models.reminders import Reminder, ReminderScan
from core.models.roles import Role
from core.models.rule_sheets import RuleSheet
from core.models.rulebook import Regulation, Rule
from core.models.search import SearchEntry, TokenCount
from core.models.turns import OpenTurn
from core.models.views import ListLook, SavedView

__all__ = [
    "AccountBatch",
    "Attachment",
    "Backup",
    "CalendarDay",
    "CalendarFeed",
    "Channel",
    "Clock",
    "Committee",
    "Delivery",
    "DoneOnce",
    "Event",
    "EventSeal",
    "FormerPassword",
    "GrantRequest",
    "Instruction",
    "JobRun",
    "JobStep",
    "KeptForm",
    "KeptRecord",
    "ListLook",
    "MessageTemplate",
    "Notice",
    "NumberGap",
    "NumberSeries",
    "OpenTurn",
    "Organisation",
    "OrganisationImport",
    "OrganisationName",
    "Post",
    "Regulation",
    "Remembers",
    "Reminder",
    "ReminderScan",
    "Role",
    "Rule",
    "RuleSheet",
    "SavedView",
    "SearchEntry",
    "Timed",
    "TokenCount",
    "User",
]
