"""Train the judge of a labelled data set: `python -m mixgan.measures.train_judge mnist`.

AdamW with one learning-rate cycle, pictures shifted by up to 2 px. No label smoothing and no mixup: they squeeze a
class to a point, and recall and coverage would then say nothing about variety inside a class (measures.md 2).
"""

from __future__ import annotations

import argparse
import dataclasses
import logging
import platform
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from mixgan.errors import DataError
from mixgan.files import write_bytes, write_json
from mixgan.measures.features import floors, reference_size
from mixgan.measures.judges import Judge, JudgeConfig, JudgeNet, judges_root, load_folder, stored_state
from mixgan.pictures import to_float
from mixgan.rng import Stream
from mixgan.store import tensors

__all__ = ["LabelledPictures", "Recipe", "main", "make", "train", "write_floors"]

log = logging.getLogger(__name__)


@dataclasses.dataclass(frozen=True)
class LabelledPictures:
    images: np.ndarray              # (n, H, W, C) uint8
    labels: np.ndarray              # (n,) int64


@dataclasses.dataclass(frozen=True)
class Recipe:
    epochs: int
    seed: int = 0
    flip: bool = False              # mirrored clothes are clothes, mirrored digits are not digits
    shift_px: int = 2
    batch: int = 256
    lr: float = 4e-3                # the peak of the cycle
    decay: float = 1e-2


RECIPES = {
    "mnist": Recipe(epochs=6),
    "fashion-mnist": Recipe(epochs=18, flip=True, shift_px=1),      # they come well centred
    "digits": Recipe(epochs=60, shift_px=1, batch=64),
    "shapes": Recipe(epochs=4, batch=64),
}


def train(
    pictures: LabelledPictures, n_classes: int, recipe: Recipe, progress: Callable[[int, int], None] = lambda done, of: None,
) -> JudgeNet:
    """A trained net with float16 weights (widened again) and its standardisation; deterministic on one CPU thread.

    `progress`: called with epochs done, and of how many; what it raises ends the training.
    """
    height, width, channels = pictures.images.shape[1:]
    stream = Stream(recipe.seed, ("judge",))
    with torch.device("meta"):                      # shapes only, or torch would draw from its global state
        net = JudgeNet((channels, height, width), n_classes)
    net = _initialised(net.to_empty(device="cpu"), stream.child("parameters"))
    images, labels = torch.from_numpy(pictures.images), torch.from_numpy(pictures.labels)
    n_steps = recipe.epochs * (len(images) // recipe.batch)
    optimiser = torch.optim.AdamW(net.parameters(), lr=recipe.lr, weight_decay=recipe.decay)
    cycle = torch.optim.lr_scheduler.OneCycleLR(optimiser, recipe.lr, total_steps=n_steps)
    for epoch in range(recipe.epochs):
        started, losses = time.perf_counter(), []
        order = torch.from_numpy(stream.child("order", epoch).permutation(len(images)))
        for step, rows in enumerate(order.split(recipe.batch)):
            if len(rows) < recipe.batch:
                break
            batch = _augmented(images[rows], recipe, stream.child("augment", epoch, step))
            loss = nn.functional.cross_entropy(net(batch)[0], labels[rows])
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            optimiser.step()
            cycle.step()
            losses.append(loss.item())
        log.info("epoch %d: loss %.4f, %.0f s", epoch + 1, np.mean(losses), time.perf_counter() - started)
        progress(epoch + 1, recipe.epochs)
    return _standardised(_rounded(net.eval()), images)


def _initialised(net: JudgeNet, stream: Stream) -> JudgeNet:
    """He-normal weights from the stream; biases and normalisation keep their constant starts."""
    with torch.no_grad():
        net.mean.zero_()
        net.deviation.fill_(1)
        for module in net.modules():
            if isinstance(module, nn.BatchNorm2d):
                module.reset_parameters()
        for name, value in net.named_parameters():
            if value.ndim > 1:
                fan_in = value[0].numel()
                drawn = stream.child(name).normal(len(value), *value.shape[1:])
                value.copy_(torch.from_numpy(drawn) * (2 / fan_in) ** 0.5)
            elif name.endswith("bias"):
                value.zero_()
    return net


def _augmented(images: Tensor, recipe: Recipe, stream: Stream) -> Tensor:
    """Each picture shifted by its own whole pixels (edges repeated) and, if asked, mirrored; floats in [-1, 1]."""
    n, height, width, _ = images.shape
    span = 2 * recipe.shift_px + 1
    dy, dx = (torch.from_numpy(stream.child(axis).integers(n, span)) - recipe.shift_px for axis in ("y", "x"))
    rows = (torch.arange(height) + dy[:, None]).clamp(0, height - 1)            # (n, H)
    columns = (torch.arange(width) + dx[:, None]).clamp(0, width - 1)           # (n, W)
    if recipe.flip:
        mirrored = torch.from_numpy(stream.child("flip").integers(n, 2)).bool()
        columns = torch.where(mirrored[:, None], width - 1 - columns, columns)
    return to_float(images[torch.arange(n)[:, None, None], rows[:, :, None], columns[:, None, :]])


def _rounded(net: JudgeNet) -> JudgeNet:
    """Weights as they will be stored, so that what is measured is what is shipped."""
    with torch.no_grad():
        for value in net.parameters():
            if value.ndim > 1:
                value.copy_(value.half().float())
    return net


def _standardised(net: JudgeNet, images: Tensor) -> JudgeNet:
    """Mean and deviation of the features over the real training pictures, in float64."""
    with torch.inference_mode():
        features = torch.cat([net(to_float(chunk))[1] for chunk in images.split(1000)]).double()
    net.mean.copy_(features.mean(0))
    net.deviation.copy_(features.std(0))
    return net


def measured(net: JudgeNet, config: JudgeConfig, test: LabelledPictures) -> JudgeConfig:
    """The config with accuracy and mean confidence on the test split filled in."""
    verdict = Judge(config, net, "new")(test.images)
    return config.model_copy(
        update={
            "accuracy": float((verdict.classes == test.labels).mean()),
            "confidence": float(verdict.confidence.mean()),
        }
    )


def write(folder: Path, net: JudgeNet, config: JudgeConfig, card: str) -> None:
    """config.json, card.md, then the parameters: a folder with parameters is complete."""
    write_json(folder / "config.json", config.model_dump(mode="json"))
    write_bytes(folder / "card.md", card.encode())
    # weights in float16; statistics and biases are few, and their rounding would shift whole channels
    state = {name: value.half() if value.ndim > 1 else value for name, value in stored_state(net).items()}
    tensors.write_tensors(folder / "model.safetensors", state, {"kind": "judge", "data": config.data})


CARD = """# Judge of {data}

A small classifier that says which class a generated picture shows, and whose {live} live features (before the last
ReLU, standardised on the real training set) are the space of FID-c, precision, recall, density and coverage.

| | |
| --- | --- |
| data | {data}: {n_train:,} pictures to train, {n_test:,} held out |
| test accuracy | {accuracy:.2%} (n = {n_test:,}, parameters as stored) |
| mean confidence on held-out pictures | {confidence:.4f} |
| parameters | {parameters:,}, weights in float16 |
| command | `{command}` |
| time | {minutes:.1f} minutes on one CPU thread ({machine}) |

Its labels are wrong about once in {one_in:,.0f} real pictures, and nobody knows how often on generated ones: a class
share below that is noise. It is confident on rubbish too: confidence is not realism. It sees labels, so it is used for
measuring only, never in a loss.
"""


def _card(net: JudgeNet, config: JudgeConfig, command: str, seconds: float) -> str:
    errors = max(1 - config.accuracy, 1 / config.n_test)
    return CARD.format(
        **config.model_dump(include={"data", "n_train", "n_test", "accuracy", "confidence"}),
        live=Judge(config, net, "new").n_features,
        parameters=sum(value.numel() for value in net.parameters()),
        command=command,
        minutes=seconds / 60,
        machine=platform.machine(),
        one_in=1 / errors,
    )


def main(argv: list[str] | None = None) -> int:
    from mixgan import data

    parser = argparse.ArgumentParser(prog="python -m mixgan.measures.train_judge", description=__doc__)
    parser.add_argument("set", choices=sorted(RECIPES))
    parser.add_argument("--epochs", type=int)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="default: checkpoints/judges/SET")
    parser.add_argument("--floors", action="store_true", help="only measure real against real again")
    args = parser.parse_args(argv)
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    torch.set_num_threads(1)
    recipe = dataclasses.replace(RECIPES[args.set], seed=args.seed)
    if args.epochs:
        recipe = dataclasses.replace(recipe, epochs=args.epochs)
    command = f"python -m mixgan.measures.train_judge {args.set} --epochs {recipe.epochs} --seed {recipe.seed}"
    train_set, test_set = data.load(args.set, split="train"), data.load(args.set, split="test")
    if train_set.labels is None or test_set.labels is None:
        raise DataError(f"{args.set} has no labels.", "A judge needs them.")
    seen = LabelledPictures(train_set.images, train_set.labels)
    held_out = LabelledPictures(test_set.images, test_set.labels)
    folder = args.out or judges_root() / args.set
    if not args.floors:
        make(folder, args.set, seen, held_out, train_set.class_names, recipe, command)
    write_floors(folder, seen, held_out)
    return 0


