"""Patients who also wait for earlier times, take offers, and stand in the duty queue; and doctors who call the next."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID

from bench.load import LOST
from bench.town import Guest
from telemed.kit.ids import new_id
from tests.faults.history.ledger import State
from tests.faults.history.people import PAUSE_S, Caller, Patient, Reply, Site, state_of, utc


class Seeker(Patient):
    """Somebody who does everything a patient can."""

    def __init__(self, site: Site, number: int, who: Guest, duty_service: UUID) -> None:
        super().__init__(site, number, who)
        self._duty_service = duty_service
        self._unanswered: list[dict[str, Any]] = []
        self._joins: list[tuple[dict[str, Any], str]] = []

    @property
    def actions(self) -> list[tuple[int, Callable[[], Awaitable[None]]]]:
        return [
            *super().actions,
            (3, self.wait_for_time),
            (4, self.answer_an_offer),
            (2, self.join_the_queue),
            (1, self.leave_the_queue),
        ]

    async def settle(self) -> None:
        unanswered, self._unanswered = self._unanswered, []
        for offer in unanswered:
            await self.accept(offer)
        joins, self._joins = self._joins, []
        for body, key in joins:
            await self._join(body, key)
        await super().settle()

    # ── the waitlist ────────────────────────────────────────────────────────────────────────────────────────────────

    async def wait_for_time(self) -> None:
        """Wish for an earlier time than one's own, or for any."""
        visit = self._one_of("booked")
        body: dict[str, Any] = {"kind": "earlier", "appointment_id": visit}
        if visit is None or self.rng.random() < 0.3:
            service = str(self.site.town.service_id)
            body = {"kind": "any", "patient_id": str(self.who.id), "service_id": service, "modality": "video"}
        await self.ask("POST", "/waitlist", body, key=new_id().hex)

    async def answer_an_offer(self) -> None:
        """Accept one of the offers, decline it, or say nothing."""
        reply = await self.ask("GET", "/waitlist/offers")
        offers = reply.body.get("items", [])
        if not offers:
            return
        offer, choice = self.rng.choice(offers), self.rng.random()
        if choice < 0.6:
            await self.accept(offer)
        elif choice < 0.8:
            await self.ask("POST", f"/waitlist/offers/{offer['id']}/decline")

    async def accept(self, offer: dict[str, Any]) -> None:
        """Take the time. Asking twice is allowed, so a lost answer is asked for again."""
        path, visit = f"/waitlist/offers/{offer['id']}/accept", offer["appointment_id"]
        reply = await self.ask("POST", path, retry=True)
        if reply.status == 200:
            self._accepted(offer, reply)
            return
        state = State("booked", offer["doctor"]["id"], utc(offer["starts_at"]))
        if reply.doubtful or reply.status == LOST:
            self._unanswered.append(offer)
            if offer["kind"] == "any":
                self.site.ledger.may_be_made(str(self.who.id), state)
            elif visit in self.site.ledger.visits:
                self.site.ledger.may_have_stepped(visit, state)
        if visit in self.site.ledger.visits:
            await self.read(visit)

    def _accepted(self, offer: dict[str, Any], reply: Reply) -> None:
        visit = str(reply.body["id"])
        self.revisions[visit] = reply.body["revision"]
        if visit in self.site.ledger.visits:
            self.site.ledger.stepped(visit, state_of(reply.body))
        else:
            self.site.ledger.made(visit, str(self.who.id), state_of(reply.body))
        self.site.taken.append(offer["id"])

    # ── the duty queue ──────────────────────────────────────────────────────────────────────────────────────────────

    async def join_the_queue(self) -> None:
        await self._join({"patient_id": str(self.who.id), "service_id": str(self._duty_service), "modality": "video"})

    async def _join(self, body: dict[str, Any], key: str = "") -> None:
        key = key or new_id().hex
        reply = await self.ask("POST", f"/clinics/{self.site.town.clinic_id}/duty/entries", body, key=key)
        if reply.status == 201:
            self.site.turns[str(reply.body["id"])] = "joined"
        elif reply.doubtful or reply.status == LOST:
            self._joins.append((body, key))

    async def leave_the_queue(self) -> None:
        reply = await self.ask("GET", "/duty/entries")
        for entry in reply.body.get("items", [])[:1]:
            left = await self.ask("POST", f"/duty/entries/{entry['id']}/leave", retry=True)
            if left.status == 200 and left.body["status"] == "left":
                self.site.turns[entry["id"]] = "left"


class OnDuty(Caller):
    """A doctor who goes on duty, calls the next, and sees them, sends them back, or goes home."""

    def __init__(self, site: Site, number: int, who: Guest) -> None:
        super().__init__(site, number, who)
        self._unanswered: list[str] = []

    async def live(self) -> None:
        while not self.site.over.is_set():
            await self.ask("POST", "/duty/start", {"clinic_id": str(self.site.town.clinic_id)}, retry=True)
            for _ in range(self.rng.randrange(1, 8)):
                await self.call_next(new_id().hex)
                await asyncio.sleep(PAUSE_S * self.rng.random())
            await self.ask("POST", "/duty/stop", retry=True)
            await self._look_again()

    async def settle(self) -> None:
        unanswered, self._unanswered = self._unanswered, []
        for key in unanswered:
            await self.call_next(key, then=False)
        await self._look_again()

    async def call_next(self, key: str, *, then: bool = True) -> None:
        """Take the next one; then let the visit end in one way or another."""
        reply = await self.ask("POST", "/duty/next", key=key)
        if reply.status == 409 and "entry_id" in reply.body:
            await self._let_go(reply.body["entry_id"], reply.body["appointment_id"])
        elif reply.status == 201:
            visit, entry = str(reply.body["appointment"]["id"]), str(reply.body["entry"]["entry_id"])
            self.site.called.append((entry, visit))
            self.site.ledger.made(visit, self._me, state_of(reply.body["appointment"]))
            if then:
                await self._let_go(entry, visit)
        elif reply.doubtful or reply.status == LOST:
            self._unanswered.append(key)

    @property
    def _me(self) -> str:
        return f"doctor {self.who.account_id}"

    async def _let_go(self, entry: str, visit: str) -> None:
        """The patient did not come, or waits again."""
        if self.rng.random() < 0.5:
            await self.ask("POST", f"/appointments/{visit}/no-show", {}, retry=True)
        else:
            await self.ask("POST", f"/duty/entries/{entry}/back", retry=True)
        await self._read(visit)

    async def _look_again(self) -> None:
        for visit in [v for v, owner in self.site.ledger.owners.items() if owner == self._me]:
            if {state.status for state in self.site.ledger.visits[visit]} & {"booked"}:
                await self._read(visit)

    async def _read(self, visit: str) -> None:
        """Only this doctor ends the visit, in steps that may have happened without an answer: what is read is certain."""
        reply = await self.ask("GET", f"/appointments/{visit}")
        if reply.status == 200 and visit in self.site.ledger.visits:
            self.site.ledger.stepped(visit, state_of(reply.body))
