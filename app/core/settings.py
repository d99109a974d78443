"""Everything that can be set from outside; nothing else reads the environment."""

import os
from functools import cached_property
from pathlib import Path
from typing import Literal, Self

from pydantic import Field, SecretStr, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

CHILD_ENVIRONMENT = {
    # Audio work maps and unmaps large buffers at every step; telling glibc to keep its memory
    # takes a quarter off a separation (measured, docs/reference/settings.md).
    "MALLOC_MMAP_THRESHOLD_": "4294967296",
    "MALLOC_TRIM_THRESHOLD_": "4294967296",
    "MALLOC_TOP_PAD_": "268435456",
    # What each thread would keep for itself adds up: one heap for all takes a tenth to a half less.
    "MALLOC_ARENA_MAX": "1",
    "THP_MEM_ALLOC_ENABLE": "1",
    # Threads that wait for each other sleep. By default they spin, and where the cores are shared
    # that is most of what a separation takes (measured, docs/reference/settings.md).
    "OMP_WAIT_POLICY": "PASSIVE",
    # NumPy's products of matrices are small here, and waiting for each other's threads takes as
    # long as the work: half of an analysis.
    "OPENBLAS_NUM_THREADS": "1",
}


ADDRESSES = {
    "database_url": ("postgresql://", "postgres://", "postgresql+psycopg://", "sqlite:///"),
    "redis_url": ("redis://", "rediss://", "unix://"),
}


