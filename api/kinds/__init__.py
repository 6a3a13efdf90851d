"""The kinds of fact that Crisis Facts serves; a new kind is a file beside this one and a line below.

actors      who acts, speaks, or is spoken about
statements  who said what to whom
sanctions   who restricted whom
meetings    who met whom
figures     how many or how much
relations   how one actor stands to another
events      what happened
questions   where accounts differ
sources     the texts that the facts rest on
"""

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
