"""The kinds of fact that Crisis Facts serves; a new kind is a file beside this one and a line below."""

from api.kinds.actors import ACTORS
from api.kinds.events import EVENTS
from api.kinds.figures import FIGURES
from api.kinds.meetings import MEETINGS
from api.kinds.questions import QUESTIONS
from api.kinds.relations import RELATIONS
from api.kinds.sanctions import SANCTIONS
from api.kinds.sources import SOURCES
from api.kinds.statements import STATEMENTS

RESOURCES = (ACTORS, STATEMENTS, SANCTIONS, MEETINGS, FIGURES, RELATIONS, EVENTS, QUESTIONS, SOURCES)
