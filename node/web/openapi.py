"""The OpenAPI document: what FastAPI derives, and the words that stand in our own source."""

from __future__ import annotations

from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from node.web.field_words import Words, field_words

_TEXT = {"type": "string", "description": "One sentence for a person."}

SCHEMAS: dict[str, Any] = {
    "Refusal": {
        "title": "Refusal",
        "type": "object",
        "description": "Why nothing was done.",
        "properties": {
            "refused": _TEXT,
            "needs": {
                "type": "object",
                "description": "The leave that would lift it, as approval-ask takes it.",
                "properties": {
                    "permission": {"type": "string"},
                    "about": {"type": "string"},
                    "measure": {"type": "integer"},
                },
                "required": ["permission", "about", "measure"],
            },
        },
        "required": ["refused"],
    },
    "Failure": {
        "title": "Failure",
        "type": "object",
        "description": "Why it failed; a command that carries an id may be sent again.",
        "properties": {"failed": _TEXT},
        "required": ["failed"],
    },
}
"""What an answer is when nothing was done."""


def _said(what: str, schema: str = "Refusal") -> dict[str, Any]:
    reference = {"$ref": f"#/components/schemas/{schema}"}
    return {"description": what, "content": {"application/json": {"schema": reference}}}


REFUSALS: dict[int | str, dict[str, Any]] = {
    401: _said("Nobody is signed in, or whoever was is not there any more."),
    403: _said("Whoever is there may not do it, or the page that asks is none of ours."),
    409: _said("The shop's rules refuse it; nothing was changed."),
    411: _said("The request does not say how long its body is."),
    413: _said("The body is too large."),
    415: _said("The body is not application/json."),
    421: _said("The request calls the node by a name that is not its own."),
    422: _said("The body is not what it must be; the sentence names the field."),
    503: _said("The till or the disk did not do it, or it is not known whether.", "Failure"),
}
"""How any route may be answered when it does not do what was asked."""


def add_document(app: FastAPI) -> None:
    """Have an application tell of itself in the words of our source."""

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            app.openapi_schema = _document(app)
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]


def _document(app: FastAPI) -> dict[str, Any]:
    found = get_openapi(
        title=app.title, version=app.version, description=app.description, routes=app.routes
    )
    schemas = found["components"]["schemas"]
    schemas.update(SCHEMAS)
    _describe(schemas, field_words())
    return found


def _describe(schemas: dict[str, Any], words: Words) -> None:
    for name, schema in schemas.items():
        for field, said in words.get(name, {}).items():
            if field in schema.get("properties", {}):
                schema["properties"][field].setdefault("description", said)
