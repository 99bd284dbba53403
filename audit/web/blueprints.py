"""Every blueprint of the workbench, a line each."""

from flask import Blueprint

from audit.web import account, findings, home, pages

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    findings.blueprint,
    home.blueprint,
    pages.blueprint,
)
