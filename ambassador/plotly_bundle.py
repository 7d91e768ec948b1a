"""The charts' library for the browser: made in `static/vendor/` by `python -m ambassador.plotly_bundle`, read by the pages.

From npm comes the small bundle with its locales; without npm the Python package's own bundle serves, which is four times as
large. The strict CSP forbids the style rules that the library adds by itself, so they are taken out of it into a file of
their own. All is compressed once, here, so that no request has to.
"""

from __future__ import annotations

import gzip
import hashlib
import json
import re
from dataclasses import asdict, dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from ambassador.config import ROOT

MANIFEST = "plotly.json"
NPM_BUNDLE = Path("plotly.js-basic-dist-min", "plotly-basic.min.js")
NPM_LOCALES = Path("plotly.js-locales")
LOCALES = ("fr", "nl")
LARGE = 2_000_000
HAS_BROTLI = find_spec("brotli") is not None
ENDINGS = ("", ".gz", ".br") if HAS_BROTLI else ("", ".gz")
PAIR = re.compile(
    r"""
    (?: "((?:[^"\\]|\\.)*)" | (\w+) ) :                        # selector, bare when it is one letter
    (?: "((?:[^"\\]|\\.)*)" | '((?:[^'\\]|\\.)*)' ) (?: , | \Z)  # declarations
    """,
    re.VERBOSE,
)


class BundleError(Exception):
    """The library is not what this module knows how to take apart."""


@dataclass(frozen=True)
class Bundle:
    """What a page loads, as names under `static/`. `kind` is basic, or full for the large one."""

    kind: str
    version: str
    script: str
    style: str
    locales: dict[str, str]
    source: str


@dataclass(frozen=True)
class Source:
    kind: str
    script: Path
    locales: dict[str, Path]

    def fingerprint(self) -> str:
        """Changes when the library changes, or the way it is prepared here."""
        digest = hashlib.sha256(self.kind.encode())
        for path in (Path(__file__), self.script, *self.locales.values()):
            digest.update(path.read_bytes())
        return digest.hexdigest()


def load(static: Path = ROOT / "static") -> Bundle | None:
    """The bundle that was made, or none: charts are then complete without it."""
    try:
        return Bundle(**json.loads((static / "vendor" / MANIFEST).read_text("utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def find_source(modules: Path, package: Path | None = None) -> Source:
    """npm's small bundle if it is there, else the one inside the Python package."""
    if (modules / NPM_BUNDLE).exists():
        locales = {name: modules / NPM_LOCALES / f"{name}.js" for name in LOCALES}
        return Source("basic", modules / NPM_BUNDLE, {name: path for name, path in locales.items() if path.exists()})
    return Source("full", (package or _package()) / "package_data" / "plotly.min.js", {})


def make(source: Source, static: Path = ROOT / "static") -> bool:
    """Whether there was anything to do."""
    vendor, fingerprint = static / "vendor", source.fingerprint()
    if (made := load(static)) and made.source == fingerprint and all(path.exists() for path in _files(made, static)):
        return False
    code = without_map_style(source.script.read_text("utf-8"))
    locales = {name: f"vendor/plotly-{name}.js" for name in source.locales}
    bundle = Bundle(
        source.kind, version_of(code), "vendor/plotly.min.js", "vendor/plotly.css", locales, source=fingerprint
    )
    vendor.mkdir(parents=True, exist_ok=True)
    (vendor / MANIFEST).unlink(missing_ok=True)
    texts = {bundle.script: code, bundle.style: style_of(code)}
    texts |= {locales[name]: _as_script(path.read_text("utf-8")) for name, path in source.locales.items()}
    for name, text in texts.items():
        _write(static / name, text.encode())
    for path in set(vendor.glob("plotly*")) - set(_files(bundle, static)):
        path.unlink()
    _replace(vendor / MANIFEST, json.dumps(asdict(bundle), indent=2).encode())
    return True


def version_of(code: str) -> str:
    if not (found := re.search(r"plotly\.js .*?v(\d+\.\d+\.\d+)", code[:500])):
        raise BundleError("The library does not say its version in its first lines.")
    return found[1]


def without_map_style(code: str) -> str:
    """The large bundle also adds a style element for maps, which no chart here is and the CSP forbids."""
    return re.sub(r'if\(!document\.getElementById\("[0-9a-f]{64}"\)\)', "if(false)", code)


def style_of(code: str) -> str:
    """The library's own rules, in the order it would give them (each before the last), without those about the focus: they
    hide it, or draw it thin and black, which no one sees in the dark. The portal's own rule serves."""
    found = re.search(r'\{("X,X div":.*?)\};for\(', code, re.DOTALL)
    if not found or PAIR.sub("", found[1]):
        raise BundleError("The library's style rules are not where they were: see ambassador/plotly_bundle.py.")
    lines = []
    for quoted, bare, double, single in reversed(PAIR.findall(found[1])):
        key, body = quoted or bare, double or single
        if "outline:" not in body.replace(" ", ""):
            selector = re.sub("^,", " ,", key).replace("X", ".js-plotly-plot .plotly").replace("Y", ".plotly-notifier")
            lines.append(f"{_unescape(selector)}{{{_unescape(body)}}}")
    return "\n".join(lines) + "\n"


def _unescape(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text)


def _as_script(module: str) -> str:
    """A locale is published as a module; the page takes it as a plain script."""
    script, count = re.subn(r"^module\.exports = ", "globalThis.plotlyLocale = ", module, flags=re.MULTILINE)
    if count != 1:
        raise BundleError("A locale of the library is not one module.")
    return script


def _files(bundle: Bundle, static: Path) -> list[Path]:
    names = [bundle.script, bundle.style, *bundle.locales.values()]
    return [static / (name + ending) for name in names for ending in ENDINGS] + [static / "vendor" / MANIFEST]


def _write(path: Path, content: bytes) -> None:
    _replace(path, content)
    _replace(path.with_name(path.name + ".gz"), gzip.compress(content, 9, mtime=0))
    if HAS_BROTLI:
        quality = 9 if len(content) > LARGE else 11
        _replace(path.with_name(path.name + ".br"), import_module("brotli").compress(content, quality=quality))


def _replace(path: Path, content: bytes) -> None:
    new = path.with_name(f".{path.name}.new")
    new.write_bytes(content)
    new.replace(path)


def _package() -> Path:
    spec = find_spec("plotly")
    if spec is None or spec.origin is None:
        raise BundleError("The plotly package is not installed.")
    return Path(spec.origin).parent


if __name__ == "__main__":
    source = find_source(ROOT / "node_modules")
    was_made = make(source)
    print(f"Charts: the {source.kind} bundle is {'ready' if was_made else 'up to date'}.")
