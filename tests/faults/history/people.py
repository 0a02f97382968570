"""Somebody with a patient record who books, holds, confirms, moves and cancels at random, and keeps a ledger of it.

One person's requests come one after the other. A request whose answer was lost is sent again with its key, or its visit
is read, as a careful client would; what stays unknown is written down as such.
"""

from __future__ import annotations

import asyncio
import json
import random
from collections import Counter
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from bench.load import LOST, Connection, request
from bench.town import Guest, Town
from telemed.kit.ids import new_id
from tests.faults.history.ledger import Ledger, State

PAUSE_S = 0.05
PATIENCE_S = 30.0
RETRIES = 4
NO_ANSWER = frozenset({LOST, 503})
"""503 is a refusal; it is listed here because the same request may succeed a moment later."""


class Reply(NamedTuple):
    status: int
    body: dict[str, Any]
    doubtful: bool = False
    """Whether an earlier attempt of the same request got no answer."""


@dataclass
class Site:
    """Where everybody goes, what is remembered, and what everybody sees of the others."""

    town: Town
    ports: Sequence[int]
    ledger: Ledger = field(default_factory=Ledger)
    statuses: Counter[tuple[str, int]] = field(default_factory=Counter)
    over: asyncio.Event = field(default_factory=asyncio.Event)
    starts: list[datetime] = field(default_factory=list)
    taken: list[str] = field(default_factory=list)
    """Offers of the waitlist that were accepted."""
    turns: dict[str, str] = field(default_factory=dict)
    """Turns in the duty queue, and what was last acknowledged of each: joined, or left."""
    called: list[tuple[str, str]] = field(default_factory=list)
    """Turns that a doctor took, each with its visit."""

    def a_place(self, rng: random.Random) -> tuple[UUID, datetime]:
        """One of few places, so that people meet."""
        return rng.choice(self.town.doctor_ids), rng.choice(self.starts)


def state_of(body: dict[str, Any]) -> State:
    """The state that an answer tells of."""
    return State(body["status"], str(body["doctor"]["id"]), utc(body["starts_at"]))


def utc(instant: str) -> str:
    return datetime.fromisoformat(instant).isoformat()


class Caller:
    """Somebody with a token and a connection of their own, which moves on when a server is gone."""

    def __init__(self, site: Site, number: int, who: Guest) -> None:
        self.site, self.who = site, who
        self.rng = random.Random(number)
        self.revisions: dict[str, int] = {}
        self._connection = Connection(number, site.ports[number % len(site.ports)], bodies=True)
        self._turn = number

    async def ask(
        self,
        method: str,
        path: str,
        body: dict[str, Any] | None = None,
        *,
        key: str = "",
        revision: int | None = None,
        retry: bool = False,
    ) -> Reply:
        """One request; sent again while no answer comes and it has a key, only reads, or may be said twice."""
        text = request(method, f"/api/v1{path}", token=self.who.token, key=key, body=body)
        if revision is not None:
            text = text.replace("Accept:", f'If-Match: "{revision}"\r\nAccept:', 1)
        doubtful, attempts = False, RETRIES if key or retry or method == "GET" else 1
        while True:
            async with asyncio.timeout(PATIENCE_S):
                answer = await self._connection.ask(0, text)
            self.site.statuses[(f"{method} {_shape(path)}", answer.status)] += 1
            if answer.status not in NO_ANSWER:
                return Reply(answer.status, json.loads(answer.body) if answer.body else {}, doubtful)
            doubtful, attempts = doubtful or answer.status == LOST, attempts - 1
            await self._elsewhere()
            if not attempts:
                return Reply(answer.status, {}, doubtful)

    async def _elsewhere(self) -> None:
        self._turn += 1
        await self._connection.move(self.site.ports[self._turn % len(self.site.ports)])
        await asyncio.sleep(PAUSE_S * self.rng.uniform(1, 4))

    async def leave(self) -> None:
        await self._connection.close()


def _shape(path: str) -> str:
    """The path with ids left out, for counting."""
    return "/".join(
        "{}" if len(part) == 36 and part.count("-") == 4 else part for part in path.partition("?")[0].split("/")
    )


