"""Which device a run trains on."""

from __future__ import annotations

import os
from datetime import timedelta

import torch
from accelerate import Accelerator, InitProcessGroupKwargs
from accelerate.state import AcceleratorState, is_initialized
from accelerate.utils import parse_flag_from_env

from mixgan.config import RunConfig
from mixgan.errors import ConfigError

__all__ = ["accelerator_for", "wait"]


def accelerator_for(config: RunConfig) -> Accelerator:
    """One per process. Raises ConfigError when the device that was asked for is not there.

    Under `torchrun` the processes of this machine share its cores. They wait for each other as long as it takes: a run may be
    paused for a night, and when one process dies it is torchrun that ends the others.
    """
    s = config.training
    here = int(os.environ.get("LOCAL_WORLD_SIZE", "1"))
    torch.set_num_threads(s.threads or max(1, ((os.cpu_count() or 2) - 1) // here))
    if s.device == "cuda" and not torch.cuda.is_available():
        raise ConfigError("device is 'cuda', and no CUDA device was found.", "Use --device cpu, or auto.")
    if s.device == "mps" and not torch.backends.mps.is_available():
        raise ConfigError("device is 'mps', and this machine has none.", "Use --device cpu, or auto.")
    gpus = torch.cuda.device_count() if torch.cuda.is_available() else int(torch.backends.mps.is_available())
    # accelerate joins processes without a GPU only when it is told that they have none
    on_cpu = s.device == "cpu" or not gpus or (s.device == "auto" and parse_flag_from_env("ACCELERATE_USE_CPU"))
    if not on_cpu and gpus < here and "CUDA_VISIBLE_DEVICES" not in os.environ:     # or each process may be shown its own
        raise ConfigError(f"{here} processes were started for {'a single GPU' if gpus == 1 else f'{gpus} GPUs'}.",
                          f"Start {gpus}, or give --device cpu.")
    if is_initialized():
        _check_device(s.device, AcceleratorState().device.type)
    waiting = InitProcessGroupKwargs(timeout=timedelta(days=30))
    accelerator = Accelerator(cpu=on_cpu, mixed_precision="no", kwargs_handlers=[waiting])
    _check_device(s.device, accelerator.device.type)
    return accelerator


def _check_device(asked: str, held: str) -> None:
    if asked not in ("auto", held):
        raise ConfigError(f"device is '{asked}', and this process trains on {held}: it stays there.",
                          "Train in a process of its own (python -m mixgan train), without ACCELERATE_USE_CPU.")


def wait(device: torch.device) -> None:
    """Until the device has done what it was told."""
    if device.type != "cpu":
        torch.accelerator.synchronize()
