"""The printed page for kader: one A4 page with its fonts inside, its pictures described."""

from __future__ import annotations

import re
import zlib

import pytest

from lib.reports.panduan.kader_sheet import build_kader_sheet
from lib.reports.typesetting import FONT
from lib.words.guides import read_guide

A4_POINTS = (595.276, 841.89)


@pytest.fixture(scope="module")
def objects() -> str:
    """The PDF's objects in plain text, compressed object streams unpacked."""
    pdf = build_kader_sheet()
    streams = re.findall(rb"/Type\s*/ObjStm.*?stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    unpacked = [zlib.decompress(stream) for stream in streams]
    return b"\n".join([pdf, *unpacked]).decode("latin-1")


def test_it_is_exactly_one_a4_page(objects: str) -> None:
    assert objects.startswith("%PDF-")
    assert len(re.findall(r"/Type\s*/Page\b(?!s)", objects)) == 1
    (box,) = set(re.findall(r"/MediaBox\s*\[([^\]]+)\]", objects))
    left, bottom, right, top = (float(number) for number in box.split())
    assert (right - left, top - bottom) == pytest.approx(A4_POINTS, abs=0.1)


def test_every_font_is_the_packaged_one_and_embedded(objects: str) -> None:
    names = set(re.findall(r"/FontName\s*/([\w+-]+)", objects))
    assert names
    assert all(FONT.replace(" ", "") in name for name in names), names
    descriptors = re.findall(r"/Type\s*/FontDescriptor.*?>>", objects, re.DOTALL)
    assert len(descriptors) == len(names)
    assert all("/FontFile" in descriptor for descriptor in descriptors)


def test_pictures_speak_to_who_cannot_see_them(objects: str) -> None:
    """PDF/UA-1, in Indonesian, an alternative text for each picture."""
    assert re.search(r"pdfuaid:part\W+1\b", objects)
    assert re.search(r"/Marked\s+true", objects)
    assert re.search(r"/Lang\s*\(id", objects)
    pictures = [section for section in read_guide("kader").sections if section.picture]
    assert len(pictures) == 6
    assert len(re.findall(r"/Alt\s*[(<]", objects)) == len(pictures)
