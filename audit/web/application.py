"""What gunicorn loads before it starts its processes; nothing else does, so no command waits for the web."""

import gc

from flask import Flask

from audit.settings import find_instance, load_settings
from audit.web.app import create_app


def application() -> Flask:
    """What gunicorn calls once."""
    app = create_app(load_settings(find_instance()))
    # What was loaded stays, in memory that all processes share: looking through it for garbage again and
    # again would hold up whoever saves meanwhile, and copy it.
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
    return app
