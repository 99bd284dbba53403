"""The workbench as one web application."""

from argon2 import PasswordHasher
from flask import Flask
from flask.typing import ResponseReturnValue
from flask_wtf import CSRFProtect
from jinja2 import ChoiceLoader, FileSystemLoader, PackageLoader, PrefixLoader

from audit.folders import folder
from audit.settings import Settings
from audit.store import tables as tables
from audit.store.engine import make_engine
from audit.store.sessions import Sessions
from audit.web.blueprints import BLUEPRINTS
from audit.web.compression import install_compression
from audit.web.context import install_context
from audit.web.database import keep, release
from audit.web.errors import install_errors
from audit.web.gate import FORM_BYTES, UPLOAD_BYTES, guard_request
from audit.web.headers import install_headers
from audit.web.sign_in_session import SignInInterface
from audit.workflow.passwords import Passwords


class Workbench(Flask):
    """Flask, with one rule more: what a request wrote is kept only with a good answer, before it is sent."""

    def dispatch_request(self) -> ResponseReturnValue:
        """Answer, keep, and close, so that a failing commit still becomes a page that explains itself."""
        try:
            response = self.make_response(super().dispatch_request())
            if response.status_code < 400:
                keep()
            return response
        finally:
            release()


def create_app(settings: Settings, *, password_hasher: PasswordHasher | None = None) -> Workbench:
    """Build the application on the installation that the settings name."""
    app = Workbench("audit.web", static_folder="static")
    app.config.update(
        SECRET_KEY=settings.secret_key,
        TRUSTED_HOSTS=list(settings.trusted_hosts),
        MAX_CONTENT_LENGTH=UPLOAD_BYTES,
        MAX_FORM_MEMORY_SIZE=FORM_BYTES,
        MAX_FORM_PARTS=2_000,
        # The sign-in itself ends after an hour; a second clock would only lose what somebody typed.
        WTF_CSRF_TIME_LIMIT=None,
        SEND_FILE_MAX_AGE_DEFAULT=300,
    )
    app.extensions["passwords"] = Passwords(password_hasher or PasswordHasher())
    # An address that people reach over https never needs its cookies in the clear.
    secure = settings.secure_cookies or settings.address.startswith("https://")
    answer_from(app, settings, Sessions(make_engine(settings.database)), secure=secure)
    _install_templates(app)
    install_headers(app, secure=secure)
    install_compression(app)
    # The gate comes before the CSRF check: it limits the size of what that reads.
    app.before_request(guard_request)
    CSRFProtect(app)
    install_context(app)
    install_errors(app)
    for blueprint in BLUEPRINTS:
        app.register_blueprint(blueprint)
    return app


def answer_from(app: Workbench, settings: Settings, sessions: Sessions, *, secure: bool) -> None:
    """Whose settings and database the application answers from."""
    app.extensions.update(settings=settings, sessions=sessions)
    app.session_interface = SignInInterface(sessions, settings.secret_key, secure=secure)


def _install_templates(app: Flask) -> None:
    ours = FileSystemLoader(folder("templates"))
    components = PrefixLoader({"govuk_frontend_jinja": PackageLoader("govuk_frontend_jinja")})
    app.jinja_loader = ChoiceLoader([ours, components])
