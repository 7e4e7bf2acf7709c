"""What people read says what the code does: README, CHANGELOG, docs/."""

from __future__ import annotations

import importlib
import pkgutil
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import bcrypt
import pytest
from packaging.requirements import Requirement

import lib.domain
from lib import config, limits
from lib.__main__ import COMMANDS
from lib.auth import audit, door, doors, throttle
from lib.auth.cookie import MARK_DAYS
from lib.domain import antar_jemput, categories, growth, kms, mentoring, prevalence, skdn
from lib.domain.access import PAGES, ROLES
from lib.domain.steps import STATES
from lib.settings import IDLE_MINUTES
from lib.sources import file_reader, reading_child
from lib.workbook.findings import Level
from lib.workbook.sop_documents import DOCUMENTS
from lib.workbook.tabs import NOT_READ, TABS

ROOT = Path(__file__).resolve().parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
CHANGELOG = (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")
GLOSSARY = (ROOT / "docs" / "istilah.md").read_text(encoding="utf-8")
INSTALLING = (ROOT / "docs" / "pemasangan.md").read_text(encoding="utf-8")
DOCUMENTS_TO_READ = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

RUN_COMMAND = "pip install -r requirements.txt && streamlit run app.py"
TEST_COMMAND = "bash tests/run"
PICTURE_LIMIT_BYTES = 200_000


def read_table_rows(text: str) -> list[list[str]]:
    """Cells of every Markdown table row, without header and rule rows."""
    lines = text.splitlines()
    rows = []
    for place, line in enumerate(lines):
        below = lines[place + 1] if place + 1 < len(lines) else ""
        if line.startswith("|") and not line.startswith("|--") and not below.startswith("|--"):
            rows.append([cell.strip() for cell in line.strip().strip("|").split("|")])
    return rows


ROWS = read_table_rows(GLOSSARY)
TERMS = {term for row in ROWS for term in row[0].split(" · ")}
CODE_NAMES = {name for row in ROWS for name in re.findall(r"`([^`]+)`", row[-1])}


def read_method_keys() -> set[str]:
    """Keys of METHODS in every module of lib.domain."""
    modules = (
        importlib.import_module(found.name)
        for found in pkgutil.walk_packages(lib.domain.__path__, "lib.domain.")
    )
    return {key for module in modules for key in getattr(module, "METHODS", {})}


def read_requirements(path: Path) -> list[Requirement]:
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [Requirement(line) for line in lines if line and not line.startswith("-")]


# --- docs/istilah.md


@pytest.mark.parametrize(
    "terms",
    [
        pytest.param([tab.title for tab in TABS.values()] + list(NOT_READ), id="tabs"),
        pytest.param(kms.NT_LABELS, id="N, T, O, B"),
        pytest.param(STATES, id="states of a step"),
        pytest.param(antar_jemput.BUCKETS, id="buckets of a round"),
        pytest.param(prevalence.INDICATORS, id="prevalence"),
        pytest.param([label for labels in categories.LABELS.values() for label in labels], id="categories"),
        pytest.param([str(level) for level in Level], id="levels of findings"),
        pytest.param(list(DOCUMENTS), id="SOP"),
        pytest.param(
            [step.timing for document in DOCUMENTS.values() for step in document.steps if step.timing],
            id="Waktu",
        ),
        pytest.param(ROLES, id="roles"),
    ],
)
def test_glossary_explains_every_term(terms: list[str]) -> None:
    assert set(terms) - TERMS == set()


@pytest.mark.parametrize(
    "names",
    [
        pytest.param(set(TABS), id="tabs"),
        pytest.param({*skdn.COUNTS, *skdn.RATIOS}, id="SKDN"),
        pytest.param(set(growth.INDICES), id="indices"),
        pytest.param(read_method_keys(), id="METHODS"),
    ],
)
def test_glossary_names_every_figure_of_the_code(names: set[str]) -> None:
    assert names - CODE_NAMES == set()


def exists_in_code(name: str) -> bool:
    """Whether a code name of the glossary is a key, a table's column, a `tab.column`, or stands in
    lib.domain or lib.workbook."""
    keys = {*skdn.COUNTS, *skdn.RATIOS, *growth.INDICES, *prevalence.INDICATORS, *kms.NT_LABELS, *TABS}
    if name in keys | {*kms.MONTHLY_COLUMNS, *mentoring.PAIR_COLUMNS} | read_method_keys():
        return True
    first, *rest = name.split(".")
    if first in TABS and len(rest) == 1 and rest[0] in {column.name for column in TABS[first].columns}:
        return True
    return any(_reaches(importlib.import_module(package), name) for package in ("lib.domain", "lib.workbook"))


def _reaches(place: object, name: str) -> bool:
    for part in name.split("."):
        if not hasattr(place, part) and hasattr(place, "__path__"):
            try:
                importlib.import_module(f"{place.__name__}.{part}")  # type: ignore[attr-defined]
            except ModuleNotFoundError:
                return False
        if not hasattr(place, part):
            return False
        place = getattr(place, part)
    return True


@pytest.mark.parametrize("name", sorted(CODE_NAMES))
def test_code_name_of_the_glossary_exists(name: str) -> None:
    assert exists_in_code(name)


def test_every_row_of_the_glossary_is_whole() -> None:
    assert [row for row in ROWS if not all(row) or len(row) not in (4, 5)] == []


def test_no_term_is_explained_twice_in_a_section() -> None:
    for section in GLOSSARY.split("\n## ")[1:]:
        terms = [term for row in read_table_rows(section) for term in row[0].split(" · ")]
        assert [term for term in terms if terms.count(term) > 1 and term != "Desember"] == []


# --- README.md


def test_readme_gives_the_two_commands_and_ci_calls_the_same() -> None:
    blocks = re.findall(r"```(?:sh|bash)\n(.*?)```", README, re.DOTALL)
    commands = [line.split("#")[0].strip() for block in blocks for line in block.splitlines()]
    assert RUN_COMMAND in commands
    assert TEST_COMMAND in commands
    assert all((ROOT / name).is_file() for name in ("requirements.txt", "app.py", "tests/run"))
    assert (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()[-1] == TEST_COMMAND


@pytest.mark.parametrize("file", ["requirements.in", "tests/requirements.in"])
def test_readme_says_of_every_library_why_and_its_licence(file: str) -> None:
    rows = {row[0].strip("`"): row for row in read_table_rows(README)}
    for requirement in read_requirements(ROOT / file):
        assert requirement.name in rows, requirement.name
        _, why, licence = rows[requirement.name]
        assert len(why) > 10
        assert licence


def test_no_library_that_ships_with_the_app_is_gpl_and_one_is_lgpl() -> None:
    waiting, seen, lesser = read_requirements(ROOT / "requirements.in"), set(), set()
    while waiting:
        requirement = waiting.pop()
        if requirement.name.lower() in seen or (
            requirement.marker and not requirement.marker.evaluate({"extra": ""})
        ):
            continue
        seen.add(requirement.name.lower())
        installed = distribution(requirement.name)
        waiting += [Requirement(text) for text in installed.requires or []]
        licences = [
            installed.metadata.get("License-Expression", ""),
            installed.metadata.get("License", "").split("\n")[0],
            *(line for line in installed.metadata.get_all("Classifier", []) if line.startswith("License")),
        ]
        said = " ".join(licences)
        assert not re.search(r"\bA?GPL|GNU (Affero )?General", said), requirement.name
        if re.search(r"\bLGPL|GNU", said):
            lesser.add(requirement.name.lower())
    assert lesser == {"docxtpl"}


def test_readme_lists_the_commands_that_exist() -> None:
    assert set(re.findall(r"`python -m lib ([a-z]+)", README)) == set(COMMANDS)


@pytest.mark.parametrize("key", sorted(path.stem for path in (ROOT / "pages").glob("*.py")))
def test_readme_and_changelog_tell_of_every_page(key: str) -> None:
    title = PAGES[key].title
    assert title in {row[0] for row in read_table_rows(README)}
    assert f"- {title}: " in CHANGELOG


def test_readme_names_the_sample_accounts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(config, "SECRETS_FILE", tmp_path / "tidak-ada.toml")
    users = config.read_settings({"PAPAN_DATA": str(tmp_path)}).users
    rows = {row[0].strip("`") for row in read_table_rows(README)}
    assert {user.username for user in users} <= rows
    assert f"`{config.SAMPLE_PASSWORD}`" in README


def test_readme_shows_folders_that_exist() -> None:
    (tree,) = re.findall(r"```text\n(.*?)```", README, re.DOTALL)
    parents: list[str] = []
    for line in tree.splitlines():
        depth = (len(line) - len(line.lstrip())) // 2
        parents = [*parents[:depth], line.split()[0]]
        assert (ROOT / "/".join(parents)).exists(), "/".join(parents)


# --- all of them


DEVELOPERS = (ROOT / "docs" / "pengembang.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("named", sorted(set(re.findall(r"`((?:lib|pages|tests|docs)/[^` ]*)`", DEVELOPERS))))
def test_files_that_developers_are_sent_to_exist(named: str) -> None:
    """`<subject>` is any page's key; a name with a star is a pattern."""
    if "<subject>" in named:
        assert any(list(ROOT.glob(named.replace("<subject>", key).rstrip("/") + "*")) for key in PAGES)
    else:
        assert list(ROOT.glob(named)), named


@pytest.mark.parametrize(("thing", "files"), [("An indicator", 5), ("A page", 6)])
def test_adding_a_thing_touches_few_files(thing: str, files: int) -> None:
    steps = DEVELOPERS.partition(f"**{thing}.**")[2].partition("\n**")[0]
    assert 1 <= len(re.findall(r"^\d+\. ", steps, re.MULTILINE)) <= files


def test_changelog_begins_with_the_version_of_the_project() -> None:
    version = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]["version"]
    assert re.search(r"^## (\S+)", CHANGELOG, re.MULTILINE).group(1) == version  # type: ignore[union-attr]
    assert "\n### Metode\n" in CHANGELOG


@pytest.mark.parametrize("path", DOCUMENTS_TO_READ, ids=lambda path: path.name)
def test_links_lead_somewhere(path: Path) -> None:
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", path.read_text(encoding="utf-8")):
        assert (path.parent / target).exists(), target


@pytest.mark.parametrize("path", sorted((ROOT / "docs").rglob("*.png")), ids=lambda path: path.name)
def test_pictures_are_small(path: Path) -> None:
    assert path.stat().st_size <= PICTURE_LIMIT_BYTES


def test_installing_names_every_environment_variable_and_no_other() -> None:
    written = set(re.findall(r"PAPAN_[A-Z_]+", INSTALLING))
    read = set(re.findall(r"PAPAN_[A-Z_]+", (ROOT / "lib" / "config.py").read_text(encoding="utf-8")))
    assert written == read


def test_installing_names_every_role() -> None:
    assert set(ROLES) <= {row[0].strip("`") for row in read_table_rows(INSTALLING)}


@pytest.mark.parametrize(
    "secrets",
    [
        pytest.param(
            (ROOT / ".streamlit" / "secrets.example.toml").read_text(encoding="utf-8"), id="example"
        ),
        pytest.param("\n".join(re.findall(r"```toml\n(.*?)```", INSTALLING, re.DOTALL)), id="pemasangan.md"),
    ],
)
def test_secrets_as_shown_are_accepted_once_filled_in(secrets: str, tmp_path: Path) -> None:
    filled = (
        secrets.replace('key = ""', f'key = "{"k" * 48}"')
        .replace("$2b$12$…", bcrypt.hashpw(b"kata sandi kepala", bcrypt.gensalt(4)).decode())
        .replace("GANTI_DENGAN_ID_BUKU_KERJA", "1" * 44)
    )
    path = tmp_path / "secrets.toml"
    path.write_text(filled, encoding="utf-8")
    settings = config.read_settings({"PAPAN_RAHASIA": str(path), "PAPAN_DATA": str(tmp_path / "data")})
    assert not settings.sample_mode
    assert settings.books[0].id == "1" * 44
    assert settings.service_account
    assert settings.find_user("kepala")


def test_the_guide_about_safety_gives_the_limits_of_the_code() -> None:
    guide = (ROOT / "docs" / "keamanan.md").read_text(encoding="utf-8")
    minutes = throttle.WINDOW_SECONDS // 60
    said = {
        f"paling banyak {throttle.FAILURES_PER_NAME_AND_ADDRESS} kali tiap {minutes} menit",
        f"{throttle.FAILURES_PER_ADDRESS} kali untuk satu alamat",
        f"{throttle.FAILURES_PER_NAME} kali untuk satu nama",
        f"{MARK_DAYS} hari",
        f"{door.STRANGER_BYTES // 1024} KB (sesudah masuk {door.VIEWER_BYTES // 1_000_000} MB)",
        f"{doors.STRANGERS} sambungan orang luar, {doors.STRANGERS_PER_ADDRESS} dari satu alamat",
        f"{limits.HALF_OPEN} permintaan setengah jalan, masing-masing {limits.REQUEST_SECONDS} detik",
        f"{file_reader.MOST_FILE_BYTES // 1_000_000} MB",
        f"{reading_child.MOST_SECONDS:.0f} detik kerja",
        f"{reading_child.MOST_MEMORY / 1e9:.1f} GB memori".replace(".", ","),
        f"{audit.FILES_KEPT} berkas sekitar {audit.FILE_BYTES // 1_000_000} MB",
        f"sesudah {IDLE_MINUTES} menit tidak dipakai",
    }
    flat = " ".join(guide.split())
    assert not {one for one in said if one not in flat}


@pytest.mark.parametrize("name", ["README.md", "SECURITY.md", "docs/pemasangan.md"])
def test_the_guide_about_safety_is_found(name: str) -> None:
    assert re.search(r"\]\((docs/)?keamanan\.md", (ROOT / name).read_text(encoding="utf-8"))
