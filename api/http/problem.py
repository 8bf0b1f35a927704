"""A problem as RFC 9457 has it: a stable code, what is wrong, and never a word of what was sent."""

from collections.abc import Mapping, Sequence
from typing import Any

import orjson
from starlette.exceptions import HTTPException
from starlette.responses import Response

from api.http.problems import PROBLEMS

MEDIA_TYPE = "application/problem+json"


Fault = Mapping[str, Any]
"""One thing that is wrong with a request: where (`at`: a JSON pointer or a parameter), which (`code`), and in words
(`message`). A filter's tells more: see `api.filter_faults`."""


class Problem(HTTPException):
    """Raised anywhere at the edge. `code` is one of `PROBLEMS`; `detail` holds no personal data.

    It is an HTTPException because FastAPI lets no other pass while a body is being read.
    """

    def __init__(
        self,
        code: str,
        detail: str = "",
        *,
        faults: Sequence[Fault] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        kind = PROBLEMS[code]
        super().__init__(kind.status, detail, dict(headers or {}))
        self.code = code
        self.faults = faults

    def response(self) -> Response:
        return problem_response(self.code, self.detail, self.faults, self.headers or {})


def problem_response(
    code: str, detail: str = "", faults: Sequence[Fault] = (), headers: Mapping[str, str] | None = None
) -> Response:
    kind = PROBLEMS[code]
    body: dict[str, object] = {
        "type": f"/problems/{code}",
        "code": code,
        "title": kind.title,
        "status": kind.status,
        "remedy": kind.remedy,
    }
    if detail:
        body["detail"] = detail
    if faults:
        body["faults"] = list(faults)
    extra = {"Retry-After": str(kind.retry_after)} if kind.retry_after else {}
    return Response(orjson.dumps(body), kind.status, {**extra, **(headers or {})}, MEDIA_TYPE)
