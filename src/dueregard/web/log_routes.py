"""The log itself: its checkpoint, tiles and entries, laid out as other nodes pull them; proofs; witnesses."""

from typing import Annotated, Final

from fastapi import APIRouter, Path, Query
from pydantic import Field
from starlette.requests import Request
from starlette.responses import Response

from dueregard.ledger.checkpoint import checkpoint_from_text
from dueregard.ledger.database import reading
from dueregard.ledger.exchange.bundle import LENGTH_BYTES
from dueregard.ledger.exchange.published import CHECKPOINT, Publication
from dueregard.ledger.log import logs
from dueregard.ledger.note import NoteSignature, note_bytes, note_key_text
from dueregard.ledger.prove import consistency_proof
from dueregard.ledger.read import latest_checkpoint
from dueregard.ledger.rows import bytes_of_bodies, instant
from dueregard.ledger.tiles import TILE_WIDTH
from dueregard.model.errors import UsageError
from dueregard.model.time import format_instant
from dueregard.version import __version__
from dueregard.web.answer import BYTES, CSV, JSON, NEVER_CHANGES, NOT_KEPT, TEXT, answer, pieces
from dueregard.web.described import BINARY, problems, raw, shaped, table
from dueregard.web.parameters import PREFIX, Asked, as_csv, wrong_parameters
from dueregard.web.problem import Wrong, not_found
from dueregard.web.proofs import inclusion_proof
from dueregard.web.served import Served
from dueregard.web.shapes import (
    CheckpointShape,
    ConsistencyProof,
    CosignatureRow,
    Cosignatures,
    Health,
    InclusionProof,
    LogRow,
    Logs,
    NodeShape,
    table_csv,
)

MOST_SIZE: Final = 2**53 - 1  # what every reader of JSON holds exactly (RFC 8259 §6)
_NOTE_EXAMPLE: Final = "ledger.example/borealia\n3\nE4W2PnGpG6opw5UIhe/tKI8yFsA72kjnDQk9Sz5hsDY=\n\n— ...\n"


class InclusionAsked(Asked):
    """Which entry, in a log of which size."""

    index: int = Field(
        description="The place of the entry, counted from 0.", examples=[0], ge=0, le=MOST_SIZE
    )
    size: int | None = Field(
        None, description="The size of the log; as it is now, if left out.", examples=[2], ge=1, le=MOST_SIZE
    )


class ConsistencyAsked(Asked):
    """From which size to which."""

    old_size: int = Field(description="The smaller size.", examples=[1], ge=0, le=MOST_SIZE)
    new_size: int = Field(description="The larger size.", examples=[2], ge=0, le=MOST_SIZE)


