"""What is different between two sections, in words."""

from app.analysis.rules.form.sections import Part

_SAME_DB = 1.0
_SAME_SOUND_DB = 3.0
_KICK_IN, _KICK_OUT = 0.5, 0.25
_SUNG, _UNSUNG = 0.35, 0.1
_OTHER_CHORDS = 0.3


def name_changes(part: Part, before: Part) -> str:
    """Return what changes from the section before, such as ``energy +9 dB, kick returns``."""
    step_db = part.level_lufs - before.level_lufs
    changes: list[str] = []
    if abs(step_db) >= _SAME_DB:
        changes.append(f"energy {step_db:+.0f} dB")
    changes += [*_kick(part, before), *_voice(part, before)]
    if part.other_chords >= _OTHER_CHORDS:
        changes.append("other chords")
    fuller_db = before.missing_db - part.missing_db
    if not changes and abs(fuller_db) >= _SAME_SOUND_DB:
        changes.append(f"{'fuller' if fuller_db > 0 else 'thinner'} by {abs(fuller_db):.0f} dB")
    if not changes:
        return f"the sound changes by {part.novelty_db:.0f} dB at the same energy"
    return ", ".join(changes)


def _kick(part: Part, before: Part) -> list[str]:
    if before.kick < _KICK_OUT and part.kick >= _KICK_IN:
        return ["kick returns"]
    return ["kick stops"] if before.kick >= _KICK_IN and part.kick < _KICK_OUT else []


def _voice(part: Part, before: Part) -> list[str]:
    if part.vocals is None or before.vocals is None:
        return []
    if before.vocals < _UNSUNG and part.vocals >= _SUNG:
        return ["voice enters"]
    return ["voice stops"] if before.vocals >= _SUNG and part.vocals < _UNSUNG else []
