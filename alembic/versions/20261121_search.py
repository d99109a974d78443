"""A card of each track that lists are sorted, filtered and searched by.

Triggers keep the cards, so whoever writes a track or an analysis need not know of them.  A trigger
speaks of its own table and of the cards only: SQLite rebuilds a table under another name, and would
stumble over triggers of other tables that speak of it.  A migration that rebuilds ``track`` or
``analysis`` has to make their triggers again, as ``add_track_triggers`` and
``add_analysis_triggers`` do here, because SQLite drops them with the table; a test finds out.
"""

import unicodedata

import sqlalchemy as sa
from alembic import op

revision = "5d1c0f6e2a47"
down_revision = "32adc1f41799"
branch_labels = None
depends_on = None

LETTERS = (
    ("ø", "o"), ("Ø", "o"), ("ł", "l"), ("Ł", "l"), ("đ", "d"), ("Đ", "d"), ("ß", "ss"),
    ("æ", "ae"), ("Æ", "ae"), ("œ", "oe"), ("Œ", "oe"), ("ı", "i"),
)
"""Letters that are no others with a sign on them; people who lack the key write them like this."""

SORTED = {
    "added": ("added_at",),
    "title": ("title_key",),
    "artist": ("artist_key", "title_key"),
    "album": ("album_key", "title_key"),
    "genre": ("genre_key", "title_key"),
    "year": ("year",),
    "duration": ("duration_seconds",),
    "size": ("size_bytes",),
    "rating": ("rating",),
    "source": ("source",),
    "tempo": ("tempo_bpm",),
    "key": ("key_place",),
    "loudness": ("loudness_lufs",),
    "energy": ("energy",),
}

WORDS = ("title", "artist", "album", "genre", "file_name")

TOLD = {
    "title_key": "title", "artist_key": "artist", "album_key": "album", "genre_key": "genre",
    "year": "year", "rating": "rating", "source": "source", "duration_seconds": "duration_seconds",
    "size_bytes": "size_bytes", "added_at": "created_at",
}
"""What a card says, and of which column of the track."""

HEARD = "is_heard, tempo_bpm, key_place, loudness_lufs, energy"


def upgrade() -> None:
    add_cards()
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE VIRTUAL TABLE trackwords USING fts5({', '.join(WORDS)}, "
            "tokenize = \"unicode61 remove_diacritics 2\", prefix = '2 3', columnsize = 0)"
        )
    else:
        add_functions()
        op.execute(
            "CREATE TABLE trackwords (number bigint PRIMARY KEY REFERENCES trackcard (number) "
            "ON DELETE CASCADE, words tsvector NOT NULL, genre tsvector NOT NULL)"
        )
        op.execute("CREATE INDEX ix_trackwords_words ON trackwords USING gin (words)")
        op.execute("CREATE INDEX ix_trackwords_genre ON trackwords USING gin (genre)")
    add_track_triggers()
    add_analysis_triggers()
    fill_cards()


