"""Add what a panel's month needs: alerts, guests, reply links, mail, named auditors, meetings' sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

_OWNERS = ("scoresheet_id", "settlement_id", "correction_id")
_MORE_OWNERS = ("alert_id", "reply_link_id", "meeting_id")
_AUDITOR_OR_MEETING = (
    "(author_kind = 'auditor' AND assignment_id IS NOT NULL AND person_id IS NOT NULL"
    " AND meeting_id IS NULL)"
    " OR (author_kind = 'meeting' AND meeting_id IS NOT NULL AND assignment_id IS NULL)"
)
_OR_IMPORTED = (
    " OR (author_kind = 'imported' AND frame_id IS NOT NULL AND assignment_id IS NULL"
    " AND person_id IS NULL AND meeting_id IS NULL)"
)
_IMPORTED = "SELECT id FROM scoresheet WHERE author_kind = 'imported'"


def _one_owner(*owners: str) -> str:
    return " + ".join(f"({owner} IS NOT NULL)" for owner in owners) + " = 1"


def upgrade() -> None:
    """Forward."""
    op.create_table(
        "guest_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("browser_hash", sa.String(length=64), nullable=True),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_guest_link_area_id_area")),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_guest_link_made_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_guest_link_person_id_person")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["audit_round.id"], name=op.f("fk_guest_link_round_id_audit_round")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_guest_link")),
        sa.UniqueConstraint("key", name=op.f("uq_guest_link_key")),
        sa.UniqueConstraint("request_key", name=op.f("uq_guest_link_request_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_guest_link_token_hash")),
    )
    with op.batch_alter_table("guest_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_guest_link_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guest_link_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_guest_link_round_id"), ["round_id"], unique=False)

    op.create_table(
        "mail",
        sa.Column("purpose", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("address", sa.String(length=254), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("subject", sa.String(length=200), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("once", sa.String(length=120), nullable=True),
        sa.Column("queued_at", sa.DateTime(), nullable=False),
        sa.Column("leased_until", sa.DateTime(), nullable=True),
        sa.Column("n_tries", sa.Integer(), nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("failure", sa.String(length=300), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_mail_area_id_area")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_mail_person_id_person")),
        sa.ForeignKeyConstraint(["round_id"], ["audit_round.id"], name=op.f("fk_mail_round_id_audit_round")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mail")),
        sa.UniqueConstraint("key", name=op.f("uq_mail_key")),
        sa.UniqueConstraint("once", name=op.f("uq_mail_once")),
    )
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mail_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_round_id"), ["round_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_mail_status"), ["status"], unique=False)

    op.create_table(
        "alert",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("status", sa.String(length=20), nullable=False),
        sa.Column("raised_by_id", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(), nullable=False),
        sa.Column("seen_by_id", sa.Integer(), nullable=True),
        sa.Column("seen_at", sa.DateTime(), nullable=True),
        sa.Column("answered_by_id", sa.Integer(), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["answered_by_id"], ["person.id"], name=op.f("fk_alert_answered_by_id_person")
        ),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_alert_area_id_area")),
        sa.ForeignKeyConstraint(["case_id"], ["audit_case.id"], name=op.f("fk_alert_case_id_audit_case")),
        sa.ForeignKeyConstraint(["raised_by_id"], ["person.id"], name=op.f("fk_alert_raised_by_id_person")),
        sa.ForeignKeyConstraint(["seen_by_id"], ["person.id"], name=op.f("fk_alert_seen_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alert")),
        sa.UniqueConstraint("key", name=op.f("uq_alert_key")),
        sa.UniqueConstraint("request_key", name=op.f("uq_alert_request_key")),
    )
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_alert_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_alert_raised_by_id"), ["raised_by_id"], unique=False)

    op.create_table(
        "named_auditor",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("named_by_id", sa.Integer(), nullable=False),
        sa.Column("named_at", sa.DateTime(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_named_auditor_area_id_area")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["audit_case.id"], name=op.f("fk_named_auditor_case_id_audit_case")
        ),
        sa.ForeignKeyConstraint(
            ["named_by_id"], ["person.id"], name=op.f("fk_named_auditor_named_by_id_person")
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_named_auditor_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_named_auditor")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_named_auditor_case_id_person_id")),
    )
    with op.batch_alter_table("named_auditor", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_named_auditor_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_named_auditor_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_named_auditor_person_id"), ["person_id"], unique=False)

    op.create_table(
        "reply_link",
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("owner", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=16), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("request_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_reply_link_area_id_area")),
        sa.ForeignKeyConstraint(
            ["case_id"], ["audit_case.id"], name=op.f("fk_reply_link_case_id_audit_case")
        ),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_reply_link_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reply_link")),
        sa.UniqueConstraint("key", name=op.f("uq_reply_link_key")),
        sa.UniqueConstraint("request_key", name=op.f("uq_reply_link_request_key")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_reply_link_token_hash")),
    )
    with op.batch_alter_table("reply_link", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reply_link_area_id"), ["area_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_reply_link_case_id"), ["case_id"], unique=False)

    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("safeguarding_name", sa.String(length=120), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("safeguarding_email", sa.String(length=254), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("safeguarding_phone", sa.String(length=60), nullable=False, server_default="")
        )
        batch_op.add_column(
            sa.Column("lens_reads_all", sa.Boolean(), nullable=False, server_default=sa.true())
        )

    with op.batch_alter_table("audit_case", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restricted_because", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("audit_round", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("chosen_by", sa.String(length=20), nullable=False, server_default="random")
        )
        batch_op.add_column(sa.Column("is_imported", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("copied_from_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("due_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("meets_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("reminds", sa.Boolean(), nullable=False, server_default=sa.true()))
        batch_op.add_column(sa.Column("left_out", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.create_foreign_key(
            batch_op.f("fk_audit_round_copied_from_id_audit_round"), "audit_round", ["copied_from_id"], ["id"]
        )

    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reply_link_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("done_at", sa.DateTime(), nullable=True))
        batch_op.create_index(batch_op.f("ix_correction_reply_link_id"), ["reply_link_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_correction_reply_link_id_reply_link"), "reply_link", ["reply_link_id"], ["id"]
        )

    with op.batch_alter_table("frame_entry", schema=None) as batch_op:
        batch_op.add_column(sa.Column("restricted_because", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("flags", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("free_text", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_free_text_one_owner"), type_="check")
        batch_op.create_check_constraint(op.f("ck_free_text_one_owner"), _one_owner(*_OWNERS, *_MORE_OWNERS))
        batch_op.add_column(sa.Column("alert_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reply_link_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("kept", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_index(batch_op.f("ix_free_text_alert_id"), ["alert_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_free_text_meeting_id"), ["meeting_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_free_text_reply_link_id"), ["reply_link_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_free_text_reply_link_id_reply_link"), "reply_link", ["reply_link_id"], ["id"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_free_text_meeting_id_meeting"), "meeting", ["meeting_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_free_text_alert_id_alert"), "alert", ["alert_id"], ["id"])

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.add_column(sa.Column("shortcuts", sa.Boolean(), nullable=False, server_default=sa.true()))

    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.add_column(sa.Column("targets", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("board_dates", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("scoresheet", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_scoresheet_one_author"), type_="check")
        batch_op.create_check_constraint(op.f("ck_scoresheet_one_author"), _AUDITOR_OR_MEETING + _OR_IMPORTED)
        batch_op.add_column(sa.Column("frame_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("typed_by_id", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("instead_of_own", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.create_unique_constraint(
            batch_op.f("uq_scoresheet_meeting_id_case_id_edition"), ["meeting_id", "case_id", "edition"]
        )
        batch_op.create_foreign_key(
            batch_op.f("fk_scoresheet_typed_by_id_person"), "person", ["typed_by_id"], ["id"]
        )
        batch_op.create_foreign_key(batch_op.f("fk_scoresheet_frame_id_frame"), "frame", ["frame_id"], ["id"])

    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.add_column(sa.Column("meeting_id", sa.Integer(), nullable=True))
        batch_op.create_foreign_key(
            batch_op.f("fk_settlement_meeting_id_meeting"), "meeting", ["meeting_id"], ["id"]
        )


def downgrade() -> None:
    """Back: what only the newer shape can hold is taken away."""
    op.execute(f"DELETE FROM rating WHERE scoresheet_id IN ({_IMPORTED})")  # noqa: S608
    op.execute(
        f"DELETE FROM free_text WHERE scoresheet_id IN ({_IMPORTED})"  # noqa: S608
        " OR alert_id IS NOT NULL OR reply_link_id IS NOT NULL OR meeting_id IS NOT NULL"
    )
    op.execute("DELETE FROM scoresheet WHERE author_kind = 'imported'")
    with op.batch_alter_table("settlement", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_settlement_meeting_id_meeting"), type_="foreignkey")
        batch_op.drop_column("meeting_id")

    with op.batch_alter_table("scoresheet", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_scoresheet_one_author"), type_="check")
        batch_op.create_check_constraint(op.f("ck_scoresheet_one_author"), _AUDITOR_OR_MEETING)
        batch_op.drop_constraint(batch_op.f("fk_scoresheet_frame_id_frame"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_scoresheet_typed_by_id_person"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("uq_scoresheet_meeting_id_case_id_edition"), type_="unique")
        batch_op.drop_column("instead_of_own")
        batch_op.drop_column("typed_by_id")
        batch_op.drop_column("frame_id")

    with op.batch_alter_table("programme", schema=None) as batch_op:
        batch_op.drop_column("board_dates")
        batch_op.drop_column("targets")

    with op.batch_alter_table("person", schema=None) as batch_op:
        batch_op.drop_column("shortcuts")

    with op.batch_alter_table("free_text", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_free_text_one_owner"), type_="check")
        batch_op.create_check_constraint(op.f("ck_free_text_one_owner"), _one_owner(*_OWNERS))
        batch_op.drop_constraint(batch_op.f("fk_free_text_alert_id_alert"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_free_text_meeting_id_meeting"), type_="foreignkey")
        batch_op.drop_constraint(batch_op.f("fk_free_text_reply_link_id_reply_link"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_free_text_reply_link_id"))
        batch_op.drop_index(batch_op.f("ix_free_text_meeting_id"))
        batch_op.drop_index(batch_op.f("ix_free_text_alert_id"))
        batch_op.drop_column("kept")
        batch_op.drop_column("meeting_id")
        batch_op.drop_column("reply_link_id")
        batch_op.drop_column("alert_id")

    with op.batch_alter_table("frame_entry", schema=None) as batch_op:
        batch_op.drop_column("flags")
        batch_op.drop_column("restricted_because")

    with op.batch_alter_table("correction", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_correction_reply_link_id_reply_link"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_correction_reply_link_id"))
        batch_op.drop_column("done_at")
        batch_op.drop_column("reply_link_id")

    with op.batch_alter_table("audit_round", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_audit_round_copied_from_id_audit_round"), type_="foreignkey")
        batch_op.drop_column("left_out")
        batch_op.drop_column("reminds")
        batch_op.drop_column("meets_on")
        batch_op.drop_column("due_on")
        batch_op.drop_column("copied_from_id")
        batch_op.drop_column("is_imported")
        batch_op.drop_column("chosen_by")

    with op.batch_alter_table("audit_case", schema=None) as batch_op:
        batch_op.drop_column("flags")
        batch_op.drop_column("restricted_because")

    with op.batch_alter_table("area", schema=None) as batch_op:
        batch_op.drop_column("lens_reads_all")
        batch_op.drop_column("safeguarding_phone")
        batch_op.drop_column("safeguarding_email")
        batch_op.drop_column("safeguarding_name")

    with op.batch_alter_table("reply_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reply_link_case_id"))
        batch_op.drop_index(batch_op.f("ix_reply_link_area_id"))

    op.drop_table("reply_link")
    with op.batch_alter_table("named_auditor", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_named_auditor_person_id"))
        batch_op.drop_index(batch_op.f("ix_named_auditor_case_id"))
        batch_op.drop_index(batch_op.f("ix_named_auditor_area_id"))

    op.drop_table("named_auditor")
    with op.batch_alter_table("alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_alert_raised_by_id"))
        batch_op.drop_index(batch_op.f("ix_alert_case_id"))
        batch_op.drop_index(batch_op.f("ix_alert_area_id"))

    op.drop_table("alert")
    with op.batch_alter_table("mail", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_mail_status"))
        batch_op.drop_index(batch_op.f("ix_mail_round_id"))
        batch_op.drop_index(batch_op.f("ix_mail_person_id"))
        batch_op.drop_index(batch_op.f("ix_mail_area_id"))

    op.drop_table("mail")
    with op.batch_alter_table("guest_link", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_guest_link_round_id"))
        batch_op.drop_index(batch_op.f("ix_guest_link_person_id"))
        batch_op.drop_index(batch_op.f("ix_guest_link_area_id"))

    op.drop_table("guest_link")
