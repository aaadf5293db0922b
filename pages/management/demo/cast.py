"""About forty people. Emails are `<first name>@example.test`, the password is `demo`."""

from typing import NamedTuple


class Member(NamedTuple):
    """One person of the demo: whose report they are is a first name."""

    name: str
    title: str
    department: str
    manager: str = ""
    location: str = "Berlin"
    time_zone: str = "Europe/Berlin"
    role: str = ""


CAST = (
    Member("Elena Kovač", "Director of Engineering", "Engineering", "Ingrid"),
    Member("Priya Raman", "Engineering Manager", "Engineering", "Elena"),
    Member("Tom Okafor", "Software Engineer", "Engineering", "Priya"),
    Member("Mei Wong", "Software Engineer", "Engineering", "Priya", "Singapore", "Asia/Singapore"),
    Member("Ana Lindqvist", "Engineer, new starter", "Engineering", "Priya"),
    Member("Jonas Schulz", "Site Reliability Engineer", "Engineering", "Priya"),
    Member("Rosa Bianchi", "Senior Software Engineer", "Engineering", "Priya", "New York", "America/New_York"),
    Member("Hana Novak", "HR Partner", "People", "Clara", role="hr_admin"),
    Member("Olu Adeyemi", "IT Lead", "IT", "Ingrid", role="owner"),
    Member("Sofia Marin", "Engineering Manager", "Engineering", "Elena"),
    Member("Nils Berg", "Account Manager", "Sales", "Marta"),
)

OTHERS = (
    Member("Ingrid Solberg", "Managing Director", "Management"),
    Member("Clara Fontaine", "Head of People", "People", "Ingrid"),
    Member("Marta Kowalska", "Head of Sales", "Sales", "Ingrid"),
    Member("Viktor Hansen", "Head of Finance", "Finance", "Ingrid"),
    Member("Amara Diallo", "Head of Design", "Design", "Ingrid"),
    Member("Yusuf Demir", "Product Manager", "Product", "Leila"),
    Member("Leila Haddad", "Head of Product", "Product", "Ingrid"),
    Member("Ben Fischer", "Software Engineer", "Engineering", "Sofia"),
    Member("Chiara Romano", "Software Engineer", "Engineering", "Sofia"),
    Member("Dmitri Petrov", "Data Engineer", "Engineering", "Sofia"),
    Member("Eva Janssen", "Test Engineer", "Engineering", "Sofia"),
    Member("Farid Karimi", "Platform Engineer", "Engineering", "Sofia"),
    Member("Greta Vogel", "Product Manager", "Product", "Leila"),
    Member("Henry Clarke", "Product Analyst", "Product", "Leila", "London", "Europe/London"),
    Member("Isabel Moreno", "Product Designer", "Design", "Amara"),
    Member("Jakub Nowak", "Product Designer", "Design", "Amara"),
    Member("Katja Weber", "Researcher", "Design", "Amara"),
    Member("Liam Murphy", "Account Manager", "Sales", "Marta", "Dublin", "Europe/Dublin"),
    Member("Maya Patel", "Account Manager", "Sales", "Marta"),
    Member("Noah Keller", "Sales Engineer", "Sales", "Marta"),
    Member("Olivia Martin", "Account Manager", "Sales", "Marta"),
    Member("Pavel Horák", "Accountant", "Finance", "Viktor"),
    Member("Quinn Taylor", "Financial Analyst", "Finance", "Viktor"),
    Member("Rania Aziz", "Recruiter", "People", "Clara"),
    Member("Stefan Braun", "Systems Administrator", "IT", "Olu"),
    Member("Tara Singh", "Support Engineer", "IT", "Olu"),
    Member("Uwe Lange", "Support Engineer", "IT", "Olu"),
    Member("Vera Costa", "Office Manager", "People", "Clara"),
    Member("Wim de Vries", "Security Engineer", "IT", "Olu"),
)

EVERYBODY = (*CAST, *OTHERS)
