"""The library grows."""

import sqlalchemy as sa
import sqlmodel
from alembic import op
from sqlalchemy import Text
from sqlalchemy.dialects import postgresql

revision = "4b3742c83290"
down_revision = "5d1c0f6e2a47"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "libraryroot",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("name", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("kind", sa.String(length=32), nullable=False),
        sa.Column("is_paused", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("scanned_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("fault", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_libraryroot_owner_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_libraryroot")),
        sa.UniqueConstraint("path", name=op.f("uq_libraryroot_path")),
    )
    with op.batch_alter_table("libraryroot", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_libraryroot_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "listreview",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("title", sqlmodel.sql.sqltypes.AutoString(length=200), nullable=False),
        sa.Column(
            "document",
            sa.JSON().with_variant(postgresql.JSONB(astext_type=Text()), "postgresql"),
            nullable=False,
        ),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_listreview_owner_id_user"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_listreview")),
    )
    with op.batch_alter_table("listreview", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_listreview_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "artwork",
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("content_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("source", sqlmodel.sql.sqltypes.AutoString(length=20), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_artwork_owner_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_artwork_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_id", name=op.f("pk_artwork")),
    )
    with op.batch_alter_table("artwork", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_artwork_content_hash"), ["content_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_artwork_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "fingerprint",
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("duration_seconds", sa.Float(), nullable=False),
        sa.Column("words", sa.LargeBinary(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_fingerprint_owner_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["track_id"],
            ["track.id"],
            name=op.f("fk_fingerprint_track_id_track"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("track_id", name=op.f("pk_fingerprint")),
    )
    with op.batch_alter_table("fingerprint", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fingerprint_owner_id"), ["owner_id"], unique=False)

    op.create_table(
        "rootfile",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("root_id", sa.Uuid(), nullable=False),
        sa.Column("path", sqlmodel.sql.sqltypes.AutoString(length=1000), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("modified_ns", sa.BigInteger(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=True),
        sa.Column("is_missing", sa.Boolean(), nullable=False),
        sa.Column("fault", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["root_id"],
            ["libraryroot.id"],
            name=op.f("fk_rootfile_root_id_libraryroot"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_rootfile_track_id_track"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rootfile")),
        sa.UniqueConstraint("root_id", "path", name="uq_rootfile_root_id_path"),
    )
    with op.batch_alter_table("rootfile", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rootfile_root_id"), ["root_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_rootfile_track_id"), ["track_id"], unique=False)

    op.create_table(
        "sharelink",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("track_id", sa.Uuid(), nullable=True),
        sa.Column("playlist_id", sa.Uuid(), nullable=True),
        sa.Column("token_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_sharelink_owner_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["playlist_id"],
            ["playlist.id"],
            name=op.f("fk_sharelink_playlist_id_playlist"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_sharelink_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sharelink")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_sharelink_token_hash")),
    )
    with op.batch_alter_table("sharelink", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sharelink_owner_id"), ["owner_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharelink_playlist_id"), ["playlist_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_sharelink_track_id"), ["track_id"], unique=False)

    op.create_table(
        "timbre",
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name=op.f("fk_timbre_owner_id_user"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name=op.f("fk_timbre_track_id_track"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("track_id", name=op.f("pk_timbre")),
    )
    with op.batch_alter_table("timbre", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timbre_owner_id"), ["owner_id"], unique=False)

    with op.batch_alter_table("playlist", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("query", sqlmodel.sql.sqltypes.AutoString(length=500), nullable=True)
        )
        batch_op.add_column(sa.Column("parent_id", sa.Uuid(), nullable=True))
        batch_op.add_column(
            sa.Column("place", sa.Integer(), nullable=False, server_default=sa.text("0"))
        )
        batch_op.add_column(
            sa.Column("artwork_hash", sqlmodel.sql.sqltypes.AutoString(length=64), nullable=True)
        )
        batch_op.create_index(batch_op.f("ix_playlist_parent_id"), ["parent_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_playlist_parent_id_playlist"),
            "playlist",
            ["parent_id"],
            ["id"],
            ondelete="CASCADE",
        )

    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.add_column(sa.Column("quota_bytes", sa.BigInteger(), nullable=True))



def downgrade() -> None:
    with op.batch_alter_table("user", schema=None) as batch_op:
        batch_op.drop_column("quota_bytes")

    with op.batch_alter_table("playlist", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_playlist_parent_id_playlist"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_playlist_parent_id"))
        batch_op.drop_column("artwork_hash")
        batch_op.drop_column("place")
        batch_op.drop_column("parent_id")
        batch_op.drop_column("query")

    with op.batch_alter_table("timbre", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timbre_owner_id"))

    op.drop_table("timbre")
    with op.batch_alter_table("sharelink", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sharelink_track_id"))
        batch_op.drop_index(batch_op.f("ix_sharelink_playlist_id"))
        batch_op.drop_index(batch_op.f("ix_sharelink_owner_id"))

    op.drop_table("sharelink")
    with op.batch_alter_table("rootfile", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rootfile_track_id"))
        batch_op.drop_index(batch_op.f("ix_rootfile_root_id"))

    op.drop_table("rootfile")
    with op.batch_alter_table("fingerprint", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_fingerprint_owner_id"))

    op.drop_table("fingerprint")
    with op.batch_alter_table("artwork", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_artwork_owner_id"))
        batch_op.drop_index(batch_op.f("ix_artwork_content_hash"))

    op.drop_table("artwork")
    with op.batch_alter_table("listreview", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_listreview_owner_id"))

    op.drop_table("listreview")
    with op.batch_alter_table("libraryroot", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_libraryroot_owner_id"))

    op.drop_table("libraryroot")
