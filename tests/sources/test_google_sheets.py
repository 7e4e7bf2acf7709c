"""Unpatched gspread and google-auth against the emulator: what is asked, and what errors become."""

from __future__ import annotations

import itertools
from pathlib import Path

import pytest
import requests
from google.auth.exceptions import RefreshError
from urllib3.exceptions import ReadTimeoutError

from lib.sources.errors import (
    ApiDisabled,
    BadKey,
    ClockWrong,
    CutOff,
    GoogleTrouble,
    NoNetwork,
    NoPermission,
    NotASpreadsheet,
    NotFound,
    QuotaExceeded,
    SlowAnswer,
    SourceError,
    TooBig,
    UnsafeConnection,
)
from lib.sources.files import FileSource
from lib.sources.google_sheets import (
    ATTEMPTS,
    MISSING_TAB_SECONDS,
    RETRY_SECONDS,
    GoogleSheetsSource,
    read_spreadsheet_id,
    translate_error,
)
from tests.google_sheets import GoogleSheetsEmulator
from tests.google_sheets.answers import API_DISABLED, HTML_502, build_error
from tests.google_sheets.emulator import build_key_pair
from tests.sources.conftest import MakeSource, edit

TABS = {"Balita": [["ID", "Nama"], ["B1", "Ani"]], "Jadwal": [["Tanggal"], [46056]]}


@pytest.fixture(autouse=True)
def buku1(google: GoogleSheetsEmulator) -> None:
    google.add_spreadsheet("buku1", "Melati 1 (Google)", TABS)


def test_google_and_xlsx_give_identical_tabs(
    google: GoogleSheetsEmulator, make_source: MakeSource, mixed_xlsx: Path
) -> None:
    edit(mixed_xlsx, "G6", 25)  # instead of a formula that Google computes and nobody did here
    google.load_xlsx("campur", mixed_xlsx)
    from_google = make_source("campur").read()
    from_file = FileSource(mixed_xlsx).read()
    assert [(tab.title, tab.grid) for tab in from_google.tabs] == [
        (tab.title, tab.grid) for tab in from_file.tabs
    ]
    assert [tab.digest for tab in from_google.tabs] == [tab.digest for tab in from_file.tabs]


def test_a_book_carries_locale_link_and_sheet_ids(make_source: MakeSource) -> None:
    book = make_source(puskesmas="Puskesmas Contoh").read()
    assert book.locale == "in_ID"
    assert book.url == "https://docs.google.com/spreadsheets/d/buku1/edit"
    assert (book.key, book.name, book.puskesmas) == ("buku1", "Posyandu Melati 1", "Puskesmas Contoh")
    assert [tab.title for tab in book.tabs] == ["Balita", "Jadwal"]
    assert book.tabs[0].gid == 0
    assert book.tabs[1].gid not in (0, None)


def test_without_a_configured_name_the_book_has_its_own(make_source: MakeSource) -> None:
    source = make_source(name=None)
    assert source.read().name == "Melati 1 (Google)"
    assert source.name == "Melati 1 (Google)"


