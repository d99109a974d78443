"""Fit the judge of the draft engine to synthesised music: ``python -m bench.judge``.

The songs come from the training palettes of ``tests/stems/mixtures``. What the result is worth is
measured by ``python -m bench draft``, on other seeds, other palettes and another generator.
The same command gives the same weights on the same machine and versions.
"""

import sys
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from time import perf_counter
from typing import Final

import numpy as np
import torch

from app.stems.engines.draft import judge as package
from bench.judging.examples import Example, make_examples
from bench.judging.network import Network, loss_of, standardise

SONGS: Final = 160
REMIXES: Final = 220
SECONDS: Final = 6.0
STEPS: Final = 1_800
EXCERPTS: Final = 8
FRAMES: Final = 32
RATE: Final = 4e-3
REPORT_EVERY: Final = 100
PROCESSES: Final = 2


def main() -> None:
    """Make the songs, fit, write the weights into the package, and say how it went."""
    target = Path(package.__file__).with_name(package.WEIGHTS_FILE)
    start = perf_counter()
    with ProcessPoolExecutor(PROCESSES) as pool:
        examples = make_examples(SONGS, REMIXES, seconds=SECONDS, pool=pool)
    print(f"  {len(examples)} examples after {perf_counter() - start:.0f} s", flush=True)
    network = fit(examples, steps=int(sys.argv[1]) if len(sys.argv) > 1 else STEPS)
    network.save(target)
    print(f"  {target.name}: {target.stat().st_size} bytes, {perf_counter() - start:.0f} s in all")


def fit(examples: list[Example], *, steps: int) -> Network:
    """Return a network fitted to the examples; the last twelve of them are only looked at."""
    torch.manual_seed(1)
    torch.set_num_threads(1)  # the order of sums, and with it the result, stays the same
    chance = np.random.default_rng(1)
    seen, kept = examples[:-12], examples[-12:]
    network = Network(*standardise(seen[:40]))
    descent = torch.optim.AdamW(list(network.parameters()), lr=RATE, weight_decay=1e-2)
    plan = torch.optim.lr_scheduler.OneCycleLR(descent, RATE, total_steps=steps, pct_start=0.1)
    recent: list[float] = []
    for step in range(steps):
        chosen: list[int] = chance.permutation(len(seen))[:EXCERPTS].tolist()
        excerpts = [seen[place].cut(FRAMES, chance) for place in chosen]
        loss = loss_of(network, excerpts).mean()
        descent.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        descent.step()
        plan.step()
        recent.append(float(loss.detach()))
        if not (step + 1) % REPORT_EVERY:
            network.eval()
            with torch.no_grad():
                still = np.random.default_rng(2)
                check = loss_of(network, [example.cut(FRAMES, still) for example in kept])
            network.train()
            stems = " ".join(f"{value:6.2f}" for value in check.mean(dim=0).numpy())
            print(
                f"  step {step + 1}: {np.mean(recent[-REPORT_EVERY:]):6.2f} dB, kept {stems}",
                flush=True,
            )
    return network


if __name__ == "__main__":
    main()