class Settings(BaseSettings):
    """The settings, read from ``SFA_*`` variables and from ``.env`` in the present folder."""

    model_config = SettingsConfigDict(
        env_prefix="SFA_",
        env_file=".env",
        env_ignore_empty=True,
        extra="ignore",
        frozen=True,
        populate_by_name=True,
        hide_input_in_errors=True,  # addresses hold passwords
    )

    # Where things lie
    data_dir: Path = Field(default=Path("data"), description="Library, media, models and logs.")
    models_dir: Path | None = Field(
        default=None, description="Folder of Demucs weights; the data folder's models/ if not set."
    )
    database_url: SecretStr | None = Field(
        default=None,
        validation_alias="DATABASE_URL",
        description="postgresql://… for the grown edition; SQLite in the data folder if not set.",
    )
    redis_url: SecretStr | None = Field(
        default=None,
        validation_alias="REDIS_URL",
        description="redis://… for the grown edition; an in-process queue if not set.",
    )
    redis_namespace: str = Field(
        default="sfa", pattern=r"^[a-z0-9_-]+$", description="Prefix of everything in Redis."
    )

    # The server
    host: str = Field(default="127.0.0.1", description="Address the server listens on.")
    port: int = Field(default=4000, ge=1, le=65535, description="Port the server listens on.")
    public_url: str | None = Field(
        default=None,
        pattern=r"^https?://[^/?#\s@]+/?$",
        description="https://… where browsers reach the studio behind a proxy; "
        "the address they ask for if not set.",
    )
    secret_key: SecretStr | None = Field(
        default=None,
        description="Key that stored secrets are encrypted with, 32 random bytes in base64; "
        "secret.key in the data folder if not set.",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least serious event that is logged."
    )
    log_format: Literal["console", "json"] = Field(
        default="console", description="Lines for people or for machines."
    )
    owner_email: str = Field(
        default="owner@localhost", description="Account that owns what the command line makes."
    )

    # What comes in
    max_track_seconds: float = Field(
        default=7200.0, gt=0, description="Longest track that is accepted."
    )
    max_upload_bytes: int = Field(
        default=2_000_000_000, gt=0, description="Largest file that is accepted."
    )
    quota_gb: float | None = Field(
        default=None,
        gt=0,
        description="What the tracks and stems of each user may take; no limit if not set.",
    )
    watch_folder: Path | None = Field(
        default=None, description="Folder whose music is copied into the owner's library by itself."
    )
    watch_seconds: float = Field(
        default=10.0, gt=0, description="Time between two looks into a watched folder."
    )
    in_place_seconds: float = Field(
        default=60.0,
        gt=0,
        description="Time between two looks into a folder whose files stay in place.",
    )

    # What is fetched from elsewhere
    fetch_proxy: SecretStr | None = Field(
        default=None, description="http://… through which music is fetched; none if not set."
    )
    fetch_cookies_file: Path | None = Field(
        default=None, description="Cookies in Netscape's format, for pages that want a sign-in."
    )
    fetch_private_hosts: str = Field(
        default="",
        description="Addresses of your own network that may be fetched from, with commas: "
        "host:port or 10.0.0.0/8.",
    )
    fetch_search: str = Field(
        default="ytsearch10:", description="Where tracks are looked for, as yt-dlp names it."
    )
    fetch_limit_seconds: float = Field(
        default=3600.0, gt=0, description="Longest that fetching one track may take."
    )
    spotify_client_id: str | None = Field(
        default=None, description="ID of your app at developer.spotify.com."
    )
    spotify_client_secret: SecretStr | None = Field(default=None, description="Secret of that app.")
    spotify_api_url: str = Field(
        default="https://api.spotify.com/v1", description="Address of Spotify's Web API."
    )
    spotify_accounts_url: str = Field(
        default="https://accounts.spotify.com", description="Address of Spotify's sign-in."
    )
    spotify_pages_url: str = Field(
        default="https://open.spotify.com", description="Address of Spotify's public pages."
    )

    # Stems
    engine: str = Field(default="draft", description="Stem engine used when none is named.")
    model: str = Field(default="htdemucs", description="Demucs model used when none is named.")
    device: Literal["auto", "cpu", "cuda"] = Field(
        default="auto", description="Where networks run; auto takes a GPU when there is one."
    )
    precision: Literal["auto", "fp32", "bf16"] = Field(
        default="auto", description="Arithmetic of networks; auto takes bf16 where it is fast."
    )
    weights_url: str = Field(
        default="https://dl.fbaipublicfiles.com/demucs/",
        description="Where weights are fetched from at first use.",
    )

    # Jobs
    download_concurrency: int = Field(default=3, ge=1, description="Downloads at a time.")
    processing_concurrency: int = Field(default=2, ge=1, description="Separations at a time.")
    analysis_concurrency: int = Field(default=2, ge=1, description="Analyses at a time.")
    job_lease_seconds: float = Field(
        default=15.0, gt=0, description="Silence after which a worker is held to be lost."
    )
    job_attempts: int = Field(
        default=3, ge=1, description="How often a job is tried before it fails for good."
    )
    job_backoff_seconds: float = Field(
        default=15.0, ge=0, description="Wait before the first retry; doubles with every other."
    )
    job_keep_days: float = Field(
        default=7.0, gt=0, description="Age at which finished jobs are pruned."
    )
    keeper_seconds: float = Field(
        default=0.5, gt=0, description="Beat of the keeper: heartbeat, cancel, rescue, wake-ups."
    )
    stop_seconds: float = Field(
        default=5.0, gt=0, description="Time a stop waits for work to be given back."
    )
    child_idle_seconds: float = Field(
        default=300.0, gt=0, description="Time a warm child process is kept without work."
    )
    import_limit_seconds: float = Field(
        default=1800.0, gt=0, description="Longest an import may take."
    )
    separation_limit_seconds: float = Field(
        default=14_400.0, gt=0, description="Longest a separation may take."
    )
    analysis_limit_seconds: float = Field(
        default=3600.0, gt=0, description="Longest an analysis may take."
    )
    trash_days: float = Field(
        default=30.0, ge=0, description="Days after which what was deleted is gone for good."
    )
    clean_age_hours: float = Field(
        default=24.0, gt=0, description="Files younger than this are never cleaned away."
    )

    @field_validator("database_url", "redis_url")
    @classmethod
    def _address_is_one(cls, value: SecretStr | None, info: ValidationInfo) -> SecretStr | None:
        schemes = ADDRESSES[info.field_name or ""]
        if value is not None and not value.get_secret_value().startswith(schemes):
            message = f"It has to begin with {' or '.join(schemes)}."
            raise ValueError(message)
        return value

    @model_validator(mode="after")
    def _queue_needs_a_shared_database(self) -> Self:
        if self.redis_url and not self.database_url:
            message = (
                "REDIS_URL is set without DATABASE_URL: workers on Redis share a PostgreSQL "
                "database, so set DATABASE_URL too, or unset REDIS_URL."
            )
            raise ValueError(message)
        return self

    @cached_property
    def data_folder(self) -> Path:
        """Return the data folder as an absolute path."""
        return self.data_dir.expanduser().absolute()

    @cached_property
    def models_folder(self) -> Path:
        """Return the folder of weights as an absolute path."""
        return (self.models_dir or self.data_folder / "models").expanduser().absolute()

    @property
    def private_hosts(self) -> tuple[str, ...]:
        """Return the addresses of our own network that may be fetched from."""
        return tuple(part.strip() for part in self.fetch_private_hosts.split(",") if part.strip())

    @cached_property
    def tools_folder(self) -> Path:
        """Return the folder of programs that are installed on demand, as an absolute path."""
        return self.data_folder / "tools"

    @property
    def is_embedded(self) -> bool:
        """Say whether this process is its own queue."""
        return self.redis_url is None

    @property
    def database_address(self) -> str:
        """Return SQLAlchemy's address of the database, with the driver named."""
        if self.database_url is None:
            return f"sqlite:///{self.data_folder / 'sound-forge.db'}"
        url = self.database_url.get_secret_value()
        for short in ("postgres://", "postgresql://"):
            if url.startswith(short):
                return "postgresql+psycopg://" + url.removeprefix(short)
        return url

    def child_environment(self) -> dict[str, str]:
        """Return the environment of a child process that does audio work."""
        return {**os.environ, **CHILD_ENVIRONMENT}  # noqa: TID251  — settings' own room