def write_floors(folder: Path, seen: LabelledPictures, held_out: LabelledPictures) -> None:
    """floors.json: what the measures say about real against real, with the judge in `folder`."""
    judge = load_folder(folder)
    needs_train = reference_size(len(held_out.images)) == len(held_out.images)
    train_features = judge(seen.images).features if needs_train else np.zeros((0, judge.n_features))
    found = floors(judge.features_id, train_features, judge(held_out.images).features)
    write_json(folder / "floors.json", found.model_dump(mode="json"))
    log.info("floors at n = %d, %s: %s", found.n, found.against, found.values)


def make(
    folder: Path,
    name: str,
    seen: LabelledPictures,
    held_out: LabelledPictures,
    class_names: tuple[str, ...],
    recipe: Recipe,
    command: str,
    progress: Callable[[int, int], None] = lambda done, of: None,
) -> None:
    """Train a judge, try it on the held-out pictures, and write it into `folder` with its card."""
    started = time.perf_counter()
    net = train(seen, len(class_names), recipe, progress)
    height, width, channels = seen.images.shape[1:]
    empty = JudgeConfig(
        data=name, image_shape=(channels, height, width), class_names=class_names, epochs=recipe.epochs,
        seed=recipe.seed, flip=recipe.flip, n_train=len(seen.images), n_test=len(held_out.images),
        accuracy=0, confidence=0,
    )  # fmt: skip
    config = measured(net, empty, held_out)
    log.info("%s: test accuracy %.2f %%, confidence %.4f", name, 100 * config.accuracy, config.confidence)
    write(folder, net, config, _card(net, config, command, time.perf_counter() - started))


if __name__ == "__main__":
    raise SystemExit(main())
