"""How far the Gaussians of a latent space can be told apart at all: what no classifier of its pictures exceeds."""

from __future__ import annotations

from mixgan.analysis.observe import drawn
from mixgan.errors import DataError
from mixgan.families.contract import Generator
from mixgan.measures.ceiling import bayes_ceiling
from mixgan.measures.records import Figure
from mixgan.rng import Stream

__all__ = ["CEILING", "ceiling_figures"]

CEILING = "ceiling of telling components"
N_DRAWS = 4000


def ceiling_figures(generator: Generator, seed: int) -> list[Figure]:
    """Nothing where experts are no Gaussians, where there is one, or where one has lost its width in some direction."""
    gaussians = generator.gaussians()
    if gaussians is None or generator.n_experts < 2:
        return []
    trace = generator.gate(drawn(generator, N_DRAWS, seed))
    assert trace is not None, "Gaussians are drawn by a prior"
    means, maps, shares = (part.detach().cpu().numpy() for part in (*gaussians, trace.probabilities.mean(0)))
    try:
        value, interval = bayes_ceiling(means, maps, shares, Stream(seed).child("ceiling"), N_DRAWS)
    except DataError:
        return []
    return [Figure(CEILING, value, N_DRAWS, seed=seed, interval=interval,
                   note="share of noises whose component the best guess names; no classifier of their pictures can do better; "
                        f"{shares.max():.3f} without looking at the noise")]
