"""Tracks from elsewhere."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "32adc1f41799"
down_revision = "787f65ef4833"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "spotifyaccount",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("access", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("refresh", sqlmodel.sql.sqltypes.AutoString(), nullable=False),
        sa.Column("scope", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"],
            ["user.id"],
            name=op.f("fk_spotifyaccount_owner_id_user"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_spotifyaccount")),
        sa.UniqueConstraint("owner_id", name="uq_spotifyaccount_owner_id"),
    )
    with op.batch_alter_table("spotifyaccount", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_spotifyaccount_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "tag",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=60), nullable=False),
        sa.Column("folded", sqlmodel.sql.sqltypes.AutoString(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_tag_owner_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("owner_id", "folded", name="uq_tag_owner_id_folded"),
    )
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tag_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "offer",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("url", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=False),
        sa.Column("channel", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("duration_seconds", sa.Float(), nullable=True),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column(
            "reasons",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("is_chosen", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_offer_owner_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_offer_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_offer")),
        sa.UniqueConstraint("track_id", "place", name="uq_offer_track_id_place"),
    )
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_offer_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_offer_track_id"), ["track_id"], unique=False)

    op.create_table(
        "tracktag",
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("tag_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["tag_id"], ["tag.id"], name=op.f("fk_tracktag_tag_id_tag"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_tracktag_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_id", "tag_id", name=op.f("pk_tracktag")),
    )
    with op.batch_alter_table("tracktag", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_tracktag_tag_id"), ["tag_id"], unique=False)

    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "stage",
                sqlmodel.sql.sqltypes.AutoString(length=40),
                nullable=False,
                server_default="separate",
            )
        )
        batch_op.add_column(
            sa.Column(
                "plan",
                sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
                nullable=False,
                server_default="[]",
            )
        )
    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.alter_column("stage", server_default=None)
        batch_op.alter_column("plan", server_default=None)

    with op.batch_alter_table("pipeline", schema=None) as batch_op:
        batch_op.add_column(sa.Column("batch_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_pipeline_batch_id"), ["batch_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_pipeline_batch_id_batch"),
            "batch",
            ["batch_id"],
            ["id"],
            ondelete="SET NULL",
        )

    with op.batch_alter_table("playlist", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("link", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True)
        )
        batch_op.create_unique_constraint("uq_playlist_owner_id_link", ["owner_id", "link"])

    with op.batch_alter_table("track", schema=None) as batch_op:
        batch_op.add_column(sa.Column("rating", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("isrc", sqlmodel.sql.sqltypes.AutoString(length=12), nullable=True)
        )
        batch_op.add_column(
            sa.Column("spotify_id", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True)
        )
        batch_op.add_column(
            sa.Column("link", sqlmodel.sql.sqltypes.AutoString(length=2000), nullable=True)
        )
        batch_op.alter_column("content_hash", existing_type=sa.VARCHAR(length=64), nullable=True)
        batch_op.create_unique_constraint(
            "uq_track_owner_id_spotify_id", ["owner_id", "spotify_id"]
        )
        batch_op.create_index("ix_track_owner_id_link", ["owner_id", "link"], unique=False)



def downgrade() -> None:
    # A track without audio had no place before.
    op.execute("DELETE FROM track WHERE content_hash IS NULL")
    op.execute("DELETE FROM batch WHERE stage <> 'separate'")
    with op.batch_alter_table("track", schema=None) as batch_op:
        batch_op.drop_index("ix_track_owner_id_link")
        batch_op.drop_constraint("uq_track_owner_id_spotify_id", type_="unique")
        batch_op.alter_column("content_hash", existing_type=sa.VARCHAR(length=64), nullable=False)
        batch_op.drop_column("link")
        batch_op.drop_column("spotify_id")
        batch_op.drop_column("isrc")
        batch_op.drop_column("rating")

    with op.batch_alter_table("playlist", schema=None) as batch_op:
        batch_op.drop_constraint("uq_playlist_owner_id_link", type_="unique")
        batch_op.drop_column("link")

    with op.batch_alter_table("pipeline", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_pipeline_batch_id_batch"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_pipeline_batch_id"))
        batch_op.drop_column("batch_id")

    with op.batch_alter_table("batch", schema=None) as batch_op:
        batch_op.drop_column("plan")
        batch_op.drop_column("stage")

    with op.batch_alter_table("tracktag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tracktag_tag_id"))

    op.drop_table("tracktag")
    with op.batch_alter_table("offer", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_offer_track_id"))
        batch_op.drop_index(batch_op.f("ix_offer_owner_id"))

    op.drop_table("offer")
    with op.batch_alter_table("tag", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_tag_owner_id"))

    op.drop_table("tag")
    with op.batch_alter_table("spotifyaccount", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_spotifyaccount_owner_id"))

    op.drop_table("spotifyaccount")
