"""Our own rules that no linter knows, each a function that returns its faults."""

import ast
import csv
import re
import subprocess
from pathlib import Path
from urllib.parse import urlsplit

from . import paths

MAXIMUM = {".py": 400, ".xml": 300}
# demo, mail templates, seeded data and tests are long by nature
LONG = re.compile(r"/(demo|tests|data|i18n)/|mail_template|_demo|_data")
LATER = re.compile("TO" + "DO|FIX" + "ME|XX" + "X|NotImplemented" + "Error")
HOLLOW = re.compile(
    r"assertTrue\(True\)|assertFalse\(False\)|unittest\.skip|skipTest\("
)
WRITING = {"write", "create", "unlink"}


def _files(*suffixes):
    for path in sorted(paths.SOURCE.rglob("*")):
        if path.suffix in suffixes and "static/lib" not in path.as_posix():
            yield path


def _name(path):
    return path.relative_to(paths.ROOT).as_posix()


def _code():
    """The addon's own Python, without its tests."""
    return [path for path in _files(".py") if "/tests/" not in path.as_posix()]


def _matches(files, pattern):
    for path in files:
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if pattern.search(line):
                yield f"{_name(path)}:{number}: {line.strip()[:100]}"


def sudo_has_a_reason():
    """A comment on the line of `sudo()` or on the one above says why."""
    for path in _code():
        before = ""
        for number, line in enumerate(path.read_text().splitlines(), 1):
            if re.search(r"\bsudo\(", line) and "#" not in line and "#" not in before:
                yield f"{_name(path)}:{number}: {line.strip()[:100]}"
            before = line


def files_stay_small():
    for path in _files(*MAXIMUM):
        length = len(path.read_text().splitlines())
        if length > MAXIMUM[path.suffix] and not LONG.search(f"/{_name(path)}"):
            yield f"{_name(path)}: {length} lines, {MAXIMUM[path.suffix]} at most"


def _models():
    """(file, model) of each class with a table or a wizard of its own."""
    for path in _code():
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.ClassDef):
                continue
            bases = {
                base.attr for base in node.bases if isinstance(base, ast.Attribute)
            }
            if not bases & {"Model", "TransientModel"}:
                continue
            for item in node.body:
                if (
                    isinstance(item, ast.Assign)
                    and getattr(item.targets[0], "id", "") == "_name"
                    and isinstance(item.value, ast.Constant)
                ):
                    yield path, item.value.value


def models_have_access_rows():
    table = paths.SOURCE / "security/ir.model.access.csv"
    if not table.exists():
        return
    with table.open(newline="") as handle:
        listed = {row["model_id:id"].split(".")[-1] for row in csv.DictReader(handle)}
    for path, model in _models():
        if "model_" + model.replace(".", "_") not in listed:
            yield f"{_name(path)}: {model} has no line in {table.name}"


def mail_is_never_forced():
    return _matches(_code(), re.compile(r"force_send\s*=\s*True"))


def writing_routes_are_posts():
    """A route that changes something must not answer to a link (GET)."""
    for path in _code():
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            routes = [call for call in map(_route, node.decorator_list) if call]
            if routes and _writes(node) and not any(map(_only_post, routes)):
                yield f'{_name(path)}:{node.lineno}: {node.name} lacks methods=["POST"]'


def _route(decorator):
    if isinstance(decorator, ast.Call) and ast.unparse(decorator.func).endswith(
        "route"
    ):
        return decorator
    return None


def _only_post(call):
    methods = {word.arg: ast.unparse(word.value) for word in call.keywords}
    kind = methods.get("type", "").strip("'\"")
    return kind in ("json", "jsonrpc") or methods.get("methods") == "['POST']"


def _writes(function):
    for node in ast.walk(function):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        if node.func.attr in WRITING or node.func.attr.startswith("action_"):
            return True
    return False


def nothing_left_for_later():
    yield from _matches(_files(".py", ".xml", ".js"), LATER)


def tests_can_fail():
    return _matches((p for p in _files(".py") if "/tests/" in p.as_posix()), HOLLOW)


def no_hosts_or_machine_paths():
    """Registry hosts come from this machine's settings, so none is written here."""
    places = {f"{paths.ROOT}/", "/ro" + "ot/"}
    for source in ("/etc/apt/sources.list", *Path("/etc/apt/sources.list.d").glob("*")):
        if Path(source).is_file():
            found = re.findall(r"https?://[^\s\]]+", Path(source).read_text())
            places |= {urlsplit(address).hostname for address in found}
    places.discard(None)
    pattern = re.compile("|".join(re.escape(place) for place in sorted(places)))
    tracked = _project()
    texts = [path for path in tracked if path.is_file() and _is_text(path)]
    yield from _matches(texts, pattern)
    locks = [
        path for path in texts if path.name.startswith(("requirements", "package-"))
    ]
    yield from _matches(locks, re.compile(r'"resolved"|--(extra-)?index-url'))


def _project():
    """The project's files: what git knows, or all when there is no git."""
    command = ["git", "-C", paths.ROOT, "ls-files", "-co", "--exclude-standard", "-z"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        hidden = {".dev", ".git", "__pycache__"}
        found = paths.ROOT.rglob("*")
        return [path for path in found if not hidden & set(path.parts)]
    return [paths.ROOT / name for name in listed.stdout.split("\0") if name]


def _is_text(path):
    with path.open("rb") as handle:
        return b"\0" not in handle.read(4096)


ALL = (
    ("sudo() has a reason", sudo_has_a_reason),
    ("files stay small", files_stay_small),
    ("models have access rows", models_have_access_rows),
    ("mail is never forced", mail_is_never_forced),
    ("writing routes are posts", writing_routes_are_posts),
    ("nothing left for later", nothing_left_for_later),
    ("tests can fail", tests_can_fail),
    ("no registry hosts, no machine paths", no_hosts_or_machine_paths),
)
