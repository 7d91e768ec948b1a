"""`make bench`: what people wait for, as ratios against a floor of the same run, and the weight of the impact page.

Times are taken over loopback from the production server, on one kept connection. Nothing here fails for being slow:
machines are noisy. It prints what it measured beside what was asked.
"""

import gzip
import re
import statistics
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path

from tests.bench.edition_files import measure_edition_files
from tests.bench.exchange import measure_exchange
from tests.bench.overview import measure_overview
from tests.bench.site import ROWS, build, served

ROUNDS = 15
CALLS = 20
LISTS = ("/webinars/", "/conventions/", "/follow-up/", "/kpis/", "/charter/", "/")
ASKED_RATIO, ASKED_WEIGHT, ASKED_REQUESTS = 5, 40, 6


class Visitor:
    """One person's kept connection."""

    def __init__(self, port: int, cookie: str) -> None:
        self.connection = HTTPConnection("127.0.0.1", port, timeout=30)
        self.cookie = cookie

    def get(self, path: str) -> bytes:
        self.connection.request("GET", path, headers={"Cookie": self.cookie})
        response = self.connection.getresponse()
        content = response.read()
        assert response.status == 200, f"{path}: {response.status}"
        return content

    def seconds(self, path: str) -> float:
        """For one fetch, the mean of one round."""
        start = time.perf_counter()
        for _ in range(CALLS):
            self.get(path)
        return (time.perf_counter() - start) / CALLS


def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cookies = build(folder)
        with served(folder) as port:
            measure_lists(Visitor(port, cookies["coach"]))
            weigh_impact(Visitor(port, cookies["partner"]))
        measure_exchange(folder)
        measure_overview(folder)
        measure_edition_files(folder)


def measure_lists(visitor: Visitor) -> None:
    print("Signed-in pages, as multiples of a bare Flask route with the same sign-in\n")
    print(f"  {'page':<34}{'ms':>8}{'ratio':>8}")
    for path in ("/floor", *LISTS):
        visitor.seconds(path)
    ratios: dict[str, list[float]] = {path: [] for path in LISTS}
    times: dict[str, list[float]] = {path: [] for path in ("/floor", *LISTS)}
    for _ in range(ROUNDS):
        floor = visitor.seconds("/floor")
        times["/floor"].append(floor)
        for path in LISTS:
            seconds = visitor.seconds(path)
            times[path].append(seconds)
            ratios[path].append(seconds / floor)
    print(f"  {'the floor':<34}{statistics.median(times['/floor']) * 1000:>8.1f}{1:>8.1f}")
    for path in LISTS:
        name = f"{path} ({ROWS} rows)" if path == "/webinars/" else path
        print(f"  {name:<34}{statistics.median(times[path]) * 1000:>8.1f}{statistics.median(ratios[path]):>8.1f}")
    print(f"\n  asked: a list page of {ROWS} rows, at most {ASKED_RATIO}")


def weigh_impact(visitor: Visitor) -> None:
    page = visitor.get("/impact/")
    assets = sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', page.decode())))
    parts = {"/impact/": page} | {url.partition("?")[0]: visitor.get(url) for url in assets if "/vendor/" not in url}
    print("\nThe impact page of the demonstration as a partner opens it, before Plotly\n")
    print(f"  {'part':<34}{'bytes':>9}{'gzip':>9}")
    for part, content in parts.items():
        print(f"  {part:<34}{len(content):>9}{len(gzip.compress(content)):>9}")
    total = sum(len(gzip.compress(content)) for content in parts.values())
    print(
        f"\n  {len(parts)} requests, {total / 1000:.1f} kB; asked: at most {ASKED_WEIGHT} kB in {ASKED_REQUESTS} requests"
    )


if __name__ == "__main__":
    main()
