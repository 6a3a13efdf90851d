"""A short way past Flask for GET and HEAD of the API's own paths: without contexts, hooks and objects of Flask."""

from collections.abc import Callable, Mapping

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map

from api.web.request import Request
from api.web.responses import Response

#: Answers a request, with what its path holds in the places of names.
Answering = Callable[..., Response]


class Dispatcher:
    """Finds what answers a request by Flask's own map of paths, and asks it; leaves everything else to Flask."""

    def __init__(self, map: Map, views: Mapping[str, Answering]) -> None:
        """Lead to `views` by their paths, as they stand in the map."""
        self._paths = map.bind("localhost")
        self._views = views

    def answer(self, request: Request) -> Response | None:
        """Return the response to a request; None where Flask has to answer it."""
        if request.method not in ("GET", "HEAD"):
            return None
        try:
            rule, places = self._paths.match(request.path, "GET", return_rule=True)
        except HTTPException:
            return None
        view = self._views.get(rule.rule)
        return view(request, **places) if view else None
