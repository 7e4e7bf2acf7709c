"""Word documents from templates that the staff may edit in Word or LibreOffice.

A template of lib/reports/templates is used unless the data folder has a file of the same name. Fields
stand in it as `{{ desa }}`; table rows between `{%tr for anak in daftar %}` and `{%tr endfor %}` repeat.
"""

from __future__ import annotations

import io
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docxtpl import DocxTemplate
from jinja2 import DebugUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment

from lib.config import current_settings

MISTYPED = "Templat {} punya isian yang salah tulis, misalnya kurang tanda }}}}."

_TEMPLATES = Path(__file__).parent / "templates"
_NOT_IN_XML = re.compile(r"[^\t\n\u0020-\uD7FF\uE000-\uFFFD\U00010000-\U0010FFFF]")


@dataclass(frozen=True, slots=True)
class WordTemplate:
    """The words of a document; `problem` says why the staff's own file is not used ("" when all is well)."""

    content: bytes
    problem: str = ""


def read_template(file_name: str, *, needs: Collection[str] = (), folder: Path | None = None) -> WordTemplate:
    """The staff's own template in the data folder, else the one that comes with the app.

    `needs` are fields without which a template would make an empty document: one that lacks them is not used.
    """
    usual = (_TEMPLATES / file_name).read_bytes()
    own = (folder or current_settings().data_folder) / file_name
    if not own.is_file():
        return WordTemplate(usual)
    try:
        content = own.read_bytes()
        named = find_fields(content)
    except (PackageNotFoundError, BadZipFile, KeyError, ValueError, OSError):
        return WordTemplate(usual, f"Templat {file_name} tidak bisa dibuka sebagai dokumen Word (.docx).")
    except TemplateError:
        return WordTemplate(usual, MISTYPED.format(file_name))
    try:  # filled once on trial, so that a mistake is said on the page and not met at the download
        build_docx(WordTemplate(content), {field: [{}] for field in needs}, title="")
    except (TemplateError, TypeError, ValueError, ArithmeticError, LookupError):
        return WordTemplate(usual, MISTYPED.format(file_name))
    lacking = [field for field in needs if field not in named]
    if lacking:
        return WordTemplate(usual, f"Templat {file_name} tidak memakai isian “{lacking[0]}”.")
    return WordTemplate(content)


def find_fields(content: bytes) -> set[str]:
    """Names of the fields that a template (.docx) asks for; TemplateError where one is mistyped."""
    found: set[str] = DocxTemplate(io.BytesIO(content)).get_undeclared_template_variables(_environment())
    return found


def build_docx(template: WordTemplate, fields: Mapping[str, Any], *, title: str, author: str = "") -> bytes:
    """The filled document as .docx. `fields`: texts, and lists of mappings for repeated rows.

    What a cell contains is never taken for a field, and a field nobody knows stays as it was typed.
    """
    document = DocxTemplate(io.BytesIO(template.content))
    document.render(_clean(fields), _environment(), autoescape=True)
    document.core_properties.title = _clean(title)
    document.core_properties.author = _clean(author)
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def _environment() -> SandboxedEnvironment:
    # Sandboxed: a template is a file that somebody may have been sent.
    return SandboxedEnvironment(autoescape=True, undefined=DebugUndefined)


def _clean(value: Any) -> Any:
    """Without the characters that no Word file may hold."""
    if isinstance(value, str):
        return _NOT_IN_XML.sub("", value)
    if isinstance(value, Mapping):
        return {name: _clean(one) for name, one in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(one) for one in value]
    return value