def log_routes(served: Served) -> APIRouter:
    """Return the routes of the log."""
    api = APIRouter(prefix=PREFIX, tags=["log"])
    ledger, origin = served.node.ledger, served.node.origin

    @api.get("/health", responses={**shaped(Health, "The node answers."), **problems()})
    def health(request: Request) -> Response:
        """Say whether the node answers. It reads its ledger to know."""
        size = checkpoint_from_text(latest_checkpoint(ledger, origin).text).size
        said = Health(status="ok", origin=origin, entries=size, version=__version__)
        return answer(request, said.json_bytes(), JSON, cache=NOT_KEPT)

    @api.get("/node", responses={**shaped(NodeShape, "Who this node is."), **problems()})
    def node(request: Request) -> Response:
        """Say who this node is: its log, the key by which receipts are checked, its root."""
        said = NodeShape(
            origin=origin,
            log_key=note_key_text(served.node.log.key),
            root_actor=served.node.root.actor,
            root_key_id=served.node.root.key_id,
            entries=checkpoint_from_text(latest_checkpoint(ledger, origin).text).size,
            version=__version__,
        )
        return answer(request, said.json_bytes(), JSON)

    @api.get("/logs", responses={**shaped(Logs, "The logs held here."), **problems()})
    @api.get("/logs.csv", responses={**table(LogRow), **problems()})
    def held_logs(request: Request) -> Response:
        """List the logs that this node holds: its own, and copies of others'."""
        rows = tuple(
            LogRow(origin=one.origin, log_key=note_key_text(one.key), own=one.own, entries=one.size)
            for one in logs(ledger)
        )
        if as_csv(request):
            return answer(request, table_csv(LogRow, rows), CSV)
        return answer(request, Logs(logs=rows).json_bytes(), JSON)

    @api.get("/log", responses={**shaped(CheckpointShape, "The latest checkpoint."), **problems()})
    def log(request: Request) -> Response:
        """Show the latest checkpoint of the log, taken apart. What is signed is the note."""
        note = latest_checkpoint(ledger, origin)
        tree = checkpoint_from_text(note.text)
        said = CheckpointShape(
            origin=origin, size=tree.size, root=tree.root.hex(), note=note_bytes(note).decode("utf-8")
        )
        return answer(request, said.json_bytes(), JSON)

    @api.get("/log/cosignatures", responses={**shaped(Cosignatures, "The lines of witnesses."), **problems()})
    @api.get("/log/cosignatures.csv", responses={**table(CosignatureRow), **problems()})
    def cosignatures(request: Request) -> Response:
        """List the cosignatures of the latest checkpoint."""
        note = latest_checkpoint(ledger, origin)
        size = checkpoint_from_text(note.text).size
        rows = tuple(_cosignature(one, size) for one in note.signatures if not one.by(served.node.log.key))
        if as_csv(request):
            return answer(request, table_csv(CosignatureRow, rows), CSV)
        return answer(request, Cosignatures(cosignatures=rows).json_bytes(), JSON)

    @api.get(
        "/log/checkpoint",
        responses={**raw(TEXT, "A signed note (c2sp.org/tlog-checkpoint).", _NOTE_EXAMPLE), **problems()},
    )
    def checkpoint(request: Request) -> Response:
        """Hand out the latest checkpoint. With `tile/` and `entries/` beside it, it is what another node pulls."""
        return answer(request, note_bytes(latest_checkpoint(ledger, origin)), TEXT)

    @api.get(
        "/log/tile/{name:path}",
        responses={
            **raw(BYTES, "Hashes, 32 bytes each.", schema=BINARY),
            **problems("not-found", "no-such-part"),
        },
    )
    def tile(
        request: Request,
        name: Annotated[
            str, Path(description="Level and number, as c2sp.org/tlog-tiles.", examples=["0/000.p/2"])
        ],
    ) -> Response:
        """Hand out a tile of the tree. A full one never changes."""
        return published(request, f"tile/{name}")

    @api.get(
        "/log/entries/{name:path}",
        responses={
            **raw(BYTES, "Entries, each behind its length in four bytes.", schema=BINARY),
            **problems("not-found", "no-such-part"),
        },
    )
    def bundle(
        request: Request,
        name: Annotated[
            str, Path(description="The number of the bundle, as docs/ledger.md.", examples=["000.p/2"])
        ],
    ) -> Response:
        """Hand out up to 256 entries one behind the other. A full bundle never changes."""
        return published(request, f"entries/{name}")

    def published(request: Request, path: str) -> Response:
        publication = Publication(ledger, origin)
        parts = publication.file(path)
        if parts is None or path == CHECKPOINT:
            raise not_found()
        if path.startswith("tile/"):
            return answer(request, b"".join(parts), BYTES, cache=NEVER_CHANGES)
        start, width = _bundle_range(path)
        with reading(ledger) as connection:
            length = bytes_of_bodies(connection, served.node.log.number, start, start + width)
        # What stands in a bundle of a width is under the signed root and stays so: its name is tag enough.
        tag = f'"{path.replace("/", ".")}"'
        return pieces(request, parts, length + LENGTH_BYTES * width, BYTES, cache=NEVER_CHANGES, tag=tag)

    @api.get(
        "/log/proofs/inclusion",
        responses={**shaped(InclusionProof, "The proof."), **problems("not-found")},
    )
    def inclusion(request: Request, asked: Annotated[InclusionAsked, Query()]) -> Response:
        """Prove that an entry is in the log of a size. It is verified before it is given."""
        if asked.size is not None and asked.index >= asked.size:
            expected = f"less than size, which is {asked.size}"
            raise wrong_parameters([Wrong("index", "index", str(asked.index), expected)])
        try:
            proof = inclusion_proof(ledger, origin, asked.index, asked.size)
        except UsageError:
            raise not_found() from None
        return answer(request, proof.json_bytes(), JSON)

    @api.get(
        "/log/proofs/consistency",
        responses={**shaped(ConsistencyProof, "The proof."), **problems("not-found")},
    )
    def consistency(request: Request, asked: Annotated[ConsistencyAsked, Query()]) -> Response:
        """Prove that the log of one size is the beginning of that of another."""
        if asked.old_size > asked.new_size:
            expected = f"at most new_size, which is {asked.new_size}"
            raise wrong_parameters([Wrong("old_size", "old_size", str(asked.old_size), expected)])
        try:
            path = consistency_proof(ledger, origin, asked.old_size, asked.new_size)
        except UsageError:
            raise not_found() from None
        said = ConsistencyProof(
            old_size=asked.old_size, new_size=asked.new_size, path=tuple(one.hex() for one in path)
        )
        return answer(request, said.json_bytes(), JSON)

    return api


def _bundle_range(path: str) -> tuple[int, int]:
    """Return the first entry of a bundle whose name is known to be one, and how many it has."""
    number, _, width = path.removeprefix("entries/").partition(".p/")
    return int(number.replace("x", "").replace("/", "")) * TILE_WIDTH, int(width or TILE_WIDTH)


def _cosignature(line: NoteSignature, size: int) -> CosignatureRow:
    seconds = int.from_bytes(
        line.signature[:8], "big"
    )  # tlog-cosignature: eight bytes of seconds, then the signature
    at = format_instant(
        instant(min(seconds, 253_402_300_799) * 1_000_000)
    )  # the last second of the year 9999
    return CosignatureRow(witness=line.name, key_hint=line.hint.hex(), at=at, size=size)
