"""PyTorch's Adam without its compiler: an optimiser's methods import it, 1.6 s at each start, only to tell it to stay away."""

from __future__ import annotations

from inspect import unwrap

import torch

__all__ = ["Adam"]

_Adam = torch.optim.Adam


class Adam(_Adam):
    """The library's own methods, as they are below those wrappers; nothing here compiles an optimiser."""

    add_param_group = unwrap(_Adam.add_param_group)
    zero_grad = unwrap(_Adam.zero_grad)
    state_dict = unwrap(_Adam.state_dict)
    load_state_dict = unwrap(_Adam.load_state_dict)
    step = torch.no_grad()(unwrap(_Adam.step))
