"""What gunicorn loads in each of its processes; nothing else does, so no command waits for the web."""

import gc

from flask import Flask

from audit.settings import find_instance, load_settings
from audit.web.app import create_app


def application() -> Flask:
    """What gunicorn calls once in each of its processes."""
    app = create_app(load_settings(find_instance()))
    # What was loaded stays: looking through it for garbage again and again holds up whoever saves meanwhile.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    return app