def test_one_request_a_refresh_and_one_tab_list_at_the_start(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    source = make_source()
    assert google.count() == 0
    for _ in range(5):
        source.read()
    assert google.count("values:batchGet") == 5
    assert google.count("spreadsheets.get") == 1
    assert google.count() == 6
    assert google.count("token") == 1


def test_books_of_one_account_share_a_token(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    google.add_spreadsheet("buku2", "Dua", TABS)
    make_source("buku1").read()
    make_source("buku2").read()
    assert google.count("token") == 1


def test_the_tab_list_is_read_again_every_ten_minutes(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    clock = [1000.0]
    source = make_source(monotonic=lambda: clock[0])
    source.read()
    google.set_values("buku1", "Kader", [["Nama"], ["Sri"]])
    clock[0] += 599
    assert [tab.title for tab in source.read().tabs] == ["Balita", "Jadwal"]
    assert google.count("spreadsheets.get") == 1
    clock[0] += 1
    assert [tab.title for tab in source.read().tabs] == ["Balita", "Jadwal", "Kader"]
    assert google.count("spreadsheets.get") == 2


def test_after_an_unknown_tab_the_list_is_read_and_the_values_asked_once_more(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    source = make_source()
    source.read()
    google.rename_tab("buku1", "Jadwal", "Jadwal 2026")
    google.forget_requests()
    assert [tab.title for tab in source.read().tabs] == ["Balita", "Jadwal 2026"]
    assert google.sheets_requests() == [
        ("values:batchGet", 400),
        ("spreadsheets.get", 200),
        ("values:batchGet", 200),
    ]


def test_only_wanted_tabs_are_asked_for_and_titles_are_quoted(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    for title in ("Ibu 'Hamil'", "A1", "Rahasia"):
        google.set_values("buku1", title, [[title]])
    book = make_source(wanted=lambda title: title not in ("Rahasia", "Jadwal")).read()
    assert [tab.title for tab in book.tabs] == ["Balita", "Ibu 'Hamil'", "A1"]
    query = next(request.query for request in google.requests if request.kind == "values:batchGet")
    assert [value for name, value in query if name == "ranges"] == ["'Balita'", "'Ibu ''Hamil'''", "'A1'"]
    assert dict(query)["valueRenderOption"] == "UNFORMATTED_VALUE"
    assert dict(query)["dateTimeRenderOption"] == "SERIAL_NUMBER"


def test_a_book_without_any_wanted_tab_is_empty(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    assert make_source(wanted=lambda title: False).read().tabs == ()
    assert google.count("values:batchGet") == 0


def test_half_an_emoji_and_endless_digits_do_no_harm(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    google.set_values("buku1", "Balita", [["a\ud83c", 10**20, 12.0, "", 0.5]])
    assert make_source().read().tabs[0].grid == [["a?", 1e20, 12, None, 0.5]]


def test_the_key_is_used_for_reading_only(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    make_source().read()
    (claims,) = google.assertions
    assert claims["scope"] == "https://www.googleapis.com/auth/spreadsheets.readonly"
    assert {request.method for request in google.requests if request.kind != "token"} == {"GET"}


def test_a_token_that_google_forgot_is_renewed(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    source = make_source()
    source.read()
    google.expire_tokens()
    assert source.read().tabs
    assert google.count("token") == 2


def test_a_foreign_key_is_refused(google: GoogleSheetsEmulator) -> None:
    info = google.service_account_info() | {"private_key": build_key_pair(1)[0]}
    with pytest.raises(BadKey) as caught:
        GoogleSheetsSource("buku1", "Melati 1", info).read()
    assert "Invalid JWT Signature" in caught.value.detail
    assert google.assertions == []
    assert google.count() == 0


@pytest.mark.parametrize(
    "change",
    [
        {"client_email": "lain@proyek-contoh.iam.gserviceaccount.com"},
        {"private_key": "bukan kunci"},
        {"private_key": ""},
        {"token_uri": ""},
    ],
)
def test_a_spoilt_key_is_a_bad_key(google: GoogleSheetsEmulator, change: dict[str, str]) -> None:
    with pytest.raises(BadKey):
        GoogleSheetsSource("buku1", "Melati 1", google.service_account_info() | change).read()


def test_a_key_with_missing_entries_is_a_bad_key(google: GoogleSheetsEmulator) -> None:
    with pytest.raises(BadKey):
        GoogleSheetsSource("buku1", "Melati 1", {"type": "service_account"}).read()


def test_a_book_not_shared_says_with_whom_to_share_it(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    google.share("buku1", False)
    with pytest.raises(NoPermission) as caught:
        make_source().read()
    assert google.email in caught.value.text
    assert google.count() == 1


def test_an_unknown_book_is_not_found(make_source: MakeSource) -> None:
    with pytest.raises(NotFound):
        make_source("tidak-ada").read()


def test_an_xlsx_on_drive_is_no_spreadsheet(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    google.spreadsheets["buku1"].is_uploaded_xlsx = True
    with pytest.raises(NotASpreadsheet):
        make_source().read()


def test_an_api_switched_off_is_told_from_a_book_not_shared(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    google.fail_next(403, build_error(403, API_DISABLED))
    with pytest.raises(ApiDisabled):
        make_source().read()


@pytest.mark.parametrize(
    ("status", "body", "error"),
    [
        (429, None, QuotaExceeded),
        (429, "<html><title>Sorry...</title></html>", QuotaExceeded),
        (500, None, GoogleTrouble),
        (503, None, GoogleTrouble),
        (502, HTML_502, GoogleTrouble),
        (200, HTML_502, GoogleTrouble),
    ],
)
def test_what_may_pass_is_tried_a_few_times(
    google: GoogleSheetsEmulator,
    make_source: MakeSource,
    status: int,
    body: str | None,
    error: type[SourceError],
) -> None:
    waits: list[float] = []
    source = make_source(sleep=waits.append)
    google.fail_next(status, body, times=ATTEMPTS)
    with pytest.raises(error):
        source.read()
    assert google.count() == ATTEMPTS
    assert len(waits) == ATTEMPTS - 1
    assert 0 < waits[0] <= 2 <= waits[1] <= 4
    google.fail_next(status, body, times=1)
    with pytest.raises(error):
        source.read()
    assert google.count() == ATTEMPTS + 1, "in trouble it is asked once a refresh"
    assert source.read().tabs
    google.fail_next(status, body, times=ATTEMPTS - 1)
    assert source.read().tabs, "and when it is well again, a few times"


@pytest.mark.parametrize(("status", "body"), [(400, None), (403, HTML_502), (404, HTML_502), (403, None)])
def test_what_does_not_pass_by_itself_is_asked_once(
    google: GoogleSheetsEmulator, make_source: MakeSource, status: int, body: str | None
) -> None:
    google.fail_next(status, body, times=9)
    waits: list[float] = []
    with pytest.raises(SourceError):
        make_source(sleep=waits.append).read()
    assert google.count() == 1
    assert waits == []


def test_trouble_at_the_token_endpoint_is_googles_trouble(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    google.fail_next(502, HTML_502, times=100, kinds=("token",))
    with pytest.raises(GoogleTrouble):
        make_source().read()
    google.clear_faults()
    assert make_source().read().tabs


def test_an_answer_that_does_not_come_is_slow(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    google.delay_next(30, times=ATTEMPTS)
    with pytest.raises(SlowAnswer):
        make_source(timeout=(5.0, 0.2)).read()


def test_without_network_there_is_no_network_whatever_was_open(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    source = make_source()
    google.go_offline()
    with pytest.raises(NoNetwork):
        source.read()
    google.go_online()
    assert source.read().tabs
    google.go_offline()
    with pytest.raises(NoNetwork):
        source.read()


def test_a_server_with_a_foreign_certificate_is_not_trusted(
    google: GoogleSheetsEmulator, make_source: MakeSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(UnsafeConnection):
        make_source().read()
    assert google.requests == []


@pytest.mark.parametrize(
    "text",
    [
        "1yXHRaUTFlGV-Axis4vLHtoPvGUj3C_-awA_5sLK8k6g",
        " 1yXHRaUTFlGV-Axis4vLHtoPvGUj3C_-awA_5sLK8k6g ",
        "https://docs.google.com/spreadsheets/d/1yXHRaUTFlGV-Axis4vLHtoPvGUj3C_-awA_5sLK8k6g/edit?gid=3#gid=3",
        "https://docs.google.com/spreadsheets/u/1/d/1yXHRaUTFlGV-Axis4vLHtoPvGUj3C_-awA_5sLK8k6g",
    ],
)
def test_id_and_url_name_the_same_book(text: str) -> None:
    assert read_spreadsheet_id(text) == "1yXHRaUTFlGV-Axis4vLHtoPvGUj3C_-awA_5sLK8k6g"


def test_every_error_says_what_is_wrong_and_who_can_mend_it() -> None:
    # Others wrap one of these for their own callers.
    kinds = [kind for kind in SourceError.__subclasses__() if kind.__module__ == SourceError.__module__]
    assert len(kinds) >= 10
    for kind in kinds:
        error = kind("papan@contoh")  # some take an address, the others a detail
        assert error.message.endswith(".")
        assert error.remedy.endswith(".")
    public = [kind for kind in kinds if not kind.__name__.startswith("_")]
    assert len({kind.code for kind in public}) == len(public)


@pytest.mark.parametrize("body", [{}, [], {"sheets": []}, {"valueRanges": [{"values": 3}, None]}, "halo", 7])
def test_an_answer_of_another_shape_is_googles_trouble_and_no_empty_workbook(
    google: GoogleSheetsEmulator, make_source: MakeSource, body: object
) -> None:
    source = make_source()
    google.fail_next(200, body, times=ATTEMPTS)  # type: ignore[arg-type]
    with pytest.raises(GoogleTrouble):
        source.read()
    google.clear_faults()
    assert source.read().tabs
    google.fail_next(200, body, times=ATTEMPTS)  # type: ignore[arg-type]
    with pytest.raises(GoogleTrouble):
        source.read()


def test_a_slow_google_is_not_asked_again_while_the_others_wait(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    moments = itertools.count(0.0, RETRY_SECONDS + 1)
    waits: list[float] = []
    google.delay_next(30, times=ATTEMPTS)
    with pytest.raises(SlowAnswer):
        make_source(timeout=(5.0, 0.2), monotonic=lambda: next(moments), sleep=waits.append).read()
    assert waits == []


def test_a_spreadsheet_with_too_much_room_is_refused_before_it_is_read(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    sheet = google.spreadsheets["buku1"].sheet("Jadwal")
    sheet.row_count, sheet.column_count = 400_000, 26
    source = make_source()
    for asked in (1, 2):
        with pytest.raises(TooBig):
            source.read()
        assert google.count("spreadsheets.get") == asked
    assert google.count("values:batchGet") == 0
    sheet.row_count = 1000
    assert source.read().tabs


def test_titles_of_tabs_that_are_not_read_are_told(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    book = make_source(wanted=lambda title: title == "Balita").read()
    assert [title for title, gid in book.unread if gid] == ["Jadwal"]


SKEWED = (
    "Invalid JWT: Token must be a short-lived token (60 minutes) and in a reasonable timeframe. "
    "Check your iat and exp values in the JWT claim."
)


@pytest.mark.parametrize(
    ("error", "ours"),
    [
        (RefreshError(f"invalid_grant: {SKEWED}", {"error": "invalid_grant"}), ClockWrong),
        (RefreshError("invalid_grant: Invalid JWT Signature.", {"error": "invalid_grant"}), BadKey),
        (requests.ConnectTimeout(), NoNetwork),
        (requests.ReadTimeout(), SlowAnswer),
        (requests.ConnectionError(ReadTimeoutError(None, None, "mid-body")), SlowAnswer),  # type: ignore[arg-type]
        (requests.exceptions.ChunkedEncodingError(), CutOff),
        (requests.exceptions.ContentDecodingError(), CutOff),
        (requests.exceptions.SSLError(), UnsafeConnection),
        (requests.ConnectionError(), NoNetwork),
    ],
)
def test_what_libraries_raise_becomes_ours(error: Exception, ours: type[SourceError]) -> None:
    assert type(translate_error(error)) is ours


def test_a_quota_told_with_403_is_a_quota(google: GoogleSheetsEmulator, make_source: MakeSource) -> None:
    body = build_error(403, "User Rate Limit Exceeded", "RESOURCE_EXHAUSTED")
    google.fail_next(403, body, times=ATTEMPTS)
    with pytest.raises(QuotaExceeded):
        make_source().read()


def test_a_tab_renamed_back_is_there_at_the_next_refresh(
    google: GoogleSheetsEmulator, make_source: MakeSource
) -> None:
    clock = [1000.0]
    source = make_source(wanted=lambda title: title in TABS, monotonic=lambda: clock[0])
    source.read()
    google.rename_tab("buku1", "Jadwal", "Jadwal lama")
    assert [tab.title for tab in source.read().tabs] == ["Balita"]
    google.rename_tab("buku1", "Jadwal lama", "Jadwal")
    assert [tab.title for tab in source.read().tabs] == ["Balita", "Jadwal"]
    asked = google.count("spreadsheets.get")
    source.read()
    assert google.count("spreadsheets.get") == asked, "nothing is missing any more"
    google.rename_tab("buku1", "Jadwal", "Jadwal lama")
    source.read()
    clock[0] += MISSING_TAB_SECONDS
    source.read()
    asked = google.count("spreadsheets.get")
    clock[0] += 60
    source.read()
    assert google.count("spreadsheets.get") == asked, "it was meant to go"
