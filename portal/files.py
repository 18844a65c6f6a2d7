"""What is the same for everybody: stylesheet and script, logos, robots.txt."""

from collections.abc import Mapping

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route

from portal import replies
from portal.arrival import Arrivals
from portal.context import Portal
from portal.pages import StaticFile, static_files

_NO_ROBOTS = "User-agent: *\nDisallow: /\n"


def file_routes(portal: Portal, arrivals: Arrivals) -> list[Route]:
    """Return the routes of files; each address but robots.txt names its content, so browsers keep them for ever."""
    files = Files(portal, arrivals, static_files())
    return [
        Route("/robots.txt", files.robots, methods=["GET"]),
        Route("/static/{name}", files.static, methods=["GET"]),
        Route("/logo/{office}/{name}", files.logo, methods=["GET"]),
    ]


class Files:
    """Bytes from memory."""

    def __init__(self, portal: Portal, arrivals: Arrivals, files: Mapping[str, StaticFile]) -> None:
        self._portal = portal
        self._arrivals = arrivals
        self._files = files

    async def robots(self, _: Request) -> Response:
        """Nothing here is for search engines."""
        return PlainTextResponse(_NO_ROBOTS)

    async def static(self, request: Request) -> Response:
        """A file that ships with the portal."""
        file = self._files.get(request.url.path)
        if file is None:
            return self._arrivals.nobody(request, "unknown", 404)
        headers = {"vary": "Accept-Encoding"}
        if replies.takes_gzip(request):
            return replies.for_ever(file.gzipped, file.content_type, {**headers, "content-encoding": "gzip"})
        return replies.for_ever(file.body, file.content_type, headers)

    async def logo(self, request: Request) -> Response:
        """An office's logo as it is now; an older address is not found."""
        face = self._portal.faces.face(request.path_params["office"])
        if face is None or face.logo_url != request.url.path:
            return self._arrivals.nobody(request, "unknown", 404)
        return replies.for_ever(face.profile.brand.logo, "image/png")
