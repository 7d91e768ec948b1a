"""The production server on the bench's database, with one bare route beside the portal's: the floor."""

import sys
from pathlib import Path

from ambassador import create_app
from ambassador.access import requires
from ambassador.permissions import Permission
from ambassador.serving import serve
from tests.bench.site import TODAY
from tests.conftest import settings


def main(folder: str, port: str) -> int:
    app = create_app(settings(f"sqlite:///{folder}/bench.db", Path(folder), RAISE_ERRORS=False))
    app.config["CLOCK"].stand_on(TODAY)
    app.add_url_rule("/floor", "floor", requires(Permission.ACCOUNT_USE)(lambda: "ok"))
    return serve(app, {"PORT": port})


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
