"""The form that brings in a list of documents."""

from collections.abc import Sequence

from flask_wtf.file import FileField, FileRequired
from wtforms import RadioField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from audit.domain.case import Basis
from audit.domain.words import BASES
from audit.web.forms import PageForm


class FrameForm(PageForm):
    """One file, and which of a child's documents it stands for."""

    basis = RadioField(
        "Which plans does the list stand for?",
        [InputRequired("Choose which plans the list stands for")],
        choices=[SelectChoice(basis.value, BASES[basis]) for basis in Basis],
        default=Basis.FIRST_PLANS.value,
    )
    file = FileField("List of documents", [FileRequired("Choose the file with the list")])

    def offer(self, bases: Sequence[Basis], chosen: str | None) -> None:
        """Show the sorts of list that this kind of document has, on a fresh page the one chosen before."""
        self.basis.choices = [SelectChoice(basis.value, BASES[basis]) for basis in bases]
        if not self.is_submitted():
            self.basis.data = chosen or bases[0].value
