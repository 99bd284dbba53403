"""The form that brings in a version of the standards."""

from flask_wtf.file import FileField, FileRequired

from audit.web.forms import PageForm


class RubricForm(PageForm):
    """One YAML file."""

    file = FileField("File with the standards", [FileRequired("Choose a file")])
