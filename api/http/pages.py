"""The pages for people: interactive API pages from files of our own, and what each problem code means."""

from typing import Annotated

from fastapi import APIRouter, Path
from fastapi.responses import PlainTextResponse

from api.http.problem import Problem
from api.http.problems import PROBLEMS

router = APIRouter(include_in_schema=False)

SWAGGER = {"validatorUrl": None, "persistAuthorization": False, "displayRequestDuration": True}
"""By default the page would ask a host on the internet to validate the description."""


@router.get("/problems/{code}")
async def problem(code: Annotated[str, Path(max_length=64)]) -> PlainTextResponse:
    kind = PROBLEMS.get(code)
    if kind is None:
        raise Problem("no_such_route")
    return PlainTextResponse(f"{code} ({kind.status})\n\n{kind.title}\n{kind.remedy}\n")
