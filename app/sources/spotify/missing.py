"""What a list holds beside tracks: counted, and said in words, so that nothing is lost silently."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.core.words import plural
from app.sources.spotify.answers import FoundTrack
from app.sources.spotify.replies import Album, Track, track_of


@dataclass
class Missing:
    """The entries of a list of ``total`` that are left out, by reason."""

    total: int = 0
    seen: int = 0
    local: int = 0
    episodes: int = 0
    gone: int = 0

    def sift(
        self, tracks: Iterable[Track | None], *, album: Album | None = None
    ) -> Iterator[FoundTrack]:
        """Yield those that are tracks of Spotify's, and count the others."""
        for track in tracks:
            self.seen += 1
            found = track_of(track, album=album) if track else None
            if found is not None:
                yield found
            elif track is not None and track.is_local:
                self.local += 1
            elif track is not None and track.type == "episode":
                self.episodes += 1
            else:
                self.gone += 1

    @property
    def count(self) -> int:
        """Return how many are left out."""
        return self.local + self.episodes + self.gone + self._not_given

    @property
    def note(self) -> str:
        """Return the sentence that says so; empty if nothing is left out."""
        reasons = [
            plural(one, many, count)
            for count, one, many in (
                (self.local, "{count} local file", "{count} local files"),
                (self.episodes, "{count} episode", "{count} episodes"),
                (self.gone, "{count} no longer at Spotify", "{count} no longer at Spotify"),
                (
                    self._not_given,
                    "{count} that Spotify does not give",
                    "{count} that Spotify does not give",
                ),
            )
            if count
        ]
        if not reasons:
            return ""
        return f"{self.count} of {max(self.total, self.seen)} left out: {', '.join(reasons)}."

    @property
    def _not_given(self) -> int:
        return max(self.total - self.seen, 0)
