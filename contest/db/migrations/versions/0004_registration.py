"""Registration by the units: rules, registrations with members and files, remarks, changes, outgoing mail"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "registration_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opens_at", sa.BigInteger(), nullable=True),
        sa.Column("closes_at", sa.BigInteger(), nullable=True),
        sa.Column("erase_on", sa.Date(), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.CheckConstraint(
            "closes_at IS NULL OR opens_at IS NULL OR opens_at < closes_at",
            name=op.f("ck_registration_rules_opens_before_closing"),
        ),
        sa.CheckConstraint("id = 1", name=op.f("ck_registration_rules_only_one")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_rules")),
    )
    op.create_table(
        "unit_type",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_type")),
        sa.UniqueConstraint("key", name=op.f("uq_unit_type_key")),
        sa.UniqueConstraint("position", name=op.f("uq_unit_type_position")),
    )
    op.create_table(
        "registration",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code_hash", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("unit_type_id", sa.Integer(), nullable=True),
        sa.Column("unit_name", sa.String(length=300), nullable=False),
        sa.Column("unit_fold", sa.String(length=300), nullable=False),
        sa.Column("team_name", sa.String(length=300), nullable=False),
        sa.Column("short_name", sa.String(length=300), nullable=False),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("rules", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("consent_version", sa.String(length=120), nullable=False),
        sa.Column("consented_at", sa.BigInteger(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.Column("decided_at", sa.BigInteger(), nullable=True),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "state IN ('draft', 'submitted', 'returned', 'approved', 'refused', 'withdrawn')",
            name=op.f("ck_registration_state_known"),
        ),
        sa.ForeignKeyConstraint(
            ["group_id"], ["team_group.id"], name=op.f("fk_registration_group_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_registration_team_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(
            ["unit_type_id"], ["unit_type.id"], name=op.f("fk_registration_unit_type_id"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration")),
        sa.UniqueConstraint("code_hash", name=op.f("uq_registration_code_hash")),
        sa.UniqueConstraint("team_id", name=op.f("uq_registration_team_id")),
    )
    op.create_index(op.f("ix_registration_unit_fold"), "registration", ["unit_fold"], unique=False)
    op.create_table(
        "outgoing_mail",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=300), nullable=False),
        sa.Column("subject", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("fault", sa.String(length=300), nullable=True),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("next_try_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'failed')", name=op.f("ck_outgoing_mail_state_known")),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_outgoing_mail_registration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_outgoing_mail")),
    )
    op.create_index(op.f("ix_outgoing_mail_registration_id"), "outgoing_mail", ["registration_id"], unique=False)
    op.create_index(op.f("ix_outgoing_mail_state"), "outgoing_mail", ["state"], unique=False)
    op.create_table(
        "registration_change",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("act", sa.String(length=120), nullable=False),
        sa.Column("field", sa.String(length=300), nullable=False),
        sa.Column("old", sa.String(length=2000), nullable=True),
        sa.Column("new", sa.String(length=2000), nullable=True),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_change_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_change")),
    )
    op.create_index(
        op.f("ix_registration_change_registration_id"), "registration_change", ["registration_id"], unique=False
    )
    op.create_table(
        "registration_contact",
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("phone", sa.String(length=120), nullable=False),
        sa.Column("email", sa.String(length=300), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_contact_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("registration_id", name=op.f("pk_registration_contact")),
    )
    op.create_table(
        "registration_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("name_fold", sa.String(length=300), nullable=False),
        sa.Column("role", sa.String(length=120), nullable=False),
        sa.Column("birth_year", sa.Integer(), nullable=True),
        sa.Column("consented", sa.Boolean(), nullable=False),
        sa.Column("guardian_consented", sa.Boolean(), nullable=False),
        sa.Column("erased_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint(
            "role IN ('trưởng đoàn', 'đội trưởng', 'chính thức', 'dự bị', 'diễn viên phụ họa')",
            name=op.f("ck_registration_member_role_known"),
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_registration_member_registration_id"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registration_member")),
    )
    op.create_index("ix_registration_member_name_fold", "registration_member", ["name_fold"], unique=False)
    op.create_index(
        op.f("ix_registration_member_registration_id"), "registration_member", ["registration_id"], unique=False
    )
    op.create_table(
        "review_remark",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("act", sa.String(length=120), nullable=False),
        sa.Column("text", sa.String(length=2000), nullable=False),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_review_remark_registration_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_review_remark")),
    )
    op.create_index(op.f("ix_review_remark_registration_id"), "review_remark", ["registration_id"], unique=False)
    op.create_table(
        "performance_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=True),
        sa.Column("needs", sa.String(length=2000), nullable=False),
        sa.Column("script_state", sa.String(length=120), nullable=True),
        sa.Column("script_remark", sa.String(length=2000), nullable=False),
        sa.CheckConstraint(
            "script_state IN ('pending', 'approved', 'returned')", name=op.f("ck_performance_entry_script_state_known")
        ),
        sa.CheckConstraint("duration_s > 0", name=op.f("ck_performance_entry_duration_positive")),
        sa.ForeignKeyConstraint(
            ["registration_id"],
            ["registration.id"],
            name=op.f("fk_performance_entry_registration_id"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_performance_entry_section_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_performance_entry")),
        sa.UniqueConstraint(
            "registration_id", "section_id", name=op.f("uq_performance_entry_registration_id_section_id")
        ),
    )
    op.create_index(
        op.f("ix_performance_entry_registration_id"), "performance_entry", ["registration_id"], unique=False
    )
    op.create_table(
        "stored_file",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("registration_id", sa.Integer(), nullable=True),
        sa.Column("entry_id", sa.Integer(), nullable=True),
        sa.Column("team_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=False),
        sa.Column("media_type", sa.String(length=120), nullable=False),
        sa.Column("bytes", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("thumb_sha256", sa.String(length=64), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("stored_at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint(
            "kind IN ('photo', 'logo', 'music', 'clip', 'script')", name=op.f("ck_stored_file_kind_known")
        ),
        sa.CheckConstraint("bytes > 0", name=op.f("ck_stored_file_not_empty")),
        sa.ForeignKeyConstraint(
            ["entry_id"], ["performance_entry.id"], name=op.f("fk_stored_file_entry_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["registration_id"], ["registration.id"], name=op.f("fk_stored_file_registration_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_stored_file_team_id"), ondelete="SET NULL"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_stored_file")),
    )
    op.create_index(op.f("ix_stored_file_registration_id"), "stored_file", ["registration_id"], unique=False)
    op.create_index(op.f("ix_stored_file_sha256"), "stored_file", ["sha256"], unique=False)
    op.create_index(op.f("ix_stored_file_team_id"), "stored_file", ["team_id"], unique=False)
    op.add_column("team", sa.Column("unit_name", sa.String(length=300), nullable=True))


def downgrade() -> None:
    op.drop_column("team", "unit_name")
    op.drop_index(op.f("ix_stored_file_team_id"), table_name="stored_file")
    op.drop_index(op.f("ix_stored_file_sha256"), table_name="stored_file")
    op.drop_index(op.f("ix_stored_file_registration_id"), table_name="stored_file")
    op.drop_table("stored_file")
    op.drop_index(op.f("ix_performance_entry_registration_id"), table_name="performance_entry")
    op.drop_table("performance_entry")
    op.drop_index(op.f("ix_review_remark_registration_id"), table_name="review_remark")
    op.drop_table("review_remark")
    op.drop_index(op.f("ix_registration_member_registration_id"), table_name="registration_member")
    op.drop_index("ix_registration_member_name_fold", table_name="registration_member")
    op.drop_table("registration_member")
    op.drop_table("registration_contact")
    op.drop_index(op.f("ix_registration_change_registration_id"), table_name="registration_change")
    op.drop_table("registration_change")
    op.drop_index(op.f("ix_outgoing_mail_state"), table_name="outgoing_mail")
    op.drop_index(op.f("ix_outgoing_mail_registration_id"), table_name="outgoing_mail")
    op.drop_table("outgoing_mail")
    op.drop_index(op.f("ix_registration_unit_fold"), table_name="registration")
    op.drop_table("registration")
    op.drop_table("unit_type")
    op.drop_table("registration_rules")