def add_cards() -> None:
    op.create_table(
        "trackcard",
        sa.Column(
            "number", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False
        ),
        sa.Column("track_id", sa.Uuid(), nullable=False),
        sa.Column("owner_id", sa.Uuid(), nullable=False),
        sa.Column("is_kept", sa.Boolean(), nullable=False),
        *(sa.Column(name, key_type(), nullable=name != "title_key") for name in list(TOLD)[:4]),
        sa.Column("year", sa.Integer()),
        sa.Column("rating", sa.Integer()),
        sa.Column("source", sa.String(length=32), nullable=False),
        sa.Column("duration_seconds", sa.Float(), nullable=False),
        sa.Column("size_bytes", sa.BigInteger(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("has_audio", sa.Boolean(), nullable=False),
        sa.Column("is_heard", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("tempo_bpm", sa.Float()),
        sa.Column("key_place", sa.Integer()),
        sa.Column("loudness_lufs", sa.Float()),
        sa.Column("energy", sa.Float()),
        sa.ForeignKeyConstraint(
            ["track_id"], ["track.id"], name="fk_trackcard_track_id_track", ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["user.id"], name="fk_trackcard_owner_id_user", ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("number", name="pk_trackcard"),
        sa.UniqueConstraint("track_id", name="uq_trackcard_track_id"),
        sqlite_autoincrement=True,  # a number is never given again
    )
    for name, columns in SORTED.items():
        order = ["owner_id", "is_kept", *columns, "number"]
        op.create_index(f"ix_trackcard_{name}", "trackcard", order, unique=False)


def key_type() -> sa.types.TypeEngine[str]:
    # The order of bytes, so that both databases agree and an index does not need a locale.
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def plain(text: str) -> str:
    for letter, written in LETTERS:
        text = f"replace({text}, '{letter}', '{written}')"
    return text


def sort_key(text: str) -> str:
    """Small letters of ASCII, and a first letter without its sign, so that É stands by E."""
    signed = [
        (chr(code), base[0].lower())
        for code in (*range(0xC0, 0x180), *range(0x1E00, 0x1EFA))
        if (base := unicodedata.normalize("NFD", chr(code)))[0].isascii() and base[0].isalpha()
    ]
    signed += [(letter, written) for letter, written in LETTERS if len(written) == 1]
    source, target = ("".join(side) for side in zip(*signed, strict=True))
    if not is_sqlite():
        first = f"translate(left({text}, 1), '{source}', '{target}')"
        return f'lower(({first} || substr({text}, 2)) COLLATE "C")'
    first = f"substr({text}, 1, 1)"
    place = f"instr('{source}', {first})"
    return (
        f"CASE WHEN {place} > 0 THEN substr('{target}', {place}, 1) || lower(substr({text}, 2))"
        f" ELSE lower({text}) END"
    )


def card_values(row: str) -> dict[str, str]:
    said = {
        name: sort_key(f"{row}.{told}") if name.endswith("_key") else f"{row}.{told}"
        for name, told in TOLD.items()
    }
    said["is_kept"] = f"{row}.deleted_at IS NULL"
    said["has_audio"] = f"{row}.content_hash IS NOT NULL"
    return said


def heard_of(track: str, row: str = "a") -> str:
    place = f"{row}.camelot"
    is_major = f"CASE WHEN {place} LIKE '%B' THEN 1 ELSE 0 END"
    digits = f"CAST(substr({place}, 1, length({place}) - 1) AS INTEGER)"
    key = f"CASE WHEN length({place}) > 1 THEN {digits} * 2 + {is_major} END"
    return (
        f"SELECT true, {row}.tempo_bpm, {key}, {row}.loudness_lufs, {row}.energy "
        f"FROM analysis {row} WHERE {row}.track_id = {track} "
        f"ORDER BY {row}.created_at DESC, {row}.id LIMIT 1"
    )


def insert_card(row: str) -> str:
    values = card_values(row)
    return (
        f"INSERT INTO trackcard (track_id, owner_id, {', '.join(values)}) "
        f"VALUES ({row}.id, {row}.owner_id, {', '.join(values.values())})"
    )


def update_card(row: str) -> str:
    changes = ", ".join(f"{name} = {value}" for name, value in card_values(row).items())
    return f"UPDATE trackcard SET {changes} WHERE track_id = {row}.id"


def number_of(row: str) -> str:
    return f"(SELECT number FROM trackcard WHERE track_id = {row}.id)"


def words_values(row: str) -> list[str]:
    if is_sqlite():
        return [plain(f"coalesce({row}.{name}, '')") for name in WORDS]
    weighed = " || ".join(
        f"setweight(to_tsvector('simple', sfa_fold({row}.{name})), '{weight}')"
        for name, weight in zip(WORDS, "ABCDD", strict=True)
    )
    return [weighed, f"to_tsvector('simple', sfa_fold({row}.genre))"]


def words_names() -> list[str]:
    return list(WORDS) if is_sqlite() else ["words", "genre"]


def insert_words(row: str) -> str:
    number = "rowid" if is_sqlite() else "number"
    return (
        f"INSERT INTO trackwords ({number}, {', '.join(words_names())}) "
        f"VALUES ({number_of(row)}, {', '.join(words_values(row))})"
    )


def update_words(row: str) -> str:
    number = "rowid" if is_sqlite() else "number"
    pairs = zip(words_names(), words_values(row), strict=True)
    changes = ", ".join(f"{name} = {value}" for name, value in pairs)
    return f"UPDATE trackwords SET {changes} WHERE {number} = {number_of(row)}"


def add_functions() -> None:
    # An extension (unaccent) would need a right that the studio's role may lack.
    source, target, marks = letters_of_postgres()
    chained = plain("said")
    op.execute(
        "CREATE FUNCTION sfa_fold(said text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$"
        " SELECT CASE WHEN said IS NULL THEN ''"
        " WHEN octet_length(said) = char_length(said)"
        " THEN translate(lower(said COLLATE \"C\"), " + quoted(ASCII_SIGNS) + ", "
        + quoted(" " * len(ASCII_SIGNS)) + ")"
        f" ELSE translate(lower({chained} COLLATE \"C\"), {quoted(source + marks)}, {quoted(target)})"
        " END $$"
    )


ASCII_SIGNS = "".join(
    chr(code) for code in range(1, 127) if not chr(code).isalnum() and chr(code) != " "
)


FREQUENT = " etaoinshrdlucmfwypvbgkjqxz0123456789"


def quoted(text: str) -> str:
    """Write a text with ordinary signs only, as PostgreSQL's escaped strings do."""
    body = "".join(
        one if one.isascii() and one.isalnum() else f"\\u{ord(one):04x}" for one in text
    )
    return f"E'{body}'"


def letters_of_postgres() -> tuple[str, str, str]:
    # A letter is sought from the first one on, so the most frequent come first, unchanged.
    source = [*FREQUENT, *ASCII_SIGNS]
    target = [*FREQUENT, *" " * len(ASCII_SIGNS)]
    latin = (*range(0xC0, 0x250), *range(0x1E00, 0x1F00))
    for code in (*range(0x80, 0xC0), *latin, *range(0x370, 0x530), *range(0x2000, 0x2070)):
        one = chr(code)
        small = one.lower()
        base = unicodedata.normalize("NFD", small)[0] if code in latin else small
        said = base if one.isalnum() else " "
        if len(said) == 1 and said != one:
            source.append(one)
            target.append(said)
    marks = "".join(chr(code) for code in range(0x300, 0x370))
    return "".join(source), "".join(target), marks


def add_trigger(name: str, when: str, table: str, *acts: str, condition: str = "") -> None:
    body = ";\n".join(acts) + ";"
    if is_sqlite():
        asked = f" WHEN {condition}" if condition else ""
        op.execute(f"CREATE TRIGGER {name} AFTER {when} ON {table}{asked} BEGIN {body} END")
        return
    op.execute(
        f"CREATE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {body} "
        "RETURN NULL; END $$"
    )
    asked = f" WHEN ({condition})" if condition else ""
    op.execute(
        f"CREATE TRIGGER {name} AFTER {when} ON {table} FOR EACH ROW{asked} "
        f"EXECUTE FUNCTION {name}()"
    )


def add_track_triggers() -> None:
    told = [*TOLD.values(), "deleted_at", "content_hash"]
    add_trigger(
        "trackcard_begun", "INSERT", "track", insert_card("NEW"), insert_words("NEW")
    )
    add_trigger(
        "trackcard_told", f"UPDATE OF {', '.join(told)}", "track", update_card("NEW")
    )
    add_trigger(
        "trackcard_worded", f"UPDATE OF {', '.join(WORDS)}", "track", update_words("NEW")
    )
    if is_sqlite():
        add_trigger(
            "trackcard_gone", "DELETE", "trackcard",
            "DELETE FROM trackwords WHERE rowid = OLD.number",
        )


def add_analysis_triggers() -> None:
    told = "tempo_bpm, camelot, loudness_lufs, energy, created_at"
    for name, when, row in (
        ("trackcard_heard", "INSERT", "NEW"),
        ("trackcard_heard_anew", f"UPDATE OF {told}", "NEW"),
    ):
        add_trigger(name, when, "analysis", hear(row))
    forget = (
        "UPDATE trackcard SET is_heard = false, tempo_bpm = NULL, key_place = NULL, "
        "loudness_lufs = NULL, energy = NULL WHERE track_id = OLD.track_id"
    )
    add_trigger("trackcard_unheard", "DELETE", "analysis", forget, hear("OLD"))


def hear(row: str) -> str:
    if is_sqlite():
        newest = heard_of(f"{row}.track_id")
        return (
            f"UPDATE trackcard SET ({HEARD}) = ({newest}) WHERE track_id = {row}.track_id "
            f"AND EXISTS (SELECT 1 FROM analysis WHERE track_id = {row}.track_id)"
        )
    names = HEARD.split(", ")
    changes = ", ".join(f"{name} = newest.{name}" for name in names)
    return (
        f"UPDATE trackcard SET {changes} FROM ({heard_of(f'{row}.track_id')}) "
        f"AS newest ({HEARD}) WHERE trackcard.track_id = {row}.track_id"
    )


def fill_cards() -> None:
    values = card_values("track")
    op.execute(
        f"INSERT INTO trackcard (track_id, owner_id, {', '.join(values)}) "
        f"SELECT track.id, track.owner_id, {', '.join(values.values())} FROM track "
        "ORDER BY track.created_at, track.id"
    )
    number = "rowid" if is_sqlite() else "number"
    op.execute(
        f"INSERT INTO trackwords ({number}, {', '.join(words_names())}) "
        f"SELECT trackcard.number, {', '.join(words_values('track'))} "
        "FROM trackcard JOIN track ON track.id = trackcard.track_id"
    )
    op.execute("UPDATE analysis SET tempo_bpm = tempo_bpm")  # the trigger does the rest


def downgrade() -> None:
    for name, table in (
        ("trackcard_begun", "track"),
        ("trackcard_told", "track"),
        ("trackcard_worded", "track"),
        ("trackcard_heard", "analysis"),
        ("trackcard_heard_anew", "analysis"),
        ("trackcard_unheard", "analysis"),
    ):
        if is_sqlite():
            op.execute(f"DROP TRIGGER IF EXISTS {name}")
        else:
            op.execute(f"DROP TRIGGER IF EXISTS {name} ON {table}")
            op.execute(f"DROP FUNCTION IF EXISTS {name}()")
    op.execute("DROP TABLE trackwords")
    op.drop_table("trackcard")
    if not is_sqlite():
        op.execute("DROP FUNCTION sfa_fold(text)")
