"""The one door, by Streamlit's own protocol against a real server: what strangers try, what owners get."""

from __future__ import annotations

import re
import select
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import bcrypt
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from websockets.exceptions import ConnectionClosed, InvalidStatus

from lib.auth.doors import STRANGERS_PER_ADDRESS
from lib.auth.throttle import FAILURES_PER_NAME_AND_ADDRESS
from lib.config import SAMPLE_PASSWORD
from lib.domain.access import PAGES
from lib.limits import HALF_OPEN
from lib.views.mentoring.candidates import CHOOSE_REASON
from lib.words import text
from tests.browser.conftest import Server, start_server
from tests.sample import TODAY, read_tab
from tests.visitor import Visitor, ask, draw_first_page, fetch_cookies, find_ticket

Write = Callable[[str, str], None]
MEBI = 1024 * 1024
NO_ANSWER = 2
"""Seconds; an answer that comes at all is asked for once before, and is there in one."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, small_workbook: Path) -> Iterator[Server]:
    running = start_server(tmp_path_factory.mktemp("pintu"), sample=small_workbook)
    draw_first_page(running.url)
    yield running
    running.stop()


def is_signed_out(shown: str) -> bool:
    return text.SIGN_IN_NAME in shown and "papan_keluar" not in shown


def find_download(visitor: Visitor, page_name: str = "kualitas_data") -> str:
    visitor.run(page_name=page_name)
    return next(str(one.url) for one in visitor.find("download_button") if one.url)


def find_deferred(visitor: Visitor) -> str:
    """A download of Laporan, once the workbook has been read."""
    for _ in range(60):
        visitor.run(page_name="laporan")
        ids = [str(one.deferred_file_id) for one in visitor.find("download_button")]
        if any(ids):
            return next(filter(None, ids))
        time.sleep(0.5)
    pytest.fail("Laporan has no download")


def as_header(cookies: dict[str, str]) -> str:
    return "; ".join(f"{name}={value}" for name, value in cookies.items())


# The address


@pytest.mark.parametrize("key", [key for key, page in PAGES.items() if not page.several])
def test_the_address_of_a_page_opens_it_after_sign_in_and_not_before(server: Server, key: str) -> None:
    path, title = PAGES[key].url_path, f"{PAGES[key].title} · {text.APP_NAME}"
    with Visitor(server.url) as visitor:
        for press, opened in (([], False), (["Kepala"], True)):
            assert is_signed_out(visitor.run(*press, page_name=path)) != opened
            titles = [message.page_config_changed.title for message in visitor.messages]
            assert (title in titles) == opened


# The cookie


def test_the_server_sets_the_cookie_once_for_a_ticket(server: Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.sign_in()
        ticket = find_ticket(visitor)
        status, headers, _ = ask(server.url, "/masuk", method="POST", body=ticket, Origin=server.url)
        assert status == 204
        assert headers["cache-control"] == "no-store"
        for line in headers["set-cookie"].splitlines():
            assert {"HttpOnly", "SameSite=strict", "Path=/"} <= set(line.split("; "))
            assert "Secure" not in line
        assert ask(server.url, "/masuk", method="POST", body=ticket, Origin=server.url)[0] == 403


def test_behind_a_proxy_with_https_the_cookie_is_secure(server: Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.sign_in()
        _, headers, _ = ask(
            server.url,
            "/masuk",
            method="POST",
            body=find_ticket(visitor),
            Origin=server.url,
            X_Forwarded_Proto="https",
        )
        assert all("Secure" in line for line in headers["set-cookie"].splitlines())


@pytest.mark.parametrize(
    ("method", "body", "headers", "status"),
    [
        ("POST", "tebakan", {}, 403),
        ("POST", "x" * 201, {}, 413),
        ("POST", "tiket", {"Origin": "http://jahat.contoh"}, 403),
        ("POST", "tiket", {"Origin": "null"}, 403),
        ("GET", None, {}, 405),
    ],
)
def test_no_cookie_without_a_ticket_asked_for_by_our_own_page(
    server: Server, method: str, body: str | None, headers: dict[str, str], status: int
) -> None:
    sent = {"Origin": server.url, **headers}
    answer = ask(server.url, "/masuk", method=method, body=body, **sent)
    assert answer[0] == status
    assert "set-cookie" not in answer[1]


def test_the_cookie_opens_a_new_socket_until_it_is_given_back(server: Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.sign_in()
        cookies = fetch_cookies(server.url, visitor)
    with Visitor(server.url, cookies=cookies) as other:
        assert "papan_keluar" in other.run()
        status, headers, _ = ask(
            server.url, "/keluar", method="POST", Origin=server.url, Cookie=as_header(cookies)
        )
        assert status == 204
        assert "Max-Age=0" in headers["set-cookie"]
        assert is_signed_out(other.run())
    with Visitor(server.url, cookies=cookies) as late:
        assert is_signed_out(late.run())


@pytest.mark.parametrize("origin", ["http://jahat.contoh", "null", None])
def test_another_sites_page_neither_signs_in_nor_out(server: Server, origin: str | None) -> None:
    """A ticket that is good and a cookie that is good do not help who asks from elsewhere."""
    sent = {} if origin is None else {"Origin": origin}
    with Visitor(server.url) as visitor:
        visitor.sign_in()
        ticket = find_ticket(visitor)
        status, headers, _ = ask(server.url, "/masuk", method="POST", body=ticket, **sent)
        assert status == 403 and "set-cookie" not in headers
        cookies = fetch_cookies(server.url, visitor)
        status, headers, _ = ask(server.url, "/keluar", method="POST", Cookie=as_header(cookies), **sent)
        assert status == 403 and "set-cookie" not in headers
        assert "papan_keluar" in visitor.run()


def test_strangers_do_not_lock_a_browser_out_that_signed_in_before(server: Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.sign_in("mahasiswa")
        mark = {name: value for name, value in fetch_cookies(server.url, visitor).items() if "kenal" in name}
    with Visitor(server.url) as stranger:
        stranger.run()
        for _ in range(FAILURES_PER_NAME_AND_ADDRESS):
            stranger.fill_in(**{text.SIGN_IN_NAME: "mahasiswa", text.SIGN_IN_PASSWORD: "salah"})
        assert is_signed_out(
            stranger.fill_in(**{text.SIGN_IN_NAME: "mahasiswa", text.SIGN_IN_PASSWORD: SAMPLE_PASSWORD})
        )
    with Visitor(server.url, cookies=mark) as known:
        assert is_signed_out(known.run())
        assert "papan_keluar" in known.fill_in(
            **{text.SIGN_IN_NAME: "mahasiswa", text.SIGN_IN_PASSWORD: SAMPLE_PASSWORD}
        )


# Sockets


def test_the_socket_of_the_password_stays_signed_in_without_any_cookie(server: Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.sign_in()
        assert "papan_keluar" in visitor.run(page_name="gizi")
        assert "papan_keluar" in visitor.run(page_name="anak")


@pytest.mark.parametrize("whose", ["nobody", "somebody else"])
@pytest.mark.parametrize("closed", [False, True])
def test_a_page_state_is_resumed_by_nobody_else(server: Server, whose: str, closed: bool) -> None:
    with Visitor(server.url) as other:
        other.sign_in("tamu")
        cookies = fetch_cookies(server.url, other) if whose == "somebody else" else None
    visitor = Visitor(server.url)
    visitor.sign_in("kepala")
    fetch_cookies(server.url, visitor)
    page = visitor.page
    if closed:
        visitor.socket.close()
    with Visitor(server.url, cookies=cookies, page=page) as thief:
        shown = thief.run()
        assert thief.page != page
        assert is_signed_out(shown) == (whose == "nobody")
        assert whose == "nobody" or "Kepala puskesmas" not in shown
    if not closed:
        assert "papan_keluar" in visitor.run()
        visitor.socket.close()


def test_a_short_loss_of_the_connection_keeps_the_page_for_its_owner(server: Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.sign_in()
        cookies = fetch_cookies(server.url, visitor)
        page = visitor.page
    with Visitor(server.url, cookies=cookies, page=page) as again:
        assert "papan_keluar" in again.run()
        assert again.page == page


# Files


def test_a_file_comes_to_its_own_session_only_and_ends_with_it(server: Server) -> None:
    with Visitor(server.url) as visitor, Visitor(server.url) as other:
        visitor.sign_in()
        cookies = fetch_cookies(server.url, visitor)
        other.sign_in("petugas")
        others = fetch_cookies(server.url, other)
        url = find_download(visitor)
        assert ask(server.url, url)[0] == 403
        assert ask(server.url, url, method="HEAD")[0] == 403
        assert ask(server.url, url, Cookie=as_header(others))[0] == 403
        status, headers, body = ask(server.url, url, Cookie=as_header(cookies))
        assert (status, headers["cache-control"]) == (200, "no-store")
        assert body
        written = "".join(path.read_text(encoding="utf-8") for path in server.data_folder.rglob("*.log"))
        assert "kejadian=unduh akun=kepala" in written
        ask(server.url, "/keluar", method="POST", Origin=server.url, Cookie=as_header(cookies))
        assert ask(server.url, url, Cookie=as_header(cookies))[0] == 403


def test_a_file_made_when_pressed_is_made_for_its_own_session_only(server: Server) -> None:
    with Visitor(server.url) as visitor, Visitor(server.url) as stranger, Visitor(server.url) as other:
        visitor.sign_in()
        cookies = fetch_cookies(server.url, visitor)
        file_id = find_deferred(visitor)
        stranger.run()
        other.sign_in("petugas")
        for asker in (stranger, other):
            for page in (asker.page, visitor.page):
                with pytest.raises(TimeoutError):
                    asker.ask(file_id, page, seconds=NO_ANSWER)
        # One's own file is not made in another's page either.
        with pytest.raises(TimeoutError):
            visitor.ask(file_id, other.page, seconds=NO_ANSWER)
        url = visitor.ask(file_id).backend_operation_response.deferred_file.url
        assert ask(server.url, url)[0] == 403
        status, headers, _ = ask(server.url, url, Cookie=as_header(cookies))
        assert (status, headers["cache-control"]) == (200, "no-store")
        ask(server.url, "/keluar", method="POST", Origin=server.url, Cookie=as_header(cookies))
        with pytest.raises(TimeoutError):
            visitor.ask(file_id, seconds=NO_ANSWER)
        assert ask(server.url, url, Cookie=as_header(cookies))[0] == 403


def test_a_file_made_when_pressed_waits_for_its_owner_while_others_look_at_pages(server: Server) -> None:
    """Who presses on a slow network asks for it when dozens of others have drawn a page since."""
    with Visitor(server.url) as visitor, Visitor(server.url) as other:
        visitor.sign_in()
        cookies = fetch_cookies(server.url, visitor)
        url = visitor.ask(find_deferred(visitor)).backend_operation_response.deferred_file.url
        other.sign_in("petugas")
        for _ in range(3):
            other.run(page_name="panduan")
        assert ask(server.url, url, Cookie=as_header(cookies))[0] == 200


def test_rows_on_demand_are_nobodys(server: Server) -> None:
    """No page has a table that sends its rows when they are scrolled to: whoever asks gets no answer."""
    with Visitor(server.url) as visitor:
        visitor.sign_in()
        frame = BackMsg()
        request = frame.backend_operation_request
        request.request_id, request.session_id = "1", visitor.page
        request.dataframe_chunk.source_id = "x"
        visitor.send(frame)
        with pytest.raises(TimeoutError):
            while visitor.receive(seconds=3).WhichOneof("type") != "backend_operation_response":
                continue


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory, small_workbook: Path) -> Iterator[tuple[Server, Write]]:
    """A server with an account of its own, and what gives that a password and a role."""
    hashes = {
        one: bcrypt.hashpw(one.encode(), bcrypt.gensalt(4, prefix=b"2b")).decode() for one in ("lama", "baru")
    }

    def write(password: str, role: str) -> None:
        secrets.write_text(
            f'[[buku]]\nberkas = "{small_workbook}"\n'
            f'[cookie]\nname = "papan"\nkey = "{"k" * 40}"\n'
            f'[credentials.usernames.ibu]\npassword = "{hashes[password]}"\nroles = ["{role}"]\n'
            + ('posyandu = ["MLT1"]\n' if role == "kader" else ""),
            encoding="utf-8",
        )

    folder = tmp_path_factory.mktemp("sendiri")
    secrets = folder / "rahasia.toml"
    write("lama", "kepala")
    # On the day of its workbook: on the first of a month nobody is weighed yet, and Laporan has no file.
    running = start_server(folder / "server", PAPAN_RAHASIA=str(secrets), PAPAN_HARI_INI=TODAY.isoformat())
    draw_first_page(running.url, "lama", "ibu")
    yield running, write
    running.stop()


@pytest.mark.parametrize(("password", "role"), [("baru", "kepala"), ("lama", "tamu"), ("lama", "kader")])
def test_files_end_with_a_changed_password_and_a_lowered_role(
    own: tuple[Server, Write], small_workbook: Path, password: str, role: str
) -> None:
    server, write = own
    write("lama", "kepala")
    with Visitor(server.url) as visitor:
        visitor.run()
        visitor.fill_in(**{text.SIGN_IN_NAME: "ibu", text.SIGN_IN_PASSWORD: "lama"})
        cookies = fetch_cookies(server.url, visitor)
        file_id = find_deferred(visitor)
        url = visitor.ask(file_id).backend_operation_response.deferred_file.url
        assert ask(server.url, url, Cookie=as_header(cookies))[0] == 200
        looking = Visitor(server.url, cookies=cookies)
        children = read_tab(small_workbook, "Balita")[1:]
        names = [str(row[2]) for row in children if not row[0].startswith("MLT1")]
        shown = looking.run(page_name=PAGES["mentoring"].url_path, query="bagian=calon")
        assert any(name in shown for name in names)
        reasons = next(one.options for one in looking.find("selectbox") if one.label == CHOOSE_REASON)
        write(password, role)
        # A choice in a part that stands open does not draw again what was drawn for who the viewer was.
        sent = looking.change("selectbox", CHOOSE_REASON, string_value=reasons[-1])
        drawn = "\n".join(map(str, sent))
        assert is_signed_out(drawn) == (password == "baru")
        assert not [name for name in names if name in drawn]
        looking.socket.close()
        assert ask(server.url, url, Cookie=as_header(cookies))[0] == 403
        with pytest.raises(TimeoutError):
            visitor.ask(file_id, seconds=NO_ANSWER)
        # The hash is another only with another password: a lowered role leaves the session open.
        with Visitor(server.url, cookies=cookies) as again:
            assert is_signed_out(again.run()) == (password == "baru")


# Strangers


@pytest.mark.parametrize(("frame", "code"), [("teks", 1003), (b"\xff" * 40, 1002), (b"\0" * 70_000, 1009)])
def test_what_no_page_sends_ends_the_socket_and_leaves_no_traceback(
    server: Server, frame: str | bytes, code: int
) -> None:
    with Visitor(server.url) as stranger:
        stranger.socket.send(frame)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                stranger.socket.recv(timeout=10)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == code
    time.sleep(0.3)
    assert "Traceback" not in server.log()


def test_frames_of_190_mb_before_sign_in_do_not_fill_the_memory(server: Server) -> None:
    with Visitor(server.url) as first:
        first.run()
    before = read_memory(server)
    sockets = [Visitor(server.url) for _ in range(4)]
    most = before
    for stranger in sockets:
        raw = stranger.socket.socket
        size = 190 * MEBI
        # Binary frame, masked with zeros, its length in eight bytes.
        raw.sendall(b"\x82\xff" + size.to_bytes(8, "big") + b"\0" * 4)
        with suppress(OSError):
            for _ in range(190):
                raw.sendall(b"\0" * MEBI)
        most = max(most, read_memory(server))
    assert most - before < 40 * MEBI
    assert ask(server.url, "/sehat")[0] in (200, 503)


def test_a_frame_of_a_stranger_is_refused_before_it_is_there(server: Server) -> None:
    """By the length that it announces: what has come of it is not kept."""
    with Visitor(server.url) as stranger:
        raw = stranger.socket.socket
        raw.sendall(b"\x82\xff" + MEBI.to_bytes(8, "big") + b"\0" * 1000)
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                stranger.socket.recv(timeout=10)
    assert closed.value.rcvd is not None and closed.value.rcvd.code == 1009


def test_the_oldest_stranger_of_a_full_address_is_sent_away(server: Server) -> None:
    sockets = [Visitor(server.url) for _ in range(STRANGERS_PER_ADDRESS + 1)]
    try:
        with pytest.raises(ConnectionClosed) as closed:
            while True:
                sockets[0].socket.recv(timeout=10)
        assert closed.value.rcvd is not None and closed.value.rcvd.code == 1013
        assert is_signed_out(sockets[-1].run())
    finally:
        for one in sockets:
            one.socket.close()


def read_memory(server: Server) -> int:
    """Resident bytes of the server."""
    status = Path(f"/proc/{server.process.pid}/status").read_text(encoding="ascii")
    found = re.search(r"VmRSS:\s+(\d+) kB", status)
    assert found is not None
    return int(found.group(1)) * 1024


HALF_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Setengah: "
HALF_BODY = (
    b"POST /masuk HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: http://127.0.0.1\r\nContent-Length: 100\r\n\r\nx"
)


@pytest.mark.parametrize("begun", [HALF_HEAD, HALF_BODY], ids=["head", "body"])
def test_half_requests_are_bounded_and_do_not_keep_others_out(server: Server, begun: bytes) -> None:
    address = server.url.removeprefix("http://").split(":")
    waiting = []
    for _ in range(HALF_OPEN + 40):
        half = socket.create_connection((address[0], int(address[1])), timeout=5)
        half.sendall(begun)
        waiting.append(half)
    try:
        assert ask(server.url, "/_stcore/health")[0] == 200
        ended, until = 0, time.monotonic() + NO_ANSWER
        while len(ready := select.select(waiting, [], [], 0)[0]) < 40 and time.monotonic() < until:
            time.sleep(0.05)
        for half in ready:
            try:
                ended += half.recv(1) == b""
            except ConnectionResetError:
                ended += 1
        assert 40 <= ended < HALF_OPEN
    finally:
        for half in waiting:
            half.close()


def test_a_request_head_without_end_is_cut_off(server: Server) -> None:
    host, port = server.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=60) as endless, suppress(ConnectionError):
        endless.sendall(b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n")
        for _ in range(200):
            endless.sendall(b"X-A: " + b"a" * 4096 + b"\r\n")
        while endless.recv(4096):  # until it is closed; a head that is waited for ends by TimeoutError
            continue


@pytest.mark.parametrize("host", ["jahat.contoh", "127.0.0.1.jahat.contoh", "jahat.contoh:8501", ""])
def test_a_host_that_nobody_declared_gets_nothing(server: Server, host: str) -> None:
    for path in ("/", "/_stcore/health", "/sehat", "/gizi"):
        status, _, body = ask(server.url, path, Host=host)
        assert status == 421
        assert body.decode() == text.HOST_NOT_ALLOWED
    with pytest.raises(InvalidStatus):
        Visitor(server.url, headers={"Host": host})


@pytest.mark.parametrize("origin", ["http://jahat.contoh", "null", "http://127.0.0.1:1", "http://localhost"])
def test_a_page_from_elsewhere_opens_no_socket(server: Server, origin: str) -> None:
    with pytest.raises(InvalidStatus):
        Visitor(server.url, origin=origin)


def test_a_declared_host_is_served(tmp_path: Path, small_workbook: Path) -> None:
    own = start_server(tmp_path, sample=small_workbook, PAPAN_ALAMAT="papan.contoh.id, 192.0.2.7")
    try:
        for host in ("papan.contoh.id", "PAPAN.contoh.id:443", "192.0.2.7:8501", "localhost"):
            assert ask(own.url, "/_stcore/health", Host=host)[0] == 200
        assert ask(own.url, "/_stcore/health", Host="x.papan.contoh.id")[0] == 421
    finally:
        own.stop()


@pytest.mark.parametrize(
    "path",
    ["/_stcore/metrics", "/_stcore/script-health-check", "/_stcore/agent/x", "/component/x/index.html",
     "/oauth2callback", "/auth/logout", "/_stcore/upload_file/a/b", "//_stcore/metrics", "/_stcore//metrics"],
)  # fmt: skip
def test_streamlits_other_doors_are_closed(server: Server, path: str) -> None:
    status, _, body = ask(server.url, path)
    assert status in (400, 403, 404), path
    assert b"active_sessions" not in body
    assert ask(server.url, path, method="PUT", body=b"x")[0] == 405


def test_no_request_but_the_tickets_has_a_body(server: Server) -> None:
    assert ask(server.url, "/", body=b"x" * 10)[0] == 413
    assert ask(server.url, "/sehat", method="POST", body=b"x")[0] == 405


def test_the_log_holds_no_ids_no_tickets_and_no_control_characters(server: Server) -> None:
    with Visitor(server.url) as visitor:
        visitor.sign_in()
        page, ticket = visitor.page, find_ticket(visitor)
        with Visitor(server.url, page=page, cookies=fetch_cookies(server.url, visitor)) as again:
            again.run()
    log = server.log()
    assert page not in log and ticket not in log
    assert not re.search(r"[0-9a-f]{8}-[0-9a-f]{4}-", log)
    assert "\x1b" not in log
    assert "Traceback" not in log
