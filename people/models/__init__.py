from people.models.absence import Absence, CannotBeAway
from people.models.days_off import DayOff, DaysOff
from people.models.demo_cast import DemoCast
from people.models.holiday_file import HolidayFile, UnreadableHolidays
from people.models.holiday_list import HolidayList
from people.models.organisation import Organisation
from people.models.password_link import PasswordLink
from people.models.person import PageRequest, Person, StillManages
from people.models.reporting_line import HasLeft, ReportingLine, ReportingLoop
from people.models.role import Role
from people.models.working_week import WorkingWeek

__all__ = [
    "Absence",
    "CannotBeAway",
    "DayOff",
    "DaysOff",
    "DemoCast",
    "HasLeft",
    "HolidayFile",
    "HolidayList",
    "Organisation",
    "PageRequest",
    "PasswordLink",
    "Person",
    "ReportingLine",
    "ReportingLoop",
    "Role",
    "StillManages",
    "UnreadableHolidays",
    "WorkingWeek",
]
