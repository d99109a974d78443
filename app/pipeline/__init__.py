"""The job engine's inside: rows of work, the stages they run, the pipelines they form."""

from app.pipeline.errors import Halted, NotRetryable, Snooze
from app.pipeline.models import Job, JobEntry, Pipeline
from app.pipeline.ports import (
    EVENTS,
    Halt,
    HaltReason,
    JobChanged,
    JobProgressed,
    JobQueued,
    PipelineCompleted,
    Tools,
    Work,
    Workshop,
)
from app.pipeline.repository import get_job, list_jobs, list_log, list_logs, prune
from app.pipeline.rules import JobState, Queue, remaining_seconds
from app.pipeline.service.asking import (
    PipelineView,
    StageView,
    cancel,
    cancel_pipeline,
    enqueue,
    retry,
    start,
    view,
)
from app.pipeline.service.drawing import playable_of, waveform_of
from app.pipeline.service.keeping import (
    beat,
    count_live,
    due_queues,
    is_slot_free,
    rescue,
    take_slot,
)
from app.pipeline.service.plans import (
    analyse,
    choose_separation,
    import_and_process,
    process,
    process_missing,
    separate,
)
from app.pipeline.service.running import Crew, claim, run, work_off
from app.pipeline.service.watching import (
    WorkSummary,
    delete_track,
    label_of,
    list_recent_jobs,
    summarise_work,
)
from app.pipeline.stages import STAGES
from app.pipeline.stages.separate import SeparateArguments
from app.pipeline.stages.upkeep import CleanArguments, PruneArguments, clean

__all__ = [
    "EVENTS",
    "STAGES",
    "CleanArguments",
    "Crew",
    "Halt",
    "HaltReason",
    "Halted",
    "Job",
    "JobChanged",
    "JobEntry",
    "JobProgressed",
    "JobQueued",
    "JobState",
    "NotRetryable",
    "Pipeline",
    "PipelineCompleted",
    "PipelineView",
    "PruneArguments",
    "Queue",
    "SeparateArguments",
    "Snooze",
    "StageView",
    "Tools",
    "Work",
    "WorkSummary",
    "Workshop",
    "analyse",
    "beat",
    "cancel",
    "cancel_pipeline",
    "choose_separation",
    "claim",
    "clean",
    "count_live",
    "delete_track",
    "due_queues",
    "enqueue",
    "get_job",
    "import_and_process",
    "is_slot_free",
    "label_of",
    "list_jobs",
    "list_log",
    "list_logs",
    "list_recent_jobs",
    "playable_of",
    "process",
    "process_missing",
    "prune",
    "remaining_seconds",
    "rescue",
    "retry",
    "run",
    "separate",
    "start",
    "summarise_work",
    "take_slot",
    "view",
    "waveform_of",
    "work_off",
]
