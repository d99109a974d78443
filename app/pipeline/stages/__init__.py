"""The stages there are; to add one: a file here, its line below, its test."""

from app.core.catalog import Catalog
from app.pipeline.ports import Stage
from app.pipeline.stages.analyse import Analyse
from app.pipeline.stages.artwork import FetchPictures, FindCovers
from app.pipeline.stages.cue import SetCues
from app.pipeline.stages.download import FetchTrack
from app.pipeline.stages.equip import Equip
from app.pipeline.stages.gather import Gather
from app.pipeline.stages.import_file import ImportFile
from app.pipeline.stages.pull import Pull
from app.pipeline.stages.recognise import Recognise
from app.pipeline.stages.separate import Separate
from app.pipeline.stages.timbre import LearnTimbre
from app.pipeline.stages.transcribe import Transcribe
from app.pipeline.stages.upkeep import CleanStorage, PruneJobs

STAGES: Catalog[Stage] = Catalog(
    "stage",
    (
        ImportFile(),
        Gather(),
        FetchTrack(),
        Equip(),
        Separate(),
        Pull(),
        Analyse(),
        SetCues(),
        Transcribe(),
        Recognise(),
        LearnTimbre(),
        FetchPictures(),
        FindCovers(),
        PruneJobs(),
        CleanStorage(),
    ),
)
