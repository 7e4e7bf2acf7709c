"""A printed page comes whole, whatever a cell holds."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from lib.reports import typesetting

TEMPLATE = """#let page = json(bytes(sys.inputs.halaman))
#set document(title: "Coba")
#set text(font: page.font, lang: "id")
= Coba
#page.words
"""


@pytest.mark.parametrize(
    ("typed", "printed"),
    [
        ("Bu Sri 🙂 sehat 👩\u200d👧", "Bu Sri sehat"),
        ("中文 Ani 🤱", "?? Ani"),
        ("Ny. Ratna – 7,5 kg ✓ \u201caman\u201d", "Ny. Ratna – 7,5 kg ✓ \u201caman\u201d"),
    ],
)
def test_signs_without_a_font_do_not_stop_the_page(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, typed: str, printed: str
) -> None:
    monkeypatch.setattr(typesetting, "ROOT", tmp_path)
    template = tmp_path / "coba.typ"
    template.write_text(TEMPLATE, encoding="utf-8")
    pdf = typesetting.build_pdf(template, {"words": typed})
    assert " ".join(PdfReader(BytesIO(pdf)).pages[0].extract_text().split()) == f"Coba {printed}"


def test_other_mistakes_of_a_page_are_still_raised(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(typesetting, "ROOT", tmp_path)
    template = tmp_path / "coba.typ"
    template.write_text("#tidak-ada", encoding="utf-8")
    with pytest.raises(RuntimeError, match="unknown variable"):
        typesetting.build_pdf(template, {"words": "🙂"})
