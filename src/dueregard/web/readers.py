"""Who asks: the actor whose key signed the request, or nobody in particular. The key is charged, like the address."""

from starlette.requests import Request

from dueregard.web.around import too_many
from dueregard.web.problem import Problem
from dueregard.web.served import Served
from dueregard.web.signed_request import ACCEPTED, Message, NotBelieved, signer_of


def reader_of(request: Request, served: Served, body: bytes | None = None) -> str | None:
    """Return the actor as whom the request reads, None where it is not signed.

    Problem where it bears a signature that is not believed, or of a key that is not valid now, and where the key has
    asked too often.
    """
    scope = request.scope
    message = Message(
        "HEAD" if scope.get("asked_by_head") else request.method,
        request.headers.get("host", ""),
        scope["raw_path"].decode("latin-1"),
        scope["query_string"].decode("latin-1"),
        body,
    )
    try:
        now = served.clock()
        key_id = signer_of(message, request.headers, served.current.public_key, now)
        if key_id is None:
            return None
        charge(request, served, key_id)
        reader = served.current.reader(key_id, now)
        if reader is None:
            raise NotBelieved("the key is not valid now, or its actor is not in the register")
    except NotBelieved as error:
        raise Problem(
            "not-believed",
            str(error),
            where="Signature",
            expected=ACCEPTED,
            do="sign the request with a valid key of your actor as docs/api.md shows, or leave the signature out",
            headers={"WWW-Authenticate": 'Signature realm="dueregard"', "Accept-Signature": ACCEPTED},
        ) from None
    return reader


def charge(request: Request, served: Served, key_id: str) -> None:
    """Take a request out of the key's bucket; Problem where it is empty."""
    left = served.by_key.take(key_id)
    request.state.charged.append(left)
    if not left.within:
        raise too_many(left)
