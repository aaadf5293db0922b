"""Is a promise too vague to be kept? Rules on its words alone; they hint, and never block."""

import re

NO_END = re.compile(
    r"^(?:please\s+|to\s+|try\s+to\s+|start\s+|keep\s+)*"
    r"(?:(?:work|look|think|support|help|focus|align|progress|follow\s+up)(?:ing)?"
    r"|(?:improv|explor|investigat|consider|continu|handl|driv)(?:e|ing)?"
    r"|be|being|deal\s+with|get\s+better|keep\s+an\s+eye)\b"
)
"""A beginning that says no end: nobody can tell when one has "looked into" something."""

MORE = re.compile(r"\b(?:more|better|asap|soon|sometimes?|eventually|etc|stuff|things?)\b")
AN_END = re.compile(r"\b(?:to|by|under|below|over|than|least|most|within|until)\s+\d|\d\s?%")
"""A number to reach, as in "under 10 minutes": then both can see whether it was."""

BARE = 2  # words: "Roadmap", "Hiring plan"


def is_vague(what: str, *, dated: bool = False, measured: bool = False) -> bool:
    """Does it leave open what is there in the end? Not with a measure, which says how both will know.

    A word or two are enough with a day: "Hiring plan, by Friday".
    """
    said = " ".join(what.casefold().split()).strip(" .!?…")
    if not said or measured or AN_END.search(said):
        return False
    if NO_END.match(said) or MORE.search(said):
        return True
    return len(said.split()) <= BARE and not dated
