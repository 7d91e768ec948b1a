"""The charts' library is prepared from npm, or from the Python package without it, once."""

import gzip
import json
import re

import brotli
import pytest

from ambassador.config import ROOT
from ambassador.plotly_bundle import BundleError, Source, find_source, load, make, style_of, version_of

RULES = """{"X,X div":'font-family:"Open Sans";margin:0;',"X a:focus":"outline:none;","X b:focus":"outline:1px solid #000;",\
"X b:after":"color:red;",Y:"top:1px;"}"""
LIBRARY = f"/**\n* plotly.js (basic - minified) v4.1.1\n*/\nvar a={RULES};for(b in a)c(b)"
LOCALE = "'use strict';\n\nmodule.exports = {\n    name: 'fr'\n};\n"


@pytest.fixture
def modules(tmp_path):
    bundle, locales = tmp_path / "modules/plotly.js-basic-dist-min", tmp_path / "modules/plotly.js-locales"
    bundle.mkdir(parents=True)
    locales.mkdir()
    (bundle / "plotly-basic.min.js").write_text(LIBRARY)
    (locales / "fr.js").write_text(LOCALE)
    return tmp_path / "modules"


@pytest.fixture
def package(tmp_path):
    (tmp_path / "plotly/package_data").mkdir(parents=True)
    (tmp_path / "plotly/package_data/plotly.min.js").write_text(LIBRARY.replace(" (basic - minified)", ""))
    return tmp_path / "plotly"


def test_with_npm_the_small_bundle_and_its_locales_are_made(modules, tmp_path):
    assert make(find_source(modules), tmp_path)
    bundle = load(tmp_path)
    assert bundle is not None
    assert (bundle.kind, bundle.version, list(bundle.locales)) == ("basic", "4.1.1", ["fr"])
    assert (tmp_path / bundle.script).read_text() == LIBRARY
    assert "globalThis.plotlyLocale = {" in (tmp_path / bundle.locales["fr"]).read_text()


def test_without_npm_the_bundle_of_the_python_package_serves(package, tmp_path):
    assert make(find_source(tmp_path / "no-modules", package), tmp_path)
    bundle = load(tmp_path)
    assert bundle is not None
    assert (bundle.kind, bundle.version, bundle.locales) == ("full", "4.1.1", {})


def test_every_file_is_compressed_once_and_for_all(modules, tmp_path):
    make(find_source(modules), tmp_path)
    for path in (*tmp_path.glob("vendor/*.js"), *tmp_path.glob("vendor/*.css")):
        assert gzip.decompress(path.with_name(path.name + ".gz").read_bytes()) == path.read_bytes()
        assert brotli.decompress(path.with_name(path.name + ".br").read_bytes()) == path.read_bytes()


def test_a_second_run_does_nothing_until_something_changes(modules, tmp_path):
    source = find_source(modules)
    assert make(source, tmp_path)
    assert not make(source, tmp_path)
    (tmp_path / "vendor/plotly.css.gz").unlink()
    assert make(source, tmp_path)
    source.script.write_text(LIBRARY.replace("4.1.1", "4.1.2"))
    assert make(source, tmp_path)
    assert not make(source, tmp_path)


def test_another_source_leaves_nothing_of_the_first(modules, package, tmp_path):
    (tmp_path / "vendor").mkdir()
    (tmp_path / "vendor/.npm").touch()
    make(find_source(modules), tmp_path)
    make(find_source(tmp_path / "no-modules", package), tmp_path)
    left = {path.name for path in (tmp_path / "vendor").iterdir()}
    expected = {"plotly.min.js", "plotly.css"}
    assert left == {".npm", "plotly.json"} | {name + ending for name in expected for ending in ("", ".br", ".gz")}


def test_the_style_rules_keep_their_order_and_the_focus_stays_visible():
    assert style_of(LIBRARY).splitlines() == [
        ".plotly-notifier{top:1px;}",
        ".js-plotly-plot .plotly b:after{color:red;}",
        '.js-plotly-plot .plotly,.js-plotly-plot .plotly div{font-family:"Open Sans";margin:0;}',
    ]


def test_the_style_of_maps_is_left_out(package, tmp_path):
    script = package / "package_data/plotly.min.js"
    script.write_text(f'{LIBRARY};if(!document.getElementById("{"9f" * 32}")){{var e=document.createElement("style")}}')
    make(find_source(tmp_path / "no-modules", package), tmp_path)
    assert (
        tmp_path / "vendor/plotly.min.js"
    ).read_text() == f'{LIBRARY};if(false){{var e=document.createElement("style")}}'


def test_an_unknown_library_is_refused_and_leaves_the_charts_without_it(tmp_path):
    script = tmp_path / "plotly.min.js"
    script.write_text(LIBRARY.replace('"X a:focus":"outline:none;"', "[x]:1"))
    with pytest.raises(BundleError, match="style rules"):
        make(Source("full", script, {}), tmp_path)
    with pytest.raises(BundleError, match="version"):
        version_of("var Plotly")
    assert load(tmp_path) is None


def test_the_python_package_and_npm_hold_the_same_version():
    pins = json.loads((ROOT / "package.json").read_text())["dependencies"]
    source = find_source(ROOT / "no-modules")
    with source.script.open(encoding="utf-8") as file:
        assert version_of(file.read(500)) == pins["plotly.js-basic-dist-min"]


def test_the_rules_of_the_installed_library_are_all_found():
    rules = style_of(find_source(ROOT / "no-modules").script.read_text("utf-8")).splitlines()
    assert len(rules) >= 60
    assert all(re.fullmatch(r"[^{}]+\{[^{}]+\}", rule) for rule in rules)


def test_the_lock_file_names_no_registry():
    lock = (ROOT / "package-lock.json").read_text()
    assert "://" not in lock
    assert '"resolved"' not in lock
