"""The shape of the house, where import-linter cannot see it: no data work in pages, no page
outside the role list, nothing of one computer in the repository."""

from __future__ import annotations

import ast
import re
import subprocess
from functools import cache
from pathlib import Path

import pytest

from lib.config import ROOT
from lib.domain.access import PAGES

PAGE_FILES = sorted((ROOT / "pages").glob("*.py"))
MODULES_FOR_PAGES = {"streamlit", "lib"}
LIB_ROOMS_FOR_PAGES = {"words", "auth", "data", "domain", "reports", "views"}
TABLE_WORK = frozenset(
    {
        *("groupby", "merge", "join", "pivot", "pivot_table", "melt", "apply", "map", "agg", "transform"),
        *("assign", "astype", "concat", "sum", "mean", "median", "count", "value_counts", "nunique"),
        *("fillna", "dropna", "isna", "notna", "sort_values", "iterrows", "itertuples", "to_dict", "query"),
    }
)
"""Methods of tables: they belong to lib.domain, lib.data or lib.views. (`str.join` is not used in pages.)"""


@cache
def parse(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


def imported_modules(tree: ast.Module) -> list[str]:
    """Dotted names of everything imported, `from lib import data` as lib.data."""
    names: list[str] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names += [f"{node.module}.{alias.name}" for alias in node.names]
    return names


def is_table_part(node: ast.expr) -> bool:
    """`table["column"]` and `table.iloc[0]`: what arithmetic in a page would be done on."""
    return isinstance(node, ast.Subscript) and not isinstance(node.slice, ast.Slice)


def list_table_work(tree: ast.Module) -> list[str]:
    """Lines of a page that compute with tables instead of asking for figures."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.BinOp | ast.AugAssign):
            sides = [node.left, node.right] if isinstance(node, ast.BinOp) else [node.target, node.value]
            if any(is_table_part(side) for side in sides):
                found.append(f"{node.lineno}: arithmetic on a column")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            # st.… and lib modules may have functions of those names; tables are what is left.
            if node.func.attr in TABLE_WORK:
                found.append(f"{node.lineno}: .{node.func.attr}()")
        elif isinstance(node, ast.Assign) and any(is_table_part(target) for target in node.targets):
            found.append(f"{node.lineno}: a column is written")
        elif isinstance(node, ast.FunctionDef | ast.ClassDef | ast.AsyncFunctionDef):
            found.append(f"{node.lineno}: {node.name} is defined in a page")
    return found


def test_every_page_is_in_the_role_list_and_the_list_has_no_other() -> None:
    assert {path.stem for path in PAGE_FILES} == set(PAGES)


@pytest.mark.parametrize("path", PAGE_FILES, ids=lambda path: path.stem)
class TestEachPage:
    def test_imports_streamlit_and_the_rooms_for_pages_only(self, path: Path) -> None:
        for name in imported_modules(parse(path)):
            package, _, rest = name.partition(".")
            assert package in MODULES_FOR_PAGES, name
            if package == "lib":
                assert rest.split(".")[0] in LIB_ROOMS_FOR_PAGES, name

    def test_computes_nothing_on_tables(self, path: Path) -> None:
        assert list_table_work(parse(path)) == []

    def test_asks_for_its_role_before_anything_is_loaded(self, path: Path) -> None:
        lines = path.read_text(encoding="utf-8").splitlines()
        guard = next(at for at, line in enumerate(lines) if f'auth.require_viewer("{path.stem}")' in line)
        first_load = next(at for at, line in enumerate(lines) if re.search(r"data\.load\w*\(", line))
        assert guard < first_load


def test_the_check_of_pages_sees_table_work() -> None:
    bad = 'rate = table["D"] / table["S"]\nrows.groupby("posyandu")\ntable["x"] = 1\ndef compute(): ...\n'
    assert len(list_table_work(ast.parse(bad))) == 4
    assert not list_table_work(ast.parse('month - 1\nnames["MLT1"]\nst.columns((2, 3))\n'))


def tracked_files() -> list[Path]:
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


HOME_PATHS = re.compile(r"(?<![\w.])/(?:home|Users|root)/[A-Za-z]|[A-Z]:\\Users\\")


def test_no_path_of_one_computer_is_in_the_repository() -> None:
    # Only the shape is named here, and where this very clone lies: in a file of its own it would find itself.
    named = [str(ROOT)] if len(ROOT.parts) > 2 else []
    for path in tracked_files():
        try:
            content = path.read_text(encoding="utf-8")
        except UnicodeDecodeError:  # a picture
            continue
        assert not HOME_PATHS.search(content), path.relative_to(ROOT)
        assert not [clone for clone in named if clone in content], path.relative_to(ROOT)


def test_nothing_secret_or_made_is_tracked() -> None:
    names = {path.relative_to(ROOT).as_posix() for path in tracked_files()}
    assert ".streamlit/secrets.toml" not in names
    assert not [name for name in names if name.startswith(("data/", "hasil/"))]
    assert not [name for name in names if name.endswith((".xlsx", ".pem", ".key", ".pyc"))]


def test_the_two_commands_of_the_readme_exist() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "pip install -r requirements.txt" in readme
    assert "streamlit run app.py" in readme
    assert "bash tests/run" in readme
    for name in ("requirements.txt", "app.py", "tests/run"):
        assert (ROOT / name).is_file()
    assert "bash tests/run" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")


LOCKED = re.compile(r"([A-Za-z0-9_.-]+)(?:\[[a-z,]+\])?==([0-9][\w.]*)")


def read_versions(path: Path) -> dict[str, str]:
    """Name → version of the packages a requirements file names itself."""
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    found = [LOCKED.match(line) for line in lines if line and not line.startswith("-")]
    assert all(found), path
    return {match[1].lower().replace("_", "-"): match[2] for match in found if match}


@pytest.mark.parametrize("folder", [ROOT, ROOT / "tests"], ids=["app", "tests"])
def test_what_is_installed_is_what_we_chose_and_every_package_has_its_hashes(folder: Path) -> None:
    chosen, locked = read_versions(folder / "requirements.in"), folder / "requirements.txt"
    content = locked.read_text(encoding="utf-8")
    assert chosen.items() <= read_versions(locked).items()
    packages = re.split(r"\n(?=[A-Za-z0-9])", content.split("\n", 2)[2])
    assert all(LOCKED.match(package) and "--hash=sha256:" in package for package in packages)
    assert "://" not in content  # no address: each machine installs from where it installs


def test_the_cluster_is_tried_on_what_is_said_to_be_installed_for_it() -> None:
    of_cluster, of_tests = (
        read_versions(ROOT / name) for name in ("requirements-klaster.txt", "tests/requirements.in")
    )
    assert of_cluster and of_cluster.items() <= of_tests.items()


def test_the_tests_run_on_what_the_app_runs_on() -> None:
    of_app, of_tests = (read_versions(ROOT / name) for name in ("requirements.txt", "tests/requirements.txt"))
    assert of_app.items() <= of_tests.items()


@pytest.mark.parametrize("name", ["gspread", "python_calamine"])
def test_reading_from_outside_happens_in_sources_only(name: str) -> None:
    for path in (ROOT / "lib").rglob("*.py"):
        if path.parent.name != "sources":
            assert not [one for one in imported_modules(parse(path)) if one.split(".")[0] == name], path


def test_no_test_is_skipped_and_no_exception_passes_in_silence() -> None:
    silent = re.compile(r"except[^\n]*:\n\s+pass\b")
    skipped = re.compile(r"pytest\.(?:mark\.)?(?:skip|skipif|xfail|importorskip)\b")
    for folder in ("lib", "pages", "tests", "benchmarks"):
        for path in (ROOT / folder).rglob("*.py"):
            content = path.read_text(encoding="utf-8")
            assert not silent.search(content), path
            assert path == Path(__file__) or not skipped.search(content), path


# --- Rooms: one subject, one name

LAYERS = ("domain", "data", "views", "reports")
SUBJECT_OF_PAGE = {"daftar_tilik": "sop"}
"""Daftar Tilik and Dokumen SOP are one subject."""
GATHERERS = {
    *("lib.data", "lib.data.seen", "lib.data.shown", "lib.data.engine", "lib.reports.recap"),
    "lib.__main__",
}
"""Where all subjects come together."""


def read_modules() -> dict[str, Path]:
    """Dotted name → file of everything in lib and pages."""
    names = {
        ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"): path
        for folder in ("lib", "pages")
        for path in (ROOT / folder).rglob("*.py")
    }
    assert len(names) > 300
    return names


def find_subject(module: str) -> str | None:
    """The subject whose room a module stands in; None in rooms that all share."""
    parts = module.split(".")
    named = parts[1] if parts[0] == "pages" else parts[2] if len(parts) > 2 and parts[1] in LAYERS else ""
    subject = SUBJECT_OF_PAGE.get(named, named)
    return subject if named in PAGES or subject in PAGES else None


def test_no_room_imports_from_another_subject_and_no_shared_one_from_a_subject() -> None:
    modules = read_modules()
    wrong = []
    for module, path in modules.items():
        if module in GATHERERS:
            continue
        words = module.startswith("lib.words.")
        own = module.split(".")[2] if words else find_subject(module)
        for name in imported_modules(parse(path)):
            target = name if name in modules else name.rpartition(".")[0]
            subject = find_subject(target)
            if subject is not None and subject != own:
                wrong.append(f"{module} → {target}")
    assert wrong == []


def test_a_room_is_named_by_its_page() -> None:
    """Folders and files of a layer that are no subject are shared by at least two."""
    assert find_subject("lib.views.gizi.places") == find_subject("pages.gizi") == "gizi"
    assert find_subject("lib.reports.sop.downloads") == find_subject("pages.daftar_tilik") == "sop"
    assert find_subject("lib.domain.steps.status") is None and find_subject("lib.words.cells") is None


# --- HTML comes from templates

TAG = re.compile(
    r"</?(?:a|b|i|p|s|u|br|div|span|table|thead|tbody|tr|td|th|caption|ul|ol|li|dl|dt|dd|h[1-6]|img|svg|path"
    r"|style|script|section|header|footer|details|summary|small|strong|em|nav|time|button|input)\b[^<>]*/?>"
    r"|<[a-z][a-z0-9]*(?: [a-z-]+=|$)"
)
NO_DRAWING = {
    "lib/sources/google_sheets.py": "knows an answer that is a page of HTML",
    "lib/web.py": "finds the scripts of Streamlit's own page",
}
"""File → why HTML stands in it although it builds none."""


def list_html(tree: ast.Module) -> list[str]:
    """Lines with a tag in a string, docstrings apart."""
    described = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    return [
        f"{node.lineno}: {node.value.strip()[:40]}"
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and id(node) not in described
        and TAG.search(node.value)
    ]


def test_html_is_written_in_templates_not_in_python() -> None:
    found: dict[str, list[str]] = {}
    for folder in ("lib", "pages"):
        for path in (ROOT / folder).rglob("*.py"):
            if lines := list_html(parse(path)):
                found[path.relative_to(ROOT).as_posix()] = lines
    assert {name: lines for name, lines in found.items() if name not in NO_DRAWING} == {}
    # What is written down as an exception still is one.
    assert NO_DRAWING.keys() <= found.keys()


def test_the_search_for_html_sees_what_draws_and_not_what_only_speaks_of_it() -> None:
    drawing = '"""A <p>."""\nx = f\'<td class="{y}">{z}</td>\'\nw = "<br>"\nv = "<style>"\n'
    assert len(list_html(ast.parse(drawing))) == 4  # both halves of the f-string
    assert not list_html(ast.parse('x = "a < b > c"\ny = f"<{x}>"\nz = "di bawah <5"\n'))
