"""The forms of signing in and setting a password."""

from wtforms import EmailField, HiddenField, PasswordField
from wtforms.validators import InputRequired, Length

from audit.web.forms import PageForm


class SignInForm(PageForm):
    """E-mail address and password."""

    email = EmailField(
        "E-mail address",
        [InputRequired("Enter your e-mail address"), Length(max=254, message="Enter your e-mail address")],
    )
    password = PasswordField("Password", [InputRequired("Enter your password")])
    next = HiddenField()


class SetPasswordForm(PageForm):
    """A new password, once: people can look at what they typed."""

    password = PasswordField("New password", [InputRequired("Enter a new password")])
