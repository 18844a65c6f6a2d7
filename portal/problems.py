"""Refusals of the API as Problems: what happened, what is safe, what next. Statuses live here and nowhere below."""

from collections.abc import Mapping
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException
from starlette.requests import ClientDisconnect

from billing.wire import Problem, ProblemCode
from portal.database import StoreUnavailable
from portal.store.operations import RefusedCall

_MEANS = {
    400: "The call cannot be read, or speaks another version of the wire.",
    401: "The key is not known here.",
    404: "There is nothing under this id.",
    409: "Portal and books, or two computers, have to be brought together first.",
    413: "The body is too large.",
    503: "The store does not answer; try again.",
}


class ProblemError(Exception):
    """One refused call with its answer."""

    def __init__(
        self, status: int, code: ProblemCode, sentence: str, *, headers: Mapping[str, str] | None = None
    ) -> None:
        super().__init__(sentence)
        self.status = status
        self.problem = Problem(code=code, sentence=sentence)
        self.headers = headers


def documented(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return what OpenAPI says of ``statuses``; each of them is a Problem."""
    return {status: {"model": Problem, "description": _MEANS[status]} for status in statuses}


def unreadable(where: str) -> ProblemError:
    """Return the refusal of a call that cannot be read; ``where`` names the place, never what stood there."""
    return ProblemError(
        400, "bad_request", f"The call does not follow the wire format at {where}. Nothing was changed."
    )


def install(api: FastAPI) -> None:
    """Give ``api`` its error table."""
    api.add_exception_handler(ProblemError, _refused)
    api.add_exception_handler(RefusedCall, _refused_call)
    api.add_exception_handler(RequestValidationError, _unreadable)
    api.add_exception_handler(ClientDisconnect, _gone)
    api.add_exception_handler(StoreUnavailable, _unavailable)
    api.add_exception_handler(HTTPException, elsewhere)


def _answer(status: int, problem: Problem, headers: Mapping[str, str] | None = None) -> JSONResponse:
    return JSONResponse(problem.model_dump(mode="json"), status, headers)


async def _refused(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, ProblemError)
    return _answer(error.status, error.problem, error.headers)


async def _refused_call(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RefusedCall)
    return _answer(409, Problem(code=error.code, sentence=str(error), other=error.other, since=error.since))


async def _unreadable(request: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, RequestValidationError)
    place = ".".join(str(part) for part in error.errors()[0]["loc"][:2])
    return await _refused(request, unreadable(place))


async def _gone(request: Request, _: Exception) -> JSONResponse:
    return await _refused(request, unreadable("the end, which did not arrive"))


async def _unavailable(_: Request, error: Exception) -> JSONResponse:
    return _answer(503, Problem(code="busy", sentence=str(error)), {"Retry-After": "5"})


async def elsewhere(_: Request, error: Exception) -> JSONResponse:
    """Answer a call to an address, or by a method, that the API does not have."""
    assert isinstance(error, HTTPException)
    if error.status_code == 404:
        return _answer(404, Problem(code="not_found", sentence="There is nothing at this address."))
    sentence = "This address takes another method. Nothing was changed."
    return _answer(error.status_code, Problem(code="bad_request", sentence=sentence), error.headers)
