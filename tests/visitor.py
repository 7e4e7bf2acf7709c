"""Streamlit's own protocol by hand: what a browser says on its socket, and what no browser would say."""

from __future__ import annotations

import http.client
import json
import uuid
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

from google.protobuf.message import Message  # type: ignore[import-untyped]
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin, Subprotocol

from lib.config import SAMPLE_PASSWORD
from lib.words import text

SECONDS = 60
OVER = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Visitor:
    """One socket. `cookies` are sent with the handshake, `page` is a page state to resume."""

    def __init__(
        self,
        url: str,
        *,
        cookies: Mapping[str, str] | None = None,
        page: str | None = None,
        headers: Mapping[str, str] | None = None,
        origin: str | None = None,
    ) -> None:
        sent = dict(headers or {})
        if cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in cookies.items())
        protocols = ["streamlit", "x", *([page] if page else [])]
        self.socket: ClientConnection = connect(
            f"ws{url.removeprefix('http')}/_stcore/stream",
            subprotocols=[Subprotocol(one) for one in protocols],
            additional_headers=sent,
            origin=Origin(origin or url),
            max_size=None,
            ping_interval=None,
            legacy=True,
        )
        self.messages: list[ForwardMsg] = []
        self.sizes: list[int] = []
        self._shown: tuple[int, str] = (0, "")

    def __enter__(self) -> Visitor:
        return self

    def __exit__(self, *_: object) -> None:
        self.socket.close()

    @property
    def page(self) -> str:
        """Streamlit's id of this page's state."""
        return next(
            message.new_session.initialize.session_id
            for message in self.messages
            if message.HasField("new_session")
        )

    @property
    def shown(self) -> str:
        """Everything that the last run sent, as text: made once, charts and tables are long."""
        if self._shown[0] != len(self.messages):
            self._shown = len(self.messages), "\n".join(str(message) for message in self.messages)
        return self._shown[1]

    def run(self, *pressed: str, page_name: str = "", query: str = "", **written: str) -> str:
        """A whole run, `pressed` buttons and `written` text inputs by their labels; what it sent."""
        widgets = list(self._press(pressed)) + list(self._write(written))
        frame = BackMsg()
        frame.rerun_script.page_name, frame.rerun_script.query_string = page_name, query
        frame.rerun_script.context_info.timezone = "Asia/Jakarta"
        for kind, name, value in widgets:
            state = frame.rerun_script.widget_states.widgets.add(id=name)
            setattr(state, kind, value)
        return self.finish(frame)

    def finish(self, frame: BackMsg) -> str:
        """Send this and wait for the end of the run; what it sent."""
        self.send(frame)
        self.messages, self.sizes, self._shown = [], [], (0, "")
        while True:
            message = self.receive()
            if message.WhichOneof("type") == "script_finished" and message.script_finished == 0:
                return self.shown

    def change(self, kind: str, label: str, **value: str) -> list[ForwardMsg]:
        """Write or choose in this element ("text_input", "selectbox") of the last whole run, as browsers do.
        What is sent until the part of the page in which it stands is drawn, or the whole page where that part
        asks for it."""
        message, widget = next(
            (one, widget)
            for one in self.messages
            if one.HasField("delta") and one.delta.new_element.HasField(kind)  # type: ignore[arg-type]
            if (widget := getattr(one.delta.new_element, kind)).label == label
        )
        frame = BackMsg()
        frame.rerun_script.fragment_id = message.delta.fragment_id
        frame.rerun_script.context_info.timezone = "Asia/Jakarta"
        frame.rerun_script.widget_states.widgets.add(id=widget.id, **value)
        self.send(frame)
        sent: list[ForwardMsg] = []
        while True:
            sent.append(self.receive())
            if sent[-1].WhichOneof("type") == "script_finished" and sent[-1].script_finished in OVER:
                return sent

    def fill_in(self, **written: str) -> str:
        """Fill in the form by its labels and press its button."""
        return self.run("Masuk", **written)

    def sign_in(self, username: str = "kepala") -> str:
        """By the sample account's button."""
        self.run()
        return self.run(username.capitalize())

    def ask(self, file_id: str, page: str | None = None, seconds: float = SECONDS) -> ForwardMsg:
        """For a file that is made when it is asked for; TimeoutError when nobody answers so long."""
        frame = BackMsg()
        request = frame.backend_operation_request
        request.request_id, request.session_id = uuid.uuid4().hex, page or self.page
        request.deferred_file.file_id = file_id
        self.send(frame)
        while True:
            message = self.receive(seconds)
            if message.WhichOneof("type") == "backend_operation_response":
                return message

    def find(self, kind: str) -> list[Message]:
        """The elements of this kind ("button", "download_button", …) that the last run drew."""
        return [
            getattr(message.delta.new_element, kind)
            for message in self.messages
            if message.HasField("delta") and message.delta.new_element.HasField(kind)
        ]

    def send(self, frame: BackMsg) -> None:
        self.socket.send(frame.SerializeToString())

    def receive(self, seconds: float = SECONDS) -> ForwardMsg:
        data = self.socket.recv(timeout=seconds)
        assert isinstance(data, bytes)
        message = ForwardMsg()
        message.ParseFromString(data)
        self.messages.append(message)
        self.sizes.append(len(data))
        return message

    def _press(self, labels: tuple[str, ...]) -> Iterator[tuple[str, str, object]]:
        buttons = {one.label: one.id for one in self.find("button")}
        yield from (("trigger_value", buttons[label], True) for label in labels)

    def _write(self, written: Mapping[str, str]) -> Iterator[tuple[str, str, object]]:
        inputs = {one.label: one.id for one in self.find("text_input")}
        yield from (("string_value", inputs[label], value) for label, value in written.items())


def draw_first_page(url: str, password: str = SAMPLE_PASSWORD, name: str = "kepala") -> None:
    """As the first who opens a server: what its first page needs is computed, and nobody after it, with a
    ticket or a patience of half a minute, waits for that."""
    with Visitor(url) as visitor:
        visitor.run()
        visitor.fill_in(**{text.SIGN_IN_NAME: name, text.SIGN_IN_PASSWORD: password})


def ask(
    url: str, path: str, *, method: str = "GET", body: bytes | str | None = None, **headers: str
) -> tuple[int, dict[str, str], bytes]:
    """Status, headers (names in lower case; cookies one a line) and body; header names with _ for -."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=SECONDS)
    try:
        connection.request(
            method, path, body, {name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        found: dict[str, str] = {}
        for name, value in answer.getheaders():
            found[name.lower()] = "\n".join(filter(None, (found.get(name.lower()), value)))
        return answer.status, found, answer.read()
    finally:
        connection.close()


def fetch_cookies(url: str, visitor: Visitor) -> dict[str, str]:
    """What a browser does with the ticket that the sign-in left on the page."""
    ticket = find_ticket(visitor)
    status, headers, _ = ask(url, "/masuk", method="POST", body=ticket, Origin=url)
    assert status == 204
    return dict(line.partition(";")[0].split("=", 1) for line in headers["set-cookie"].splitlines())


def find_ticket(visitor: Visitor) -> str:
    return next(
        str(json.loads(one.json)["body"]) for one in visitor.find("bidi_component") if '"/masuk"' in one.json
    )
