"""The built web app, served by the API process: hashed assets for ever, the page itself never from a cache."""

from pathlib import Path

from starlette.exceptions import HTTPException
from starlette.responses import FileResponse, PlainTextResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Scope

BUILT = Path(__file__).resolve().parents[2] / "frontend" / "dist"
_MISSING = "The web app is not built. Run `make run`, or `npm run build` in frontend/. The API is at /api/v1.\n"
_NOT_PAGES = ("api/", "health/", "metrics", "assets/", "openapi", "asyncapi")


class WebApp(StaticFiles):
    """Files of the build; any other address is the app's own route, which the app resolves in the browser."""

    def __init__(self, folder: Path = BUILT) -> None:
        super().__init__(directory=folder, html=True, check_dir=False)
        self.folder = folder

    async def get_response(self, path: str, scope: Scope) -> Response:
        try:
            response = await super().get_response(path, scope)
        except HTTPException as error:
            if error.status_code != 404 or path.startswith(_NOT_PAGES):  # noqa: PLR2004  the status itself
                raise
            response = self._page()
        immutable = path.startswith("assets/")
        response.headers["cache-control"] = "public, max-age=31536000, immutable" if immutable else "no-cache"
        return response

    def _page(self) -> Response:
        index = self.folder / "index.html"
        return FileResponse(index) if index.exists() else PlainTextResponse(_MISSING, 200)
