"""The live route table of an app, and requests that fit each route's own description."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from starlette.routing import BaseRoute, Mount, Route

from telemed.accounts.policies import Policy

# What is mounted beside the API: its own description, and the built web app, which are for anybody.
OUTSIDE = {"/openapi.json", ""}

# What a schema cannot say by itself: that one instant comes after another, or which texts a pattern means.
BY_NAME: dict[str, Any] = {
    "ends_at": "2027-03-01T13:00:00Z",
    "end": "13:00",
    "zone": "Europe/Berlin",
    "languages": ["en"],
    "emergency_number": "112",
    "phone": "+79161234567",
    "email": "somebody@example.org",
    "valid_from": "2027-03-01",
    "valid_until": "2027-06-01",
    "modalities": ["video"],
    "currency": "EUR",
}


@dataclass(frozen=True)
class Mounted:
    """One route as it can be called; `method` is WEBSOCKET for a socket."""

    method: str
    path: str
    policies: tuple[Policy, ...]

    @property
    def policy(self) -> Policy:
        [policy] = self.policies
        return policy

    @property
    def name(self) -> str:
        return f"{self.method} {self.path}"


def mounted(app: FastAPI) -> list[Mounted]:
    """Every route, however deeply routers include one another."""
    found: list[Mounted] = []
    for route in app.routes:
        contexts = getattr(route, "effective_route_contexts", None)
        for context in contexts() if contexts else [route]:
            found += _mounted(context)
    return sorted(found, key=lambda route: route.name)


def _mounted(context: Any) -> Iterator[Mounted]:
    served: BaseRoute = getattr(context, "starlette_route", None) or context
    path = getattr(context, "path", None) or getattr(served, "path", "?")
    if path in OUTSIDE or (isinstance(served, Mount) and not served.path):
        return
    dependant = getattr(context, "dependant", None) or getattr(served, "dependant", None)
    # An endpoint and what it depends on may ask for the same policy: it is checked once.
    policies = tuple(dict.fromkeys(_policies(dependant))) if dependant else ()
    methods = getattr(context, "methods", None) or (served.methods if isinstance(served, Route) else None)
    for method in sorted(methods or {"WEBSOCKET"}):
        if method != "HEAD":
            yield Mounted(method, path, policies)


def _policies(dependant: Dependant) -> Iterator[Policy]:
    if isinstance(dependant.call, Policy):
        yield dependant.call
    for below in dependant.dependencies:
        yield from _policies(below)


class Samples:
    """Requests made from the OpenAPI description; ids come from `known`, by the name of the field."""

    def __init__(self, document: Mapping[str, Any], known: Mapping[str, UUID], absent: UUID) -> None:
        self._document = document
        self._known = known
        self._absent = absent

    def path(self, template: str) -> str:
        return re.sub(r"{(\w+)(?::\w+)?}", lambda found: str(self._id(found[1], template)), template)

    def query(self, route: Mounted) -> dict[str, Any]:
        """Required parameters, and every id that may be given."""
        return {
            parameter["name"]: self.value(parameter.get("schema", {}), parameter["name"])
            for parameter in self._operation(route).get("parameters", [])
            if parameter["in"] == "query" and (parameter.get("required") or parameter["name"].endswith("_id"))
        }

    def body(self, route: Mounted) -> Any:
        content = self._operation(route).get("requestBody", {}).get("content", {})
        schema = content.get("application/json", {}).get("schema")
        return self.value(schema, "") if schema else None

    def value(self, schema: Mapping[str, Any], name: str) -> Any:
        """Something that the schema allows, and that names a known thing where it names one."""
        stated = [
            *schema.get("enum", []),
            *([schema["const"]] if "const" in schema else []),
            *schema.get("examples", []),
        ]
        if name in BY_NAME:
            return BY_NAME[name]
        if schema.get("format") == "uuid":
            return str(self._id(name, name))
        if inner := self._inner(schema):
            return self.value(inner, name)
        return stated[0] if stated else self._of_type(schema, name)

    def _inner(self, schema: Mapping[str, Any]) -> Mapping[str, Any] | None:
        """The schema that this one refers to, or the first that it allows."""
        if "$ref" in schema:
            return self._resolve(schema["$ref"])
        allowed = schema.get("anyOf") or schema.get("oneOf") or schema.get("allOf")
        return allowed[0] if allowed else None

    def _of_type(self, schema: Mapping[str, Any], name: str) -> Any:
        kind = schema.get("type")
        if kind == "object":
            fields = schema.get("properties", {})
            return {field: self.value(inner, field) for field, inner in fields.items()}
        if kind == "array":
            return [self.value(schema.get("items", {}), name)] * max(1, schema.get("minItems", 1))
        if kind == "string":
            return _text(schema)
        numbers = {"integer": int(schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)), "number": 1.5}
        return numbers.get(str(kind), False if kind == "boolean" else None)

    def _id(self, name: str, context: str) -> UUID:
        """`{id}` in a path is named by the part before it: `/templates/{id}` is a `template_id`."""
        if name in self._known:
            return self._known[name]
        if found := re.search(r"/(\w+?)s?/{" + re.escape(name) + "[}:]", context):
            return self._known.get(f"{found[1]}_id", self._absent)
        return self._absent

    def _operation(self, route: Mounted) -> Mapping[str, Any]:
        path = re.sub(r"{(\w+):\w+}", r"{\1}", route.path)
        operation: Mapping[str, Any] = self._document["paths"].get(path, {}).get(route.method.lower(), {})
        return operation

    def _resolve(self, reference: str) -> Mapping[str, Any]:
        found: Any = self._document
        for part in reference.removeprefix("#/").split("/"):
            found = found[part]
        resolved: Mapping[str, Any] = found
        return resolved


def _text(schema: Mapping[str, Any]) -> str:
    by_format = {"date": "2027-03-01", "date-time": "2027-03-01T09:00:00Z", "time": "09:00", "email": "x@example.org"}
    text = by_format.get(str(schema.get("format")), "sample text")
    return text.ljust(schema.get("minLength", 0), "x")[: schema.get("maxLength", 1000)]
