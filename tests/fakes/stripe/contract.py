"""Checks requests and answers against the SDK's own types, which are generated from Stripe's specification.

The practice Stripe cannot drift from the real one without a word: an unknown parameter, a wrong value, a missing field
or a field of another kind is named with its place.
"""

import sys
import types
from collections.abc import Iterator, Mapping
from decimal import Decimal
from functools import cache
from typing import Any, ClassVar, ForwardRef, Literal, NotRequired, Required, Union, get_args, get_origin

import stripe
import stripe.checkout
from stripe._request_options import RequestOptions
from stripe._stripe_object import UntypedStripeObject
from typing_extensions import Format, get_annotations, is_typeddict

_MISSING = object()
_OPTIONS = frozenset(RequestOptions.__annotations__)  # of the call, never of the form


class _Names(dict[str, Any]):
    """The names that a type of the SDK may mention, wherever the SDK keeps them."""

    def __missing__(self, name: str) -> Any:
        for home in (stripe, stripe.checkout, Literal if name == "Literal" else None):
            found = getattr(home, name, _MISSING)
            if found is not _MISSING:
                return found
        raise KeyError(name)


def problems_of_request(params: Mapping[str, Any], wanted: type) -> list[str]:
    """Return what is wrong with decoded form ``params`` (all texts) for the SDK's TypedDict ``wanted``."""
    return list(_check(params, wanted, _scope(wanted), "request", form=True))


def problems_of_answer(value: Any, wanted: Any) -> list[str]:
    """Return what is wrong with plain JSON ``value`` for the SDK's resource ``wanted``; every field must be there."""
    return list(_check(value, wanted, _scope(wanted), "answer", form=False))


def complete(resource: type, **values: Any) -> dict[str, Any]:
    """Return ``values`` with every other field of the SDK's ``resource`` that may be null as null.

    The SDK's objects have no ``get``: a field that is left out would raise where Stripe's would not.
    """
    optional = [name for name, kind in _fields(resource).items() if _may_be_null(kind, _scope(resource))]
    literal = {"object": resource.OBJECT_NAME} if hasattr(resource, "OBJECT_NAME") else {}
    return dict.fromkeys(optional) | literal | values


@cache
def _fields(owner: type) -> dict[str, Any]:
    found = get_annotations(owner, format=Format.FORWARDREF)
    return {
        name: kind
        for name, kind in found.items()
        if not name.startswith("_") and get_origin(kind) is not ClassVar and name not in _OPTIONS
    }


def _scope(owner: Any) -> dict[str, Any]:
    module = sys.modules.get(getattr(owner, "__module__", ""), None)
    return dict(vars(module)) if module else {}


def _resolve(kind: Any, scope: dict[str, Any]) -> Any:
    if isinstance(kind, ForwardRef):
        kind = kind.__forward_arg__
    if isinstance(kind, str):
        return eval(kind, scope, _Names())
    return kind


def _may_be_null(kind: Any, scope: dict[str, Any]) -> bool:
    return type(None) in get_args(_resolve(kind, scope))


def _check(value: Any, kind: Any, scope: dict[str, Any], at: str, *, form: bool) -> Iterator[str]:
    kind = _resolve(kind, scope)
    origin, inner = get_origin(kind), get_args(kind)
    if kind is Any:
        return
    if origin in (NotRequired, Required):
        yield from _check(value, inner[0], scope, at, form=form)
    elif origin in (Union, types.UnionType):
        yield from _check_union(value, inner, scope, at, form=form)
    elif origin is Literal:
        if str(value) not in map(str, inner) if form else value not in inner:
            yield f"{at}: {value!r} is none of {', '.join(map(str, inner))}"
    elif origin in (list, stripe.ListObject):
        yield from _check_list(value, origin, inner[0], scope, at, form=form)
    elif origin is dict or kind is UntypedStripeObject or origin is UntypedStripeObject:
        yield from _check_dict(value, inner[-1] if inner else Any, scope, at, form=form)
    elif is_typeddict(kind) or (isinstance(kind, type) and issubclass(kind, stripe.StripeObject)):
        yield from _check_fields(value, kind, at, form=form)
    elif not _is_plain(value, kind, form=form):
        yield f"{at}: {value!r} is no {getattr(kind, '__name__', kind)}"


def _check_union(value: Any, arms: tuple[Any, ...], scope: dict[str, Any], at: str, *, form: bool) -> Iterator[str]:
    """``Literal | str`` means that the SDK lets strangers through; here only the words it knows."""
    if value is None:
        if type(None) not in arms:
            yield f"{at}: is null"
        return
    resolved = [_resolve(arm, scope) for arm in arms if arm is not type(None)]
    if any(get_origin(arm) is Literal and get_args(arm) != ("",) for arm in resolved):
        resolved = [arm for arm in resolved if arm is not str]
    found = [list(_check(value, arm, scope, at, form=form)) for arm in resolved]
    if all(found):
        yield from max(found, key=lambda problems: max(len(problem.partition(":")[0]) for problem in problems))


def _check_list(value: Any, origin: Any, inner: Any, scope: dict[str, Any], at: str, *, form: bool) -> Iterator[str]:
    if origin is stripe.ListObject:
        if not isinstance(value, dict) or value.keys() != {"object", "data", "has_more", "url"}:
            yield f"{at}: is no list object"
            return
        value = value["data"]
    if not isinstance(value, list):
        yield f"{at}: {value!r} is no list"
        return
    for number, one in enumerate(value):
        yield from _check(one, inner, scope, f"{at}[{number}]", form=form)


def _check_dict(value: Any, inner: Any, scope: dict[str, Any], at: str, *, form: bool) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{at}: {value!r} is no object"
        return
    for name, one in value.items():
        if get_origin(inner) is not None or isinstance(inner, type):
            yield from _check(one, inner, scope, f"{at}.{name}", form=form)


def _check_fields(value: Any, kind: type, at: str, *, form: bool) -> Iterator[str]:
    if not isinstance(value, Mapping):
        yield f"{at}: {value!r} is no {kind.__name__}"
        return
    fields, scope = _fields(kind), _scope(kind)
    for name in value.keys() - fields.keys():
        yield f"{at}.{name}: {kind.__name__} has no such field"
    for name, wanted in fields.items():
        if name in value:
            yield from _check(value[name], wanted, scope, f"{at}.{name}", form=form)
        elif not form or get_origin(_resolve(wanted, scope)) is not NotRequired:
            yield f"{at}.{name}: is missing"


def _is_plain(value: Any, kind: Any, *, form: bool) -> bool:
    if not form:
        return isinstance(value, kind) and not (kind is int and isinstance(value, bool))
    if kind is bool:
        return value in ("true", "false")
    if kind in (int, float, Decimal):
        return isinstance(value, str) and value.removeprefix("-").replace(".", "0" if kind is int else "", 0).isdigit()
    return isinstance(value, str)
