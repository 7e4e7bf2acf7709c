"""What is open right now: sockets, tickets for the cookie, and whose each file is. In memory, per process.

The middleware (`lib.auth.door`) writes down each socket as it comes; the gate tells which of them a person
signed in through. Streamlit itself would hand a page's state to anybody who knows a session id and a file to
anybody who knows its address; here both are asked for their owner.
"""

from __future__ import annotations

import secrets
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field

from lib.domain.access import Viewer

SOCKET_HEADER = "x-papan-sambungan"
"""Under this name the door tells a script its socket; what a client sends under it is thrown away."""

# A ticket is fetched at once by the page that it was written into.
TICKET_SECONDS = 30
# Beyond these the oldest are forgotten: whose file or page it was is then nobody's, and nobody gets it.
OWNERS_KEPT = 1_000
"""Of each file; the file itself is forgotten when Streamlit throws it away."""
PAGES_KEPT = 5_000
TICKETS_KEPT = 1_000

# Room for a puskesmas behind one address: fifty people with two tabs each that wait for a password.
STRANGERS_PER_ADDRESS = 120
STRANGERS = 400


@dataclass(frozen=True)
class Owner:
    """A session and what its viewer was then: a lowered role is another owner."""

    token: str
    viewer: Viewer


@dataclass(frozen=True)
class Ticket:
    """Lets one request exchange it for the cookie of this session."""

    token: str
    username: str
    until: float


@dataclass(eq=False)
class Socket:
    """One connection. `end` closes it; `owner` is None for a stranger."""

    key: str
    address: str
    end: Callable[[], None]
    owner: Owner | None = None
    opened_at: float = field(default_factory=time.monotonic)


class Doors:
    """Safe to use from the server's loop and from script threads. `clock` gives seconds that only rise."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._sockets: dict[str, Socket] = {}
        self._pages: OrderedDict[str, Owner] = OrderedDict()
        self._files: dict[str, OrderedDict[Owner, str]] = {}
        self._tickets: OrderedDict[str, Ticket] = OrderedDict()

    # Sockets

    def enter(self, socket: Socket) -> Socket | None:
        """Write a socket down. Where strangers have become too many it returns the one that has to go: the
        oldest stranger of this address, else the oldest at all."""
        with self._lock:
            strangers = [one for one in self._sockets.values() if one.owner is None]
            self._sockets[socket.key] = socket
            if socket.owner is not None:
                return None
            near = [one for one in strangers if one.address == socket.address]
            # A dict keeps the order in which they came.
            if len(near) >= STRANGERS_PER_ADDRESS:
                return near[0]
            return strangers[0] if len(strangers) >= STRANGERS else None

    def leave(self, key: str) -> None:
        with self._lock:
            self._sockets.pop(key, None)

    def let_in(self, key: str | None, page: str | None, owner: Owner) -> None:
        """This socket, and the page state behind it (Streamlit's session id), are this owner's."""
        with self._lock:
            socket = self._sockets.get(key or "")
            if socket is not None:
                socket.owner = owner
            if page is not None:
                self._pages[page] = owner
                self._pages.move_to_end(page)
                while len(self._pages) > PAGES_KEPT:
                    self._pages.popitem(last=False)

    def put_out(self, key: str | None, page: str | None) -> None:
        """Nobody is signed in on this socket any more."""
        with self._lock:
            socket = self._sockets.get(key or "")
            if socket is not None:
                socket.owner = None
            self._pages.pop(page or "", None)

    def find_page_owner(self, page: str | None) -> Owner | None:
        return self._pages.get(page or "")

    # Files

    def own_file(self, file_id: str, owner: Owner, name: str = "") -> None:
        """Equal content has one address, so that a file can have several owners. `name`: as downloaded."""
        with self._lock:
            owners = self._files.setdefault(file_id, OrderedDict())
            owners[owner] = name
            owners.move_to_end(owner)
            while len(owners) > OWNERS_KEPT:
                owners.popitem(last=False)

    def forget_file(self, file_id: str) -> None:
        """There is no such file any more: it is nobody's."""
        with self._lock:
            self._files.pop(file_id, None)

    def owns_file(self, file_id: str, owner: Owner) -> bool:
        return owner in self._files.get(file_id, ())

    def find_file_name(self, file_id: str, owner: Owner) -> str:
        owners = self._files.get(file_id)
        return "" if owners is None else owners.get(owner, "")

    # Tickets

    def issue_ticket(self, token: str, username: str) -> str:
        number = secrets.token_urlsafe(32)
        with self._lock:
            self._tickets[number] = Ticket(token, username, self._clock() + TICKET_SECONDS)
            while len(self._tickets) > TICKETS_KEPT:
                self._tickets.popitem(last=False)
        return number

    def is_waiting(self, number: str) -> bool:
        """Whether this ticket can still be exchanged."""
        ticket = self._tickets.get(number)
        return ticket is not None and self._clock() < ticket.until

    def redeem(self, number: str) -> Ticket | None:
        """What the ticket stands for, once; None when it is unknown, used or too old."""
        with self._lock:
            ticket = self._tickets.pop(number, None)
        return ticket if ticket is not None and self._clock() < ticket.until else None


doors = Doors()
"""Of this process."""
