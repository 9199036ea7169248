"""What a model answers to sentences that leave something open, and to sentences of what it never saw together (notes, 6.4)."""

from __future__ import annotations

import numpy as np
import torch
from numpy.typing import NDArray

from mixgan.analysis.answer_names import NEW, OPEN, STATED, WHOLE
from mixgan.analysis.observe import observe
from mixgan.data import captions, words
from mixgan.families.contract import Generator
from mixgan.measures import captions as measures
from mixgan.measures.records import Figure, mean_interval
from mixgan.rng import Stream

__all__ = ["ANSWERS", "QUESTIONS", "answers_to", "said_figures"]

QUESTIONS, ANSWERS = 200, 32
NEW_ANSWERS = 16                # to each of the 32 sentences that are held out


def answers_to(generator: Generator, asked: NDArray[np.int64], n: int, stream: Stream) -> NDArray[np.uint8]:
    """(questions, 5) of the set `captions-shapes` -> (questions, n, H, W, 3) pictures."""
    tokens = torch.from_numpy(words.encode(captions.captions(asked), captions.VOCABULARY, captions.LENGTH))
    seen = observe(generator, generator.draw(len(tokens) * n, stream, condition=tokens.repeat_interleave(n, 0))).pictures
    return seen.reshape(len(asked), n, *seen.shape[1:])


def said_figures(generator: Generator, seed: int, questions: int = QUESTIONS) -> list[Figure]:
    """Faithfulness and openness, always together: either alone is easy. Sentences of the test split, not those that are kept."""
    stream = Stream(seed).child("answers")
    asked = captions.factors("test").asked[captions.QUESTIONS:][:questions]
    read = _read(answers_to(generator, asked, ANSWERS, stream))
    values = read.values.reshape(len(asked), ANSWERS, -1)
    new = captions.held_out_questions()
    new_values = _read(answers_to(generator, new, NEW_ANSWERS, stream.child("new"))).values.reshape(len(new), NEW_ANSWERS, -1)
    whole, whole_interval = mean_interval(read.is_clean.reshape(values.shape[:2]).mean(1).tolist())
    at_once = float((new_values == new[:, None])[..., 1:4].all(2).mean())
    n, n_new = values.shape[0] * ANSWERS, len(new) * NEW_ANSWERS
    floor = ", ".join(f"{name} {measures.expected_openness(len(of), ANSWERS):.2f}" for name, of in captions.ATTRIBUTES.items())
    return [
        _figure(STATED, measures.faithfulness(values, asked), n, seed, f"{ANSWERS} answers to each of {len(asked)} sentences"),
        _figure(OPEN, measures.openness(values, asked), n, seed, f"entropy over its maximum; of {ANSWERS} true answers {floor}"),
        Figure(WHOLE, whole, n_fake=n, n_real=len(asked), seed=seed, interval=whole_interval,
               note=f"at most {measures.CLEAN:.0%} of the figure's px differ plainly from the figure that was read"),
        _figure(NEW, measures.faithfulness(new_values, new), n_new, seed,
                f"{NEW_ANSWERS} answers to each of {len(new)} sentences of shape, hue and place that no picture of the set shows "
                f"together; all three at once {at_once:.3f}"),
    ]


def _read(pictures: NDArray[np.uint8]) -> measures.Reading:
    return measures.read(pictures.reshape(-1, *pictures.shape[2:]))


def _figure(name: str, found: dict[str, measures.Found], n: int, seed: int, note: str) -> Figure:
    """Of all attributes, and in the note of each."""
    value, interval, questions = found["all"]
    each = ", ".join(f"{one} {mean:.3f}" for one, (mean, _, _) in found.items() if one != "all")
    return Figure(name, value, n_fake=n, n_real=questions, seed=seed, interval=interval, note=f"{each}; {note}")
