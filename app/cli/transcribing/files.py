"""The notes of a file that is in no library."""

import re
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from app import analysis, exports, stems
from app.analysis import StemNotes, TrackAnalysis
from app.cli import screen
from app.cli.choosing import choose_separation
from app.cli.direct import Bench
from app.cli.transcribing.results import WrittenStem, choose_place, to_notes, write_file
from app.cli.transcribing.wishes import NotesWish
from app.core.errors import InvalidInput, NotFound
from app.core.settings import Settings
from app.core.work import part_of
from app.pipeline import SeparateArguments
from app.stems import StemType

FEATURES = ("tempo", "key")
"""What is to be known of a song before its notes lie in bars and in tune."""

NAMED = re.compile(r"(?:^|\()([a-z_ ]+)\)?$")

_HEARD, _TAKEN_OUT = 0.2, 0.7
"""How far the bar is when the song was heard, and when the stem was taken out of it."""


class FileTranscriber:
    """Writes down a stem that is a file, or one that it takes out of a song first."""

    def __init__(self, wish: NotesWish, settings: Settings, path: Path) -> None:
        self._wish = wish
        self.place = choose_place(wish.out, path.stem)
        self._stem = wish.stem or _stem_in_name(path)
        _check(wish, self._stem, path)
        self._separation = self._choose_separation(settings)
        self._type = stems.type_and_variant(self._stem or StemType.OTHER)[0].value
        self._engine = analysis.choose_transcriber(self._type, wish.kind).name

    def _choose_separation(self, settings: Settings) -> SeparateArguments | None:
        if not _is_taken_out(self._wish):
            return None
        separation = self._wish.separation.model_copy(update={"keep": (self._wish.stem,)})
        return choose_separation(settings, separation, again=False)

    def transcribe(self, bench: Bench, path: Path) -> WrittenStem:
        """Listen to a file, and write its notes where they are wanted."""
        bench.inspect(path)
        song = self._hear(_with_part(bench, start=0.0, end=_HEARD), path)
        with TemporaryDirectory(prefix="sfa-notes-") as folder:
            source = path.absolute()
            if self._separation is not None:
                taking = _with_part(bench, start=_HEARD, end=_TAKEN_OUT)
                source = self._take_out(taking, path, self._separation, Path(folder))
            writing = _with_part(bench, start=_TAKEN_OUT, end=1.0)
            heard = self._listen(writing, source, path.name, song)
        stem = self._stem or ("drums" if heard.engine == "drums" else StemType.OTHER.value)
        write_file(self.place, exports.write_notes(path.stem, stem, heard, song=song))
        return WrittenStem(
            file=str(path),
            stem_type=stem,
            engine=heard.engine,
            engine_version=heard.engine_version,
            tempo_bpm=song.tempo_bpm,
            count=len(heard.notes),
            notes=to_notes(heard.notes),
            midi=self.place,
        )

    def _hear(self, bench: Bench, path: Path) -> TrackAnalysis:
        request = analysis.AnalysisRequest(
            source=path.absolute(), name=path.name, features=FEATURES
        )
        limit_seconds = bench.settings.analysis_limit_seconds
        return bench.perform(analysis.ANALYSE, request, limit_seconds=limit_seconds)

    def _take_out(
        self, bench: Bench, path: Path, separation: SeparateArguments, folder: Path
    ) -> Path:
        settings = bench.settings
        request = stems.SeparationRequest(
            source=path.absolute(),
            name=path.name,
            folder=folder,
            models_folder=settings.models_folder,
            weights_url=settings.weights_url,
            device=settings.device,
            precision=settings.precision,
            **dict(separation.recipe),
        )
        report = replace(bench, pool=separation.engine).perform(
            stems.SEPARATE, request, limit_seconds=settings.separation_limit_seconds
        )
        if self._wish.stem not in report.stems:  # not every model says beforehand what it gives
            there = ", ".join(report.stems)
            raise NotFound(f"'{report.model}' gives no '{self._wish.stem}'. It gives {there}.")
        return report.stems[self._wish.stem]

    def _listen(self, bench: Bench, source: Path, name: str, song: TrackAnalysis) -> StemNotes:
        request = analysis.TranscriptionRequest(
            source=source,
            name=name,
            stem_type=self._type,
            tuning_cents=song.tuning_cents,
            engine=self._engine,
        )
        limit_seconds = bench.settings.analysis_limit_seconds
        return bench.perform(analysis.TRANSCRIBE, request, limit_seconds=limit_seconds)


def _is_taken_out(wish: NotesWish) -> bool:
    return bool(wish.stem) and not wish.is_alone


def _check(wish: NotesWish, stem: str, path: Path) -> None:
    """Make sure that it is known what to listen to, and how."""
    if not _is_taken_out(wish) and wish.separation.says_how:
        raise InvalidInput(
            "Nothing is taken apart here: leave out --preset, --engine and --model, or say with"
            " --stem, without --alone, what to take out of the file."
        )
    if wish.is_alone and stem and stem not in set(StemType):
        raise InvalidInput(f"There is no stem called '{stem}'. There are: {', '.join(StemType)}.")
    if not stem and not wish.kind:
        raise InvalidInput(
            f"Nobody knows what plays in '{screen.name_of(path)}'. Say with --stem what to take"
            " out of it and write down (bass, vocals, drums or other), or with --kind how to"
            " hear it as it is (melody, drums or chords)."
        )


def _stem_in_name(path: Path) -> str:
    """Return the stem that a file is named after: ``bass.flac``, or ``Song (bass).wav``."""
    found = NAMED.search(path.stem.lower())
    name = found[1].replace(" ", "_") if found else ""
    return name if name in set(StemType) else ""


def _with_part(bench: Bench, *, start: float, end: float) -> Bench:
    return replace(bench, report=part_of(bench.report, start=start, end=end))
