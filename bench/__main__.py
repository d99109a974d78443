"""Run the benchmarks: all of them, or those that are named.

python -m bench [draft] [analysis] [recovery] [start] [separation] [memory] [hour] [drop]
    [studio]
"""

import sys

from bench import analysis, draft, drop, hour, memory, recovery, separation, start, studio

BENCHMARKS = {
    "start": start.main,
    "draft": draft.main,
    "analysis": analysis.main,
    "recovery": recovery.main,
    "separation": separation.main,
    "memory": memory.main,
    "hour": hour.main,
    "drop": drop.main,
    "studio": studio.main,
}


def main() -> None:
    """Run what the command line names, or everything."""
    chosen = sys.argv[1:] or list(BENCHMARKS)
    unknown = [name for name in chosen if name not in BENCHMARKS]
    if unknown:
        sys.exit(f"There is no benchmark '{unknown[0]}'. There are: {', '.join(BENCHMARKS)}.")
    for name in chosen:
        print(f"\n{name}: {BENCHMARKS[name].__module__}")
        BENCHMARKS[name]()


if __name__ == "__main__":
    main()
