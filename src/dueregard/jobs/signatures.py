"""What the signatures on a filing prove by themselves, without a log: which known keys signed exactly these bytes."""

from collections.abc import Mapping
from dataclasses import dataclass

from dueregard.ledger.envelope import Envelope, signed_by
from dueregard.ledger.keys import PublicKey


@dataclass(frozen=True, slots=True)
class Signatures:
    """The ids of the keys on an envelope: whose signature holds, whose does not, whose key is not known here."""

    holding: tuple[str, ...]
    broken: tuple[str, ...]
    unknown: tuple[str, ...]

    @property
    def sound(self) -> bool:
        """Whether at least one signature was checked and none that was checked fails."""
        return bool(self.holding) and not self.broken


def check_signatures(envelope: Envelope, keys: Mapping[str, PublicKey]) -> Signatures:
    """Return which signatures hold, by the known keys, which are handed in by id."""
    ids = tuple(one.key_id for one in envelope.signatures)
    held = signed_by(envelope, keys)
    return Signatures(
        tuple(one for one in ids if one in held),
        tuple(one for one in ids if one in keys and one not in held),
        tuple(one for one in ids if one not in keys),
    )
