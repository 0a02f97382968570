"""The types of the protocol refuse what is not of it, and the AsyncAPI document says the same as the types."""

from __future__ import annotations

from typing import Any, get_args

import orjson
import pytest
from pydantic import TypeAdapter

from telemed.consultation.asyncapi import EXAMPLES, asyncapi_document
from telemed.consultation.messages import (
    MAX_CANDIDATES,
    MAX_CHAT,
    MAX_SDP,
    BadMessage,
    ClientMessage,
    DeskMessage,
    InboxMessage,
    ServerMessage,
    Signal,
    encode,
    encode_signal,
    parse,
    server_messages,
)
from telemed.live.frames import BadFrame, decode

PERSON = "0193a0c4-5b7e-7cc1-9d2a-1f2e3d4c5b6a"
CHAT = {"type": "chat", "client_id": "c1", "text": "hello"}
SIGNAL = {"type": "signal", "to": PERSON, "description": {"type": "offer", "sdp": "v=0"}}


@pytest.mark.parametrize(
    "frame",
    [
        {"type": "nonsense"},
        {**CHAT, "sender": PERSON},
        {**CHAT, "seq": 4},
        {**CHAT, "text": ""},
        {**CHAT, "text": "   \n "},
        {**CHAT, "text": "a\x00b"},
        {**CHAT, "text": "x" * (MAX_CHAT + 1)},
        {**CHAT, "text": 5},
        {**CHAT, "text": None},
        {**CHAT, "client_id": ""},
        {**CHAT, "client_id": "x" * 65},
        {**CHAT, "client_id": "a b"},
        {**CHAT, "client_id": "é"},
        {**CHAT, "client_id": "a\n"},
        {"type": "chat", "text": "no client id"},
        {"type": "admit", "client_id": "a", "participant_id": "me"},
        {"type": "admit", "client_id": "a", "participant_id": PERSON.upper()},
        {"type": "hello", "last_seq": -1},
        {"type": "hello", "last_seq": True},
        {"type": "hello", "last_seq": 1.0},
        {"type": "hello", "last_seq": "3"},
        {"type": "hello", "last_seq": 2**60},
        {"type": "media", "audio": 1, "video": False},
        {"type": "media", "audio": "true", "video": False},
        {"type": "media", "audio": True},
        {"type": "signal", "to": PERSON},
        {**SIGNAL, "description": {"type": "pranswer", "sdp": ""}},
        {**SIGNAL, "description": {"type": "offer", "sdp": "x" * (MAX_SDP + 1)}},
        {"type": "signal", "to": PERSON, "candidates": []},
        {"type": "signal", "to": PERSON, "candidates": [{"candidate": "c"}] * (MAX_CANDIDATES + 1)},
        {"type": "signal", "to": PERSON, "candidates": [{"candidate": "c" * 513}]},
        {"type": "signal", "to": PERSON, "candidates": [{"candidate": "c", "extra": 1}]},
        {"type": "leave", "reason": "bored"},
    ],
)
def test_what_is_not_of_the_protocol_is_refused(frame: dict[str, Any]) -> None:
    """A field too many, a wrong type, a size too large: refused, and the refusal repeats nothing of it."""
    with pytest.raises(BadMessage) as refused:
        parse(frame)
    assert len(refused.value.detail) < 200
    assert "\x00" not in refused.value.detail


@pytest.mark.parametrize("frame", [CHAT, SIGNAL])
def test_a_forged_sender_is_dropped_unread(frame: dict[str, Any]) -> None:
    """Whatever `from` says, the message is what it would be without it."""
    assert parse({**frame, "from": PERSON}) == parse({**frame, "from": {"role": "doctor"}}) == parse(frame)


def test_the_refusal_names_the_message_where_it_can() -> None:
    with pytest.raises(BadMessage) as refused:
        parse({**CHAT, "text": ""})
    assert refused.value.client_id == "c1"
    assert "text" in refused.value.detail


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{",
        "[]",
        '"hello"',
        "null",
        "{}",
        '{"type":1}',
        '{"type":"chat","text":NaN}',
        '{"type":"chat","text":Infinity}',
        '{"type":"chat","text":"\\ud800"}',
        '{"type":"chat","text":"\x00"}',
        "[" * 100_000,
        '{"type":"chat","text":' + "[" * 5000 + "]" * 5000 + "}",
        "'{'",
    ],
)
def test_what_is_no_frame_is_refused(text: str) -> None:
    """Not JSON, not an object, no type, NaN, a lone surrogate, a control character, nesting without end."""
    with pytest.raises(BadFrame):
        decode(text)


def test_html_and_direction_marks_travel_as_they_are() -> None:
    """Chat is text: it is neither interpreted nor changed."""
    text = "<script>alert(1)</script> \u202e\u2066 {{7*7}}"
    assert parse({**CHAT, "text": text}).text == text  # type: ignore[union-attr]


@pytest.mark.parametrize("model", [*get_args(ClientMessage), *get_args(ServerMessage), *get_args(DeskMessage)])
def test_every_message_has_an_example_that_its_type_accepts(model: Any) -> None:
    """Examples in the document are checked against the types, and what is sent of them is read again as the same."""
    adapter: TypeAdapter[Any] = TypeAdapter(model)
    example = EXAMPLES[model.__name__]
    parsed = adapter.validate_json(orjson.dumps(example))
    assert parsed.type == example["type"]
    if model is Signal:
        assert server_messages.validate_json(encode_signal(PERSON, parsed))
    else:
        assert adapter.validate_json(encode(parsed)) == parsed


def test_the_document_is_whole() -> None:
    """Every reference leads somewhere, and every type of the protocol is in it."""
    document = asyncapi_document()
    assert document["asyncapi"] == "3.0.0"
    for reference in _references(document):
        node: Any = document
        for step in reference.removeprefix("#/").split("/"):
            node = node[step]
    unions = (ClientMessage, ServerMessage, DeskMessage, InboxMessage)
    names = {model.__name__ for union in unions for model in get_args(union)} | {"Queue", "QueueWelcome"}
    assert set(document["components"]["messages"]) == names


def _references(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if "$ref" in node else []
        return own + [found for value in node.values() for found in _references(value)]
    return [found for value in node for found in _references(value)] if isinstance(node, list) else []