class Patient(Caller):
    """A patient; `live` until everything is over, then `settle` what is unknown."""

    def __init__(self, site: Site, number: int, who: Guest) -> None:
        super().__init__(site, number, who)
        self.unsettled: list[tuple[str, dict[str, Any], str, State]] = []

    @property
    def actions(self) -> list[tuple[int, Callable[[], Awaitable[None]]]]:
        """What this person does, and how often."""
        return [(5, self.book), (4, self.hold_and_decide), (5, self.move), (4, self.cancel), (2, self.look)]

    async def live(self) -> None:
        weights, actions = zip(*self.actions, strict=True)
        while not self.site.over.is_set():
            await self.rng.choices(actions, weights)[0]()
            await asyncio.sleep(PAUSE_S * self.rng.random())

    async def settle(self) -> None:
        """Everything runs again: ask for what is unknown once more, with the keys of then, and read all own visits."""
        unsettled, self.unsettled = self.unsettled, []
        for path, body, key, state in unsettled:
            self.site.ledger.asked_again(str(self.who.id), state)
            await self.create(path, body, state, key=key)
        for visit in [v for v, owner in self.site.ledger.owners.items() if owner == str(self.who.id)]:
            await self.read(visit)

    # ── one step each ───────────────────────────────────────────────────────────────────────────────────────────────

    async def book(self) -> None:
        doctor_id, start = self.site.a_place(self.rng)
        await self.create(
            "/appointments", self._wish(doctor_id, start), State("booked", str(doctor_id), start.isoformat())
        )

    async def hold_and_decide(self) -> None:
        """Hold a time; then confirm it, give it back, or forget it."""
        doctor_id, start = self.site.a_place(self.rng)
        state = State("held", str(doctor_id), start.isoformat())
        visit = await self.create("/holds", self._wish(doctor_id, start), state)
        if visit is None:
            return
        choice = self.rng.random()
        if choice < 0.7:
            reply = await self.ask("POST", f"/appointments/{visit}/confirm", {})
            await self.stepped(visit, reply, state._replace(status="booked"))
        elif choice < 0.85:
            reply = await self.ask("DELETE", f"/holds/{visit}")
            if reply.status == LOST:
                self.site.ledger.may_have_stepped(visit, state._replace(status="expired"))
            await self.read(visit)

    async def move(self) -> None:
        """Move to a random time; often one that somebody else has, who may want this one at the same moment."""
        visit = self._one_of("booked")
        if visit is None:
            return
        doctor_id, start = self.site.a_place(self.rng)
        if self.rng.random() < 0.3:
            _, old_doctor, old_start = next(iter(self.site.ledger.visits[visit]))
            doctor_id, start = UUID(old_doctor), datetime.fromisoformat(old_start)
            others = [
                s for v, states in self.site.ledger.visits.items() if v != visit for s in states if s.status == "booked"
            ]
            if others:
                _, other_doctor, other_start = self.rng.choice(others)
                doctor_id, start = UUID(other_doctor), datetime.fromisoformat(other_start)
        body = {"doctor_id": str(doctor_id), "starts_at": start.isoformat()}
        reply = await self.ask("POST", f"/appointments/{visit}/reschedule", body, revision=self.revisions.get(visit))
        await self.stepped(visit, reply, State("booked", str(doctor_id), start.isoformat()))

    async def cancel(self) -> None:
        visit = self._one_of("booked")
        if visit is None:
            return
        before = next(iter(self.site.ledger.visits[visit]))
        reply = await self.ask("POST", f"/appointments/{visit}/cancel", {}, revision=self.revisions.get(visit))
        await self.stepped(visit, reply, before._replace(status="cancelled"))

    async def look(self) -> None:
        if (visit := self._one_of("booked", "held")) is not None:
            await self.read(visit)

    # ── keeping the ledger ──────────────────────────────────────────────────────────────────────────────────────────

    async def create(self, path: str, body: dict[str, Any], state: State, key: str = "") -> str | None:
        """Ask for a new visit; its id when it was acknowledged."""
        key = key or new_id().hex
        reply = await self.ask("POST", path, body, key=key)
        if reply.status == 201:
            visit = str(reply.body["id"])
            self.revisions[visit] = reply.body["revision"]
            self.site.ledger.made(visit, str(self.who.id), state_of(reply.body))
            return visit
        if reply.doubtful or reply.status == LOST:
            self.unsettled.append((path, body, key, state))
            self.site.ledger.may_be_made(str(self.who.id), state)
        return None

    async def stepped(self, visit: str, reply: Reply, state: State) -> None:
        """What an answer to a step of a visit means; without one, the visit is read."""
        if reply.status == 200:
            self.revisions[visit] = reply.body["revision"]
            self.site.ledger.stepped(visit, state_of(reply.body))
        elif reply.status == LOST:
            self.site.ledger.may_have_stepped(visit, state)
            await self.read(visit)
        elif reply.status != 503:
            await self.read(visit)

    async def read(self, visit: str) -> None:
        reply = await self.ask("GET", f"/appointments/{visit}")
        if reply.status == 200:
            self.revisions[visit] = reply.body["revision"]
            self.site.ledger.seen(visit, state_of(reply.body))

    def _one_of(self, *statuses: str) -> str | None:
        """One of the own visits whose state is certain."""
        ledger, mine = self.site.ledger, str(self.who.id)
        sure = [
            visit
            for visit, owner in ledger.owners.items()
            if owner == mine and len(ledger.visits[visit]) == 1 and next(iter(ledger.visits[visit])).status in statuses
        ]
        return self.rng.choice(sure) if sure else None

    def _wish(self, doctor_id: UUID, start: datetime) -> dict[str, Any]:
        return {
            "service_id": str(self.site.town.service_id), "doctor_id": str(doctor_id), "patient_id": str(self.who.id),
            "starts_at": start.isoformat(), "modality": "video",
        }  # fmt: skip
