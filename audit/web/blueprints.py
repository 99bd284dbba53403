"""Every blueprint of the workbench, a line each."""

from flask import Blueprint

from audit.web import (
    account,
    area,
    cases,
    closing,
    corrections,
    findings,
    frames,
    history,
    home,
    moderation,
    pages,
    panel,
    people,
    progress,
    rounds,
    rubrics,
    sample,
    scoresheets,
    sharing,
    submission,
)

BLUEPRINTS: tuple[Blueprint, ...] = (
    account.blueprint,
    area.blueprint,
    cases.blueprint,
    closing.blueprint,
    corrections.blueprint,
    findings.blueprint,
    frames.blueprint,
    history.blueprint,
    home.blueprint,
    moderation.blueprint,
    pages.blueprint,
    panel.blueprint,
    people.blueprint,
    progress.blueprint,
    rounds.blueprint,
    rubrics.blueprint,
    sample.blueprint,
    scoresheets.blueprint,
    sharing.blueprint,
    submission.blueprint,
)
