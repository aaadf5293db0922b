from people.models.demo_cast import DemoCast
from people.models.organisation import Organisation
from people.models.password_link import PasswordLink
from people.models.person import PageRequest, Person
from people.models.reporting_line import ReportingLine, ReportingLoop
from people.models.role import Role

__all__ = [
    "DemoCast",
    "Organisation",
    "PageRequest",
    "PasswordLink",
    "Person",
    "ReportingLine",
    "ReportingLoop",
    "Role",
]
