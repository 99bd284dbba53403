"""Every blueprint of the workbench, a line each."""

from flask import Blueprint

from audit.web import account, home, pages

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    home.blueprint,
    pages.blueprint,
)
