"""What docs/pemasangan ships fits the app: ports, commands, paths and folders that it names are real."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import yaml

from lib.auth.cookie import SIGN_IN_PATH

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "pemasangan"
NGINX = (FOLDER / "nginx.conf").read_text(encoding="utf-8")
UNIT = (FOLDER / "papan@.service").read_text(encoding="utf-8")
DOCKERFILE = (FOLDER / "Dockerfile").read_text(encoding="utf-8")
COMPOSE = yaml.safe_load((FOLDER / "compose.yaml").read_text(encoding="utf-8"))
GUIDE = (ROOT / "docs" / "pemasangan.md").read_text(encoding="utf-8")
PORTS = {"8501", "8502"}
OPTIONS = {"--server.address", "--server.port"}


def check_start(command: list[str]) -> str:
    """The port that a command line starts the app on, on loopback."""
    program, verb, script, *options = command
    assert (Path(program).name, verb) == ("streamlit", "run")
    assert (ROOT / script).is_file()
    given = dict(zip(options[::2], options[1::2], strict=True))
    assert set(given) == OPTIONS and given["--server.address"] == "127.0.0.1"
    return given["--server.port"]


def test_the_proxy_knows_both_servers_and_passes_on_what_the_app_asks() -> None:
    assert set(re.findall(r"127\.0\.0\.1:(\d+)", NGINX)) - {"443"} == PORTS
    for header in ("Host $http_host", "X-Forwarded-For $remote_addr", "X-Forwarded-Proto $scheme"):
        assert f"proxy_set_header {header};" in NGINX
    # A location with one proxy_set_header of its own loses all of the server's, Host among them.
    assert "proxy_set_header" not in re.sub(r"#.*", "", NGINX[NGINX.index("location") :])
    assert not SIGN_IN_PATH.startswith("/_stcore/stream")
    assert NGINX.count("{") == NGINX.count("}")


def test_the_unit_starts_the_app_on_the_port_it_is_named_after() -> None:
    (start,) = re.findall(r"^ExecStart=(.+)$", UNIT, re.MULTILINE)
    assert check_start(shlex.split(start)) == "%i"
    assert set(re.findall(r"papan@(\d+)", UNIT)) >= PORTS
    (folder,) = re.findall(r"^StateDirectory=(.+)$", UNIT, re.MULTILINE)
    assert f"Environment=PAPAN_DATA=/var/lib/{folder}\n" in UNIT
    alone = re.findall(r"```ini\n(.*?)```", GUIDE, re.DOTALL)[0]
    own = {line for line in UNIT.splitlines() if "=" in line and "%i" not in line and line[0] != "#"}
    assert own <= set(alone.splitlines()), "as sheltered as the unit of a server alone"


def test_the_containers_start_both_servers_in_the_proxys_network() -> None:
    services = COMPOSE["services"]
    servers = [service for service in services.values() if "build" in service]
    assert {check_start(service["command"]) for service in servers} == PORTS
    assert {service["network_mode"] for service in servers} == {"service:proksi"}
    assert all((FOLDER / one.split(":")[0]).exists() for one in services["proksi"]["volumes"][:1])
    build = servers[0]["build"]
    assert (FOLDER / build["context"]).resolve() == ROOT
    assert (ROOT / build["dockerfile"]).is_file()
    mounted = {one.split(":")[1] for service in servers for one in service["volumes"]}
    assert mounted == set(re.findall(r"PAPAN_\w+=(\S+)", DOCKERFILE))


def test_the_image_holds_what_the_app_needs_and_no_secret() -> None:
    (command,) = re.findall(r"^CMD (.+)$", DOCKERFILE, re.MULTILINE)
    assert check_start(re.findall(r'"([^"]+)"', command)) in PORTS
    kept = re.findall(r"^!(.+)$", (FOLDER / "Dockerfile.dockerignore").read_text("utf-8"), re.MULTILINE)
    assert all(any(ROOT.glob(one)) for one in kept)
    assert {"app.py", "lib", "pages", "docs/*.md", ".streamlit/config.toml"} <= set(kept)
    assert not any("secrets" in one or one == ".streamlit" for one in kept)
    needed = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["requires-python"]
    version = re.findall(r"^FROM python:(\d\.\d+)", DOCKERFILE, re.MULTILINE)[0]
    assert version in needed


def test_the_guide_leads_to_every_file() -> None:
    for path in FOLDER.iterdir():
        if path.suffix != ".dockerignore":
            assert f"](pemasangan/{path.name})" in GUIDE
