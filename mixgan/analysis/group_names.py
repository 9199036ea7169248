"""Who groups real pictures, and what is measured of the groups, by name. No torch, so that a table can be read without it."""

from __future__ import annotations

__all__ = ["ACC", "AFFINE", "ARI", "CLASSIFIER", "GAUSSIANS", "GROUP_MEASURES", "HEAD", "K_MEANS", "NMI"]

CLASSIFIER, AFFINE = "clustering", "clustering, affine views"           # of a mixture's fakes, told by their experts
HEAD, K_MEANS, GAUSSIANS = "head Q alone", "k-means", "Gaussian mixture"
ACC, NMI, ARI = "ACC", "NMI", "ARI"
GROUP_MEASURES = tuple(f"{who}: {figure}" for who in (CLASSIFIER, AFFINE, HEAD, K_MEANS, GAUSSIANS) for figure in (ACC, NMI, ARI))
