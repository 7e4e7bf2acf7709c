"""Preparing a Google spreadsheet from start to end: look, plan, send, look again until nothing is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from lib.domain.settings import TIME_ZONES
from lib.sources.errors import SourceError
from lib.sources.google_preparation import PASSING, REFUSED, GooglePreparation, explain_unknown
from lib.sources.xlsx import XlsxSource
from lib.workbook.carrying import Carried, build_carried
from lib.workbook.preparation import Plan, plan_preparation, split_batches
from lib.workbook.tab_preparation import Step
from lib.workbook.tabs import TABS
from lib.workbook.template import choose_tabs
from lib.workbook.words import header_key

TRIES = 5
"""Batches that fail one after the other before we give up."""

FRESH_SECONDS = 20.0
"""How long a look at the workbook may be trusted: kader may be typing while we write."""

Say = Callable[[str], None]


class Unfinished(SourceError):
    """A trouble that may pass by itself; what was done stays done."""

    code = "belum_selesai"
    remedy = "Jalankan perintah yang sama lagi: yang sudah selesai tidak diulang."

    def __init__(self, trouble: SourceError) -> None:
        super().__init__(trouble.detail)
        self.message = trouble.message


class NotSeen(SourceError):
    """Google accepted everything, and still something is missing: no use in going round and round."""

    code = "tidak_terlihat"
    message = "Google menerima semua perubahan, tetapi sebagian belum terlihat di buku kerja."
    remedy = "Tunggu beberapa menit, lalu jalankan perintah yang sama lagi."


class NoAddress(SourceError):
    """What was given as a workbook cannot be a Google spreadsheet's id or address."""

    code = "bukan_alamat"
    message = "Itu bukan id atau alamat Google Sheets."
    remedy = "Salin alamatnya dari peramban. Buku .xlsx dibuat dengan: python -m lib templat."


def open_preparation(spreadsheet: str, account: Mapping[str, Any]) -> GooglePreparation:
    """The spreadsheet with this id or address, with a key that may write. Raises NoAddress."""
    google = GooglePreparation(spreadsheet, account)
    if not re.fullmatch(r"[\w-]+", google.key):
        raise NoAddress
    return google


def read_carried(path: Path, posyandu: str | None) -> tuple[Carried, str | None]:
    """The rows of an .xlsx for the tabs to prepare, and the time zone (WIB …) that it names. SourceError."""
    raw = XlsxSource(path, path.name).read()
    zone = None
    for tab in raw.tabs:
        if header_key(tab.title) == header_key(TABS["pengaturan"].title):
            for row in tab.grid:
                if len(row) > 1 and header_key(str(row[0])) == header_key("Zona waktu"):
                    zone = str(row[1]).strip().upper()
    return build_carried(raw, choose_tabs(posyandu)), zone if zone in TIME_ZONES else None


def prepare_book(
    google: GooglePreparation,
    *,
    posyandu: str | None = None,
    carried: Carried | None = None,
    zone: str | None = None,
    trial: bool = False,
    say: Say,
    progress: Say,
) -> int:
    """Make what the spreadsheet lacks; returns how many changes were made (in a trial: would be).

    `say` gets what was done, line by line, as soon as Google has it; `progress` what is going on. Raises
    SourceError; what was done until then stays, and the next run does the rest.
    """
    tabs = choose_tabs(posyandu)

    def look() -> Plan:
        try:
            state = google.read_state(tabs)
        except PASSING as error:
            raise Unfinished(error) from error
        return plan_preparation(state, posyandu=posyandu, zone=zone or TIME_ZONES[0], carried=carried)

    done: list[str] = []

    def tell(words: list[str]) -> None:
        done.extend(words)
        for one in words:
            say(one)

    progress("Membaca buku kerja …")
    plan = look()
    remarks = dict.fromkeys(plan.remarks)
    if trial:
        tell(plan.words)
    failures = 0
    refused: list[tuple[Step, SourceError]] = []
    while (left := _without(plan, refused)) and not trial:
        sent = _send(google, left, tell)
        refused += sent.refused
        if sent.trouble is not None:
            failures = 1 if sent.batches else failures + 1
            if failures == TRIES:
                raise Unfinished(sent.trouble)
            progress(f"{sent.trouble.message} Mencoba lagi …")
            google.wait(failures)
        plan = look()
        if sent.is_whole and _without(plan, refused) == left:
            raise NotSeen(f"{len(left)} steps")
        # An answer may have got lost on its way back: what is no longer planned has been done.
        tell([words for words in sent.doubtful if words not in plan.words])
        remarks |= dict.fromkeys(plan.remarks)
    for remark in remarks:
        say(f"Catatan · {remark}")
    for step, _ in refused:
        if step.words:
            say(f"Belum dikerjakan · {step.words}")
    if refused:
        raise refused[0][1]
    return len(done)


def _without(plan: Plan, refused: Sequence[tuple[Step, SourceError]]) -> list[Step]:
    return [step for step in plan.steps if step not in [one for one, _ in refused]]


@dataclass
class _Sent:
    """What came of sending steps: how many batches Google took, the words of one of which that is not known
    and why it stopped there, and the steps that Google refused. `is_whole` when nothing stopped it."""

    batches: int = 0
    doubtful: list[str] = field(default_factory=list)
    trouble: SourceError | None = None
    refused: list[tuple[Step, SourceError]] = field(default_factory=list)
    is_whole: bool = False


def _send(google: GooglePreparation, steps: Sequence[Step], tell: Callable[[list[str]], None]) -> _Sent:
    """Send steps, batch by batch, until all are sent, something goes wrong, or the look is too old.

    Of a batch that Google refuses (a tab may be protected) the steps are sent one by one.
    """
    sent = _Sent()
    started = google.clock.monotonic()
    waiting = list(split_batches(steps))
    while waiting:
        batch = waiting.pop(0)
        if sent.batches and google.clock.monotonic() - started > FRESH_SECONDS:
            return sent
        words = [step.words for step in batch if step.words]
        try:
            google.send([change for step in batch for change in step.requests])
        except PASSING as error:
            sent.doubtful, sent.trouble = words, error
            return sent
        except REFUSED as error:
            if len(batch) > 1:
                waiting[:0] = [[step] for step in batch]
            else:
                sent.refused.append((batch[0], error))
            continue
        sent.batches += 1
        tell(words)
    sent.is_whole = True
    return sent


def describe_openness(google: GooglePreparation) -> str:
    """One line on who may open the spreadsheet: a warning, unless only invited people may."""
    try:
        openness = google.read_openness()
    except SourceError as error:
        return (
            f"Tidak dapat diketahui siapa yang boleh membuka buku ini ({explain_unknown(error)})."
            " Periksa sendiri: Bagikan → Akses umum harus Dibatasi."
        )
    return _OPENNESS[openness]


_CLOSE_IT = "padahal isinya data kesehatan. Tekan Bagikan, lalu ubah Akses umum menjadi Dibatasi."
_OPENNESS = {
    "anyone may edit": (
        f"PERINGATAN: siapa pun yang punya tautan dapat membuka dan mengubah buku ini, {_CLOSE_IT}"
    ),
    "anyone": f"PERINGATAN: siapa pun yang punya tautan dapat membuka buku ini, {_CLOSE_IT}",
    "domain": f"PERINGATAN: semua orang di organisasi Anda dapat membuka buku ini, {_CLOSE_IT}",
    "invited": "Buku ini hanya dapat dibuka orang yang diundang.",
}
