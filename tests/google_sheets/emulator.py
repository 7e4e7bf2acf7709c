"""Google Sheets on loopback for unpatched gspread and google-auth.

    with GoogleSheetsEmulator() as google:
        google.add_spreadsheet("id", "Posyandu Melati 1", {"Balita": [["ID", "Nama"], ["B1", "Ani"]]})
        subprocess.Popen([...], env=os.environ | google.env())

The process finds it through HTTPS_PROXY (a CONNECT proxy that leads *.googleapis.com here) and trusts
it through REQUESTS_CA_BUNDLE (a certificate authority of its own). Whoever signs in must hold the key
of `service_account_info()`: the JWT's signature, issuer, audience, life and scopes are checked.
"""

from __future__ import annotations

import datetime as dt
import secrets
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Any

from starlette.requests import Request

from tests.google_sheets.service import build_service
from tests.google_sheets.serving import Server
from tests.google_sheets.tokens import TOKEN_URI, build_key_pair
from tests.google_sheets.traffic import SHEETS_KINDS, Fault, Recorded, Token
from tests.google_sheets.workbooks import Rows, Spreadsheet, read_xlsx

__all__ = ["GoogleSheetsEmulator", "build_key_pair"]


class GoogleSheetsEmulator:
    """A context manager; see the module. All methods may be called from any thread while it runs."""

    email = "papan@proyek-contoh.iam.gserviceaccount.com"

    def __init__(self) -> None:
        self.spreadsheets: dict[str, Spreadsheet] = {}
        self.requests: list[Recorded] = []
        self.assertions: list[dict[str, Any]] = []
        """Claims of every JWT that was accepted."""
        self.tokens: dict[str, Token] = {}
        self._faults: list[Fault] = []
        self.lock = threading.RLock()
        """Held while a spreadsheet changes."""
        self.clock_ahead = 0.0
        """Seconds by which Google's clock is ahead of this computer's."""
        self.key_revoked = False
        self.account_deleted = False
        self._folder = tempfile.TemporaryDirectory(prefix="google-sheets-")
        self._private_key, self.public_key = build_key_pair()
        # Of its own for each emulator: clients of one account share a connection and a request pace.
        self._key_id = secrets.token_hex(20)
        self._server = Server(build_service(self), Path(self._folder.name))

    # The workbooks it holds

    def add_spreadsheet(
        self,
        spreadsheet_id: str,
        title: str,
        tabs: dict[str, Rows] | None = None,
        locale: str = "in_ID",
        *,
        time_zone: str = "Asia/Jakarta",
        shared: bool = True,
    ) -> Spreadsheet:
        """Adds (or replaces) a spreadsheet; dates in `tabs` are serial numbers."""
        properties = {"title": title, "locale": locale, "autoRecalc": "ON_CHANGE", "timeZone": time_zone}
        spreadsheet = Spreadsheet(spreadsheet_id, properties, "writer" if shared else None)
        for tab_title, rows in (tabs or {}).items():
            spreadsheet.put_tab(tab_title, rows)
        spreadsheet.created = self._timestamp()
        self.touch(spreadsheet)
        with self.lock:
            self.spreadsheets[spreadsheet_id] = spreadsheet
        return spreadsheet

    def create_spreadsheet(self, title: str) -> Spreadsheet:
        """An empty one as a service account's own Drive makes it, with an id like Google's."""
        spreadsheet_id = "1" + secrets.token_urlsafe(33)[:43]
        return self.add_spreadsheet(spreadsheet_id, title, {"Sheet1": []}, "en_US", time_zone="Etc/GMT")

    def delete_spreadsheet(self, spreadsheet_id: str) -> None:
        with self.lock:
            del self.spreadsheets[spreadsheet_id]

    def load_xlsx(self, spreadsheet_id: str, path: str | Path, title: str | None = None) -> Spreadsheet:
        """Adds a spreadsheet with the tabs of an .xlsx, as after an import into Google Sheets."""
        return self.add_spreadsheet(spreadsheet_id, title or Path(path).stem, read_xlsx(path))

    def set_values(self, spreadsheet_id: str, tab: str, rows: Rows) -> None:
        """Replaces all cells of a tab; a new tab is added."""
        with self.lock:
            self.spreadsheets[spreadsheet_id].put_tab(tab, rows)

    def rename_tab(self, spreadsheet_id: str, tab: str, title: str) -> None:
        with self.lock:
            self.spreadsheets[spreadsheet_id].sheet(tab).title = title

    def remove_tab(self, spreadsheet_id: str, tab: str) -> None:
        with self.lock:
            spreadsheet = self.spreadsheets[spreadsheet_id]
            spreadsheet.sheets.remove(spreadsheet.sheet(tab))

    def share(self, spreadsheet_id: str, shared: bool, role: str = "writer") -> None:
        """Whether the service account may open this spreadsheet, and as what: writer or reader."""
        self.spreadsheets[spreadsheet_id].role = role if shared else None

    def share_with_anyone(self, spreadsheet_id: str, role: str | None = "reader") -> None:
        """Lets anyone with the link open this spreadsheet; None: only those it is shared with."""
        self.spreadsheets[spreadsheet_id].anyone = role

    # What goes wrong

    def fail_next(
        self,
        status: int,
        body: str | dict[str, Any] | None = None,
        times: int = 1,
        *,
        kinds: tuple[str, ...] = SHEETS_KINDS,
    ) -> None:
        """The next `times` requests get this status; a str is a page of HTML, None Google's usual body."""
        self._add_fault(Fault(kinds, times, status, body))

    def delay_next(self, seconds: float, times: int = 1, *, kinds: tuple[str, ...] = SHEETS_KINDS) -> None:
        """The next `times` requests are answered so much later."""
        self._add_fault(Fault(kinds, times, delay=seconds))

    def cut_off_next(self, times: int = 1, *, kinds: tuple[str, ...] = SHEETS_KINDS) -> None:
        """The next `times` answers break off in the middle of their body."""
        self._add_fault(Fault(kinds, times, cut_off=True))

    def clear_faults(self) -> None:
        with self.lock:
            self._faults.clear()

    def expire_tokens(self) -> None:
        """Google forgets every token it gave."""
        with self.lock:
            self.tokens.clear()

    def revoke_key(self) -> None:
        """The key no longer signs; tokens that were given stay good until they expire."""
        self.key_revoked = True

    def delete_account(self) -> None:
        """As `revoke_key`, but the service account itself is gone."""
        self.account_deleted = True

    def set_clock(self, seconds_ahead: float) -> None:
        """How far Google's clock is ahead of this computer's (behind: negative)."""
        self.clock_ahead = seconds_ahead

    def go_offline(self) -> None:
        """As without internet: the proxy hangs up on everyone."""
        self._server.go_offline()

    def go_online(self) -> None:
        self._server.go_online()

    # How to reach it

    def env(self) -> dict[str, str]:
        """Environment variables for a process that shall meet the emulator as Google."""
        proxy = f"http://127.0.0.1:{self._server.proxy_port}"
        direct = "127.0.0.1,localhost,::1"
        return {
            "HTTPS_PROXY": proxy,
            "https_proxy": proxy,
            "REQUESTS_CA_BUNDLE": str(Path(self._folder.name) / "ca.pem"),
            "NO_PROXY": direct,
            "no_proxy": direct,
        }

    def service_account_info(self) -> dict[str, str]:
        """The service account's JSON as Google gives it out."""
        return {
            "type": "service_account",
            "project_id": "proyek-contoh",
            "private_key_id": self._key_id,
            "private_key": self._private_key,
            "client_email": self.email,
            "client_id": "100000000000000000001",
            "auth_uri": "https://accounts.google.com/o/oauth2/auth",
            "token_uri": TOKEN_URI,
            "auth_provider_x509_cert_url": "https://www.googleapis.com/oauth2/v1/certs",
            "client_x509_cert_url": "https://www.googleapis.com/robot/v1/metadata/x509/papan",
            "universe_domain": "googleapis.com",
        }

    # What was asked

    def count(self, *kinds: str, spreadsheet_id: str | None = None) -> int:
        """How many requests of these kinds (none given: of the Sheets API) came in."""
        wanted = kinds or SHEETS_KINDS
        with self.lock:
            return sum(
                request.kind in wanted and spreadsheet_id in (None, request.spreadsheet_id)
                for request in self.requests
            )

    def sheets_requests(self) -> list[tuple[str, int]]:
        """Kind and status of every request of the Sheets API, in order of arrival.

        Others come when they like: google-auth asks in a thread of its own where an account may be used from.
        """
        with self.lock:
            return [
                (request.kind, request.status) for request in self.requests if request.kind in SHEETS_KINDS
            ]

    def forget_requests(self) -> None:
        with self.lock:
            self.requests.clear()

    # For the service

    def take_fault(self, kind: str) -> Fault | None:
        with self.lock:
            for fault in self._faults:
                if kind in fault.kinds and fault.times > 0:
                    fault.times -= 1
                    return fault
        return None

    def record(self, kind: str, request: Request, status: int) -> None:
        recorded = Recorded(
            kind,
            request.method,
            request.headers.get("host", ""),
            request.url.path,
            request.path_params.get("spreadsheet_id"),
            tuple(request.query_params.multi_items()),
            status,
            time.monotonic(),
        )
        with self.lock:
            self.requests.append(recorded)

    def grant(self, token: str, claims: dict[str, Any]) -> None:
        with self.lock:
            self.assertions.append(claims)
            self.tokens[token] = Token(tuple(claims["scope"].split()), self.now() + 3599)

    def now(self) -> float:
        """Google's time, in seconds since 1970."""
        return time.time() + self.clock_ahead

    def touch(self, spreadsheet: Spreadsheet) -> None:
        """Notes that a spreadsheet has just changed."""
        spreadsheet.modified = self._timestamp()

    # Running

    def __enter__(self) -> GoogleSheetsEmulator:
        self._server.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._server.stop()
        self._folder.cleanup()

    def _timestamp(self) -> str:
        return dt.datetime.fromtimestamp(self.now(), dt.UTC).isoformat(timespec="milliseconds")[:-6] + "Z"

    def _add_fault(self, fault: Fault) -> None:
        with self.lock:
            self._faults.append(fault)
