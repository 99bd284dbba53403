"""Every blueprint of the workbench, a line each."""

from flask import Blueprint

from audit.web import (
    account,
    area,
    findings,
    history,
    home,
    pages,
    people,
    rubrics,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    area.blueprint,
    findings.blueprint,
    history.blueprint,
    home.blueprint,
    pages.blueprint,
    people.blueprint,
    rubrics.blueprint,
)
