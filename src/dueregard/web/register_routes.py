"""The registers: who is an actor and which keys may sign, as known at a time."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from dueregard.model.time import format_instant
from dueregard.record.actors import Claim
from dueregard.web.answer import CSV, JSON, answer
from dueregard.web.described import problems, shaped, table
from dueregard.web.filing_shapes import ActorRow, Actors, KeyRow, KeyRows
from dueregard.web.parameters import PREFIX, ActorName, AsOf, as_csv
from dueregard.web.served import Served
from dueregard.web.shapes import table_csv


class RegisterAsked(AsOf):
    """Of whom, as known when."""

    actor: ActorName | None = Field(
        None, description="Of this actor alone; of all, if left out.", examples=["BOR"]
    )


def register_routes(served: Served) -> APIRouter:
    """Return the routes of the registers."""
    api = APIRouter(prefix=PREFIX, tags=["registers"])
    current = served.current

    @api.get("/actors", responses={**shaped(Actors, "The register of actors."), **problems()})
    @api.get("/actors.csv", responses={**table(ActorRow), **problems()})
    def actors(request: Request, asked: Annotated[RegisterAsked, Query()]) -> Response:
        """List who is an actor, in which roles, acting for whom, with who said so, as known at a time."""
        found = actors_value(served, asked)
        if as_csv(request):
            return answer(request, table_csv(ActorRow, found.actors), CSV)
        return answer(request, found.json_bytes(), JSON)

    @api.get("/keys", responses={**shaped(KeyRows, "The register of keys."), **problems()})
    @api.get("/keys.csv", responses={**table(KeyRow), **problems()})
    def keys(request: Request, asked: Annotated[RegisterAsked, Query()]) -> Response:
        """List keys, whose they are, and whether they could sign at the time asked about, as known then."""
        at = _asked_about(served, asked)
        _, entered = current.registered()
        with current.in_turn() as standing:
            register = standing.bench.keys
            rows = []
            for one in entered:
                if one.stood_at > at or (asked.actor is not None and one.actor != asked.actor):
                    continue
                why_not = register.why_not(one.key_id, one.actor, at, asked.at)
                rows.append(
                    KeyRow(
                        key_id=one.key_id,
                        actor=one.actor,
                        valid=why_not is None,
                        why_not=why_not or "",
                        public_key=one.public.raw.hex(),
                        since=format_instant(one.since),
                        until=None if one.until is None else format_instant(one.until),
                        entry_id=one.entry_id,
                        stood_at=format_instant(one.stood_at),
                    )
                )
        if as_csv(request):
            return answer(request, table_csv(KeyRow, rows), CSV)
        return answer(request, KeyRows(as_of=format_instant(at), keys=tuple(rows)).json_bytes(), JSON)

    return api


def actors_value(served: Served, asked: RegisterAsked) -> Actors:
    """Return the register of actors as known at the time asked about."""
    at = _asked_about(served, asked)
    entered, _ = served.current.registered()
    with served.current.in_turn() as standing:
        register = standing.bench.actors
        names = entered if asked.actor is None else (asked.actor,)
        rows = tuple(
            _actor_row(claim, claim == register.claim(name, at.date(), asked.at))
            for name in names
            for claim in register.claims(name, at.date(), asked.at)
        )
    return Actors(as_of=format_instant(at), actors=rows)


def _asked_about(served: Served, asked: RegisterAsked) -> datetime:
    # To the second: an answer about now stays the same for a second, and with it its tag.
    return asked.at if asked.at is not None else served.clock().replace(microsecond=0)


def _actor_row(claim: Claim, decides: bool) -> ActorRow:
    return ActorRow(
        actor=claim.actor,
        kind=claim.kind,
        name=claim.name,
        roles=tuple(sorted(claim.roles)),
        acts_for=claim.acts_for or None,
        valid_from=claim.valid_from.isoformat(),
        valid_to=None if claim.valid_to is None else claim.valid_to.isoformat(),
        said_by=claim.author,
        decides=decides,
        entry_id=claim.entry_id,
        stood_at=format_instant(claim.stood_at),
    )
