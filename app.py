"""The portal: `python app.py` serves it, `flask --app app` runs its commands."""

import sys

from ambassador import create_app
from ambassador.config import SettingsError
from ambassador.serving import serve

try:
    app = create_app()
except SettingsError as problem:
    sys.exit(str(problem))

if __name__ == "__main__":
    sys.exit(serve(app))
