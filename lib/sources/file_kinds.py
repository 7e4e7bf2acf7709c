"""What a file is, by its content: people rename files, and save web pages as .xls."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

from lib.sources.errors import OtherKind, PasswordProtected, UnreadableFile


class FileKind(StrEnum):
    """The kinds that are read."""

    XLSX = "xlsx"
    XLSB = "xlsb"
    ODS = "ods"
    XLS = "xls"
    TEXT = "csv"


_ZIP = b"PK\x03\x04"
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_BEGINNINGS: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "pdf"),
    (b"\x89PNG", "gambar"),
    (b"\xff\xd8\xff", "gambar"),
    (b"GIF8", "gambar"),
    (b"BM", "gambar"),
    (b"II*\x00", "gambar"),
    (b"MM\x00*", "gambar"),
    (b"Rar!", "arsip"),
    (b"7z\xbc\xaf", "arsip"),
    (b"\x1f\x8b", "arsip"),
    (b"PK\x05\x06", "arsip"),
    (b"L\x00\x00\x00\x01\x14\x02\x00", "pintasan"),
    (b"\x09\x00\x04\x00", "excel_lama"),
    (b"\x09\x02\x06\x00", "excel_lama"),
    (b"\x09\x04\x06\x00", "excel_lama"),
    (b"SQLite format 3", "basis_data"),
    (b"\x00\x01\x00\x00Standard ", "basis_data"),
)
"""How files that hold no table of ours begin, and what to call them (errors.OTHER_KINDS)."""

_WORDS: tuple[tuple[bytes, str], ...] = (
    (b"[internetshortcut]", "pintasan"),
    (b"mime-version:", "html"),
    (b"<?xml", "xml"),
    (b"<!doctype html", "html"),
    (b"<html", "html"),
    (b"<meta", "html"),
    (b"<head", "html"),
    (b"<style", "html"),
    (b"<table", "html"),
    (b"<div", "html"),
    (b"<!--", "html"),
    (b"{\\rtf", "dokumen"),
)
"""The same of texts, in small letters and after blanks."""

_LOOK = 4096


def find_kind(content: bytes) -> FileKind:
    """The kind of a file that can be read; FileKind.TEXT where it is none of the known ones.

    Raises OtherKind (which one, and what to do), PasswordProtected, or zipfile's errors where a zip is
    damaged.
    """
    if not content.strip(b"\x00\r\n\t "):
        raise OtherKind("kosong")
    if content.startswith(_ZIP):
        return _find_in_zip(content)
    if content.startswith(_OLE):
        return _find_in_ole(content)
    for beginning, kind in _BEGINNINGS:
        if content.startswith(beginning) and not (beginning == b"BM" and _is_text(content)):
            raise OtherKind(kind)
    head = content[:_LOOK]
    if head[4:8] == b"ftyp" or (head.startswith(b"RIFF") and head[8:12] == b"WEBP"):
        raise OtherKind("gambar")
    words = head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe \t\r\n").lower()
    for beginning, kind in _WORDS:
        if words.startswith(beginning):
            raise OtherKind("html" if b"<html" in words else kind)
    if words.startswith(b"{") and (b"docs.google.com" in words or b'"doc_id"' in words):
        raise OtherKind("gsheet")
    return FileKind.TEXT


def part_names(archive: zipfile.ZipFile) -> dict[str, str]:
    """The parts of a zip by their names as they are meant: some programs write backslashes or capitals."""
    return {name.replace("\\", "/").lstrip("/").lower(): name for name in archive.namelist()}


def _find_in_zip(content: bytes) -> FileKind:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = part_names(archive)
        if "xl/workbook.xml" in names:
            return FileKind.XLSX
        if "xl/workbook.bin" in names:
            return FileKind.XLSB
        if "mimetype" in names:
            with archive.open(names["mimetype"]) as part:
                kind = part.read(200)
            if b"opendocument.spreadsheet" in kind:
                return FileKind.ODS
            if b"opendocument" in kind:
                raise OtherKind("dokumen")
    if any(name.startswith(("word/", "ppt/")) for name in names):
        raise OtherKind("dokumen")
    if any(name.endswith(".iwa") or name == "index.zip" for name in names):
        raise OtherKind("numbers")
    if "[content_types].xml" in names:
        raise UnreadableFile("no workbook part")
    raise OtherKind("arsip")


def _find_in_ole(content: bytes) -> FileKind:
    """An old .xls, or an .xlsx that wants a password: both lie in the same kind of box, by named streams."""

    def has(stream: str) -> bool:
        return f"{stream}\0".encode("utf-16-le") in content

    if has("EncryptedPackage") or has("EncryptionInfo"):
        raise PasswordProtected
    if has("Workbook") or has("Book"):
        return FileKind.XLS
    if has("WordDocument") or has("PowerPoint Document") or has("__properties_version1.0"):
        raise OtherKind("dokumen")
    raise UnreadableFile("no workbook stream")


def _is_text(content: bytes) -> bool:
    return b"\x00" not in content[:_LOOK]
