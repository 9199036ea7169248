"""The mistakes: what it is, the file under mixgan/, the text that stands there once, the wrong one, the tests under tests/.

Most are the "broken variants to catch" of the method notes. Keep the texts short, so that they outlive a change around them.
"""

from __future__ import annotations

from typing import NamedTuple

__all__ = ["MUTANTS", "Mutant"]


class Mutant(NamedTuple):
    """`tests`: files, of which at least one test must fail."""

    what: str
    file: str
    old: str
    new: str
    tests: str


M = Mutant
LOSSES, TERMS, RESUME = "training/test_losses.py", "training/test_terms.py", "training/test_resume.py"
CONTRACT, MEGAN, GMGAN, TREE = ("families/test_contract.py", "families/test_megan.py", "families/test_gmgan.py",
                                "networks/test_soft_tree.py")
AUGMENT = "training/test_augment.py"
ADVERSARIES, SEEKING = "families/test_adversaries.py", "training/test_mode_seeking.py"
_HINGE = "relu(1 + fake).mean()\n\n    def generator_scores(self, fake: Tensor) -> Tensor:\n        return "
_MEANS = "(entropy(table.sum(1)) + entropy(table.sum(0))) / 2"

MUTANTS: tuple[Mutant, ...] = (
    # losses and penalties
    M("hinge: the generator's sign", "training/adversarial.py", f"{_HINGE}-fake", f"{_HINGE}fake", LOSSES),
    M("hinge: the generator as relu(1 - f)", "training/adversarial.py", f"{_HINGE}-fake", f"{_HINGE}relu(1 - fake)", LOSSES),
    M("r1 without its half", "training/adversarial.py", "s.r1 / 2 *", "s.r1 *", LOSSES),
    M("r1: rare, and not as much stronger", "training/adversarial.py", "s.r1_every * s.r1 /", "s.r1 /", LOSSES),
    M("r1 of the gradient, not of its square", "training/adversarial.py", "grad.square().flatten", "grad.abs().flatten", LOSSES),
    M("gradient penalty at real pictures alone", "training/adversarial.py", "(u * real + (1 - u) * fake)", "real", LOSSES),
    M("gradient penalty: one place for the batch", "training/adversarial.py", "mix.view(-1,", "mix[:1].view(-1,", LOSSES),
    M("gradient penalty without the root", "training/adversarial.py", "+ 1e-12).sqrt()", "+ 1e-12)", LOSSES),
    M("the critic's step reaches the generator", "training/adversarial.py", "(fake.detach())", "(fake)", LOSSES),
    M("a sum over the batch", "training/adversarial.py", "softplus(-real).mean()", "softplus(-real).sum()", LOSSES),
    M("rpgan: the generator's sign", "training/adversarial.py", "self.scores(f, r) for", "self.scores(r, f) for", LOSSES),
    M("rpgan: the mean of the other side", "training/adversarial.py", "softplus(fake - real)", "softplus(fake - real.mean(0))",
      LOSSES),
    M("rpgan: no penalty at fakes", "training/adversarial.py", """{"r1": real, "r2": fake}""", """{"r1": real}""", LOSSES),
    M("least squares: fakes not halved", "training/adversarial.py", "0.5 * fake.square()", "fake.square()", LOSSES),
    M("loss: ns where hinge was asked for", "training/adversarial.py", '"hinge": Hinge', '"hinge": NonSaturating', LOSSES),
    # augmentation
    M("augment: what is moved comes in on the other side", "training/augment.py",
      "torch.where(inside[:, None], taken, BACKGROUND)", "taken", AUGMENT),
    M("augment: brightness of a batch", "training/augment.py", "(2 * u[:, 0] - 1)", "(2 * u[:1, 0] - 1)", AUGMENT),
    M("augment: one chance for a whole step", "training/trainer.py", "mine.child(next(calls))", "mine.child(0)", AUGMENT),
    M("augment: half of a batch by the other's chance", "training/trainer.py", "itertools.count(), self._mine(stream)",
      "itertools.count(), stream", "training/test_processes.py"),
    M("augment: not in the generator's step", "training/trainer.py",
      """self._judge(self.judge, draw, stream.child("augment"))(sample.images)""", "_wide(self.judge(sample.images, draw))",
      AUGMENT),
    M("augment: no gradient", "training/augment.py", "x = images.to(", "x = images.detach().to(", AUGMENT),
    M("augment: in bf16", "training/augment.py", "torch.promote_types(images.dtype, torch.float32)", "images.dtype", AUGMENT),
    M("augment: auto for many", "families/augmented.py", "0 < facts.n_train < MANY", "0 < facts.n_train",
      "families/test_augmented.py"),
    M("leak: what is dark on both sides was moved", "measures/leaks.py", "(top ^ bottom)", "(top | bottom)",
      "measures/test_leaks.py"),
    M("leak: told of a young run", "training/alarms.py", "lambda value: value >= SAME) is None", "lambda value: True) is None",
      "training/test_alarms.py"),
    # the contract: choosing, leaving out, spreading
    M("no gradient through the choice", "families/contract.py", "hard - soft.detach() + soft", "hard", MEGAN),
    M("a soft choice in training", "families/contract.py", "hard - soft.detach() + soft", "soft", MEGAN),
    M("temperature on the chance alone", "families/contract.py", "noisy / self.temperature",
      "logits + draw.chance / self.temperature", MEGAN),
    M("only: by division", "families/contract.py", "logits.masked_fill(~only.to(logits.device), -torch.inf)",
      "(torch.softmax(logits, 1) * only / (torch.softmax(logits, 1) * only).sum(1, keepdim=True)).log()", CONTRACT),
    M("spread does nothing", "families/contract.py", "parts if scale is None", "parts if True", CONTRACT),
    M("several critics: one loss of the sum", "training/adversarial.py",
      "_total([self.generator_scores(one) for one in fake.scores])", "self.generator_scores(_total(fake.scores))", LOSSES),
    M("patches: averaged before the nonlinearity", "training/adversarial.py",
      "of_real, of_fake = judge(real), judge(fake.detach())",
      "of_real, of_fake = (Verdict(tuple(s.flatten(1).mean(1) if s.ndim > 1 else s for s in judge(x).scores), {})"
      " for x in (real, fake.detach()))", LOSSES),
    # labels, heads, families with critics of their own
    M("labels all alike often", "rng.py", "edges[:-1] / edges[-1]", "np.linspace(0, 1, len(edges) + 1)[1:-1]", CONTRACT),
    M("the label is not read", "families/labelled.py", "one_hot(label_of(draw), len(self.class_shares))",
      "one_hot(0 * label_of(draw), len(self.class_shares))", CONTRACT),
    M("madgan: real is the last class", "families/madgan.py", "Verdict((logits[:, 0] - torch.logsumexp(logits[:, 1:], 1),)",
      "Verdict((logits[:, -1] - torch.logsumexp(logits[:, :-1], 1),)", ADVERSARIES),
    M("mgan: the generators flee the classifier", "families/mgan.py",
      "self.beta * self._told", "-self.beta * self._told", ADVERSARIES),
    M("mgan: beta for the critic too", "families/mgan.py",
      '{"expert": self._told(', '{"expert": self.beta * self._told(', ADVERSARIES),
    M("acgan: fakes named by the real labels", "families/acgan.py",
      'of.class_fake * cross_entropy(fake.heads["label"], label_of(sample.draw))',
      'of.class_fake * cross_entropy(fake.heads["label"], batch.label)', ADVERSARIES),
    M("projection: the class is not told", "families/cgan.py",
      "gather(1, label[:, None])", "gather(1, 0 * label[:, None])", ADVERSARIES),
    M("supervised: a softmax where sigmoids are meant", "families/gmgan_supervised.py", "(softplus(logits) *",
      "(-torch.log_softmax(-logits, 1) *", ADVERSARIES),
    M("supervised: a component of the next class", "families/gmgan_supervised.py", "device=self.temperature.device) %",
      "device=self.temperature.device) // 2 %", ADVERSARIES),
    M("a bank's experts by half of the batch", "families/drawn_bank.py",
      "(first + rows) % K", "(first + rows // 2) % K", ADVERSARIES),
    M("a bank's labels tiled, its noise not", "families/drawn_bank.py",
      "draw.noise[rows // K]", "draw.noise[rows % K]", ADVERSARIES),
    M("whole generators: rows of others", "networks/expert_bank.py", "torch.empty_like(made).index_copy(0, order, made)", "made",
      ADVERSARIES),
    M("a look moves the critic's norms", "training/watch.py", "adversary.eval()", "adversary.train()", "training/test_told.py"),
    M("told: rows and columns", "training/watch.py", "contingency(asked.cpu().numpy(), said.argmax(1).cpu().numpy()",
      "contingency(said.argmax(1).cpu().numpy(), asked.cpu().numpy()", "training/test_told.py"),
    M("a rare penalty divided by all steps", "training/tally.py", "float(total / count)", "float(total / max(1, len(sums)))",
      "training/test_tally.py"),
    # mode seeking
    M("mode seeking: the reciprocal is maximised", "training/terms.py",
      "self.weight / 2 * (loss", "-self.weight / 2 * (loss", SEEKING),
    M("mode seeking: eps beside the noise", "training/terms.py", "1 / (ratio + EPS)", "1 / ratio", SEEKING),
    M("mode seeking: a mean of ratios", "training/terms.py", "return apart[0] / apart[1]",
      "a, b = ((v[1:even:2] - v[:even:2]).abs().flatten(1).mean(1) for v in (images, noise))\n    return (a / b).mean()",
      SEEKING),
    M("mode seeking: without the absolute value", "training/terms.py", "(values[1:even:2] - values[:even:2]).abs().mean()",
      "(values[1:even:2] - values[:even:2]).mean()", SEEKING),
    M("mode seeking: two questions", "families/contract.py", "replace(self[twice], noise=self.noise)", "self", SEEKING),
    M("mode seeking: one answer detached", "training/terms.py", "(values[1:even:2] - values[:even:2])",
      "(values[1:even:2].detach() - values[:even:2])", SEEKING),
    M("a draw's rows by number of rows", "families/contract.py", 'child("noise").normal(n,', 'child("noise", n).normal(n,',
      CONTRACT),
    # GM-GAN, HMoG
    M("std read as a variance", "families/gmgan.py", "math.log(self.std)", "math.log(self.std) / 2", GMGAN),
    M("a mean for each sample", "families/gmgan.py", "self.mean + scale",
      "self.mean[torch.arange(len(noise)) % len(self.mean)][:, None] + scale", GMGAN),
    M("spread: a variance", "families/gmgan.py", "scale * spread[:, None]", "scale * spread[:, None].sqrt()", GMGAN),
    M("dynamic: means do not learn", "families/gmgan.py", "if gaussians:", "if False:", GMGAN),
    M("tree: left is right", "networks/soft_tree.py", "mass + left[:, here], mass + right[:, here]",
      "mass + right[:, here], mass + left[:, here]", TREE),
    M("tree: leaves in bit-reversed order", "networks/soft_tree.py", "right[:, here]], -1)", "right[:, here]], 1)", TREE),
    M("tree: a bias for all", "networks/soft_tree.py", "weights[:, 0] @ leaves.bias", "leaves.bias.mean(0)", TREE),
    # terms
    M("balance on a choice without gradient", "training/terms.py", "gate.probabilities.mean(0)", "weights.detach().mean(0)",
      TERMS),
    M("balance: the sign", "training/terms.py", "len(used) * used.square().sum() - 1",
      "1 - len(used) * used.square().sum()", TERMS),
    M("entropy: a mean over experts", "training/term.py", "(log_p.exp() * log_p).sum(-1)",
      "(log_p.exp() * log_p).mean(-1)", TERMS),
    M("self-label: the label learns from its view", "training/self_label.py", "(q.detach() * torch", "(q * torch", TERMS),
    M("self-label: the gate learns nothing", "training/self_label.py", "sample.weights * self._cost",
      "sample.weights.detach() * self._cost", TERMS),
    M("self-label: groups may be unequal", "training/self_label.py", "- self.evenness * entropy(",
      "+ self.evenness * entropy(", TERMS),
    M("self-label: the head learns from fakes", "training/self_label.py", "{name: value.detach() for", "{name: value for", TERMS),
    M("self-label: fakes move its norms", "training/self_label.py", "{name: value.clone() for", "{name: value for", TERMS),
    # the averaged generator, resume, the order of the data
    M("average: buffers stay as they were", "training/ema.py", "mine.copy_(theirs)", "pass", TERMS),
    M("average: no short memory at the start", "training/ema.py", "min(self.decay, (1 + step) / (10 + step))", "self.decay",
      TERMS),
    M("resume: the average is not kept", "training/trainer.py", '"ema": self.ema.model, ', "", RESUME),
    M("resume: optimisers begin anew", "training/trainer.py", "optimiser.load_state_dict(content)", "pass", RESUME),
    M("resume: steps count from 0", "training/trainer.py", "        self.step = step\n", "", RESUME),
    M("data: one order for all epochs", "training/batches.py", "self.stream.child(epoch)", "self.stream.child(0)",
      "training/test_batches.py"),
    M("rng: every block the same", "rng.py", "counter=[0, 0, 0, block]", "counter=[0, 0, 0, 0]", "test_rng.py"),
    M("rng: rows skipped once", "rng.py", "self.first + first", "first", "test_rng.py"),
    M("rng: the sign of Gumbel's noise", "rng.py", "-np.log(exponential)", "np.log(exponential)", "test_rng.py"),
    # measures
    M("NMI over the geometric mean", "measures/clustering.py", f"mean = {_MEANS}",
      "mean = math.sqrt(entropy(table.sum(1)) * entropy(table.sum(0)))", "measures/test_clustering.py"),
    M("ACC by the worst match", "measures/clustering.py", "maximize=True", "maximize=False", "measures/test_clustering.py"),
    M("Miller-Madow's sign", "measures/clustering.py", "mutual_information(table) - (", "mutual_information(table) + (",
      "measures/test_clustering.py"),
    M("PRDC: one neighbour more", "measures/neighbours.py", "k - 1, axis=1)[:, k - 1]", "k, axis=1)[:, k]",
      "measures/test_neighbours.py"),
    M("PRDC: the point is its own neighbour", "measures/neighbours.py", "rows.stop)] = np.inf", "rows.stop)] = 0",
      "measures/test_neighbours.py"),
    M("PRDC: radii of the wrong side", "measures/neighbours.py", "distances < self.radii[rows, None]", "distances < fake_radii",
      "measures/test_neighbours.py"),
    M("PRDC: <= with ties", "measures/neighbours.py", "distances < self.radii", "distances <= self.radii",
      "measures/test_neighbours.py"),
    M("PRDC: density not divided by k", "measures/neighbours.py", "(self.k * len(fake))", "len(fake)",
      "measures/test_neighbours.py"),
    M("Frechet: covariance over n", "measures/frechet.py", "ddof=1", "ddof=0", "measures/test_frechet.py"),
    M("Frechet: no root", "measures/frechet.py", "np.sqrt(np.maximum(np.linalg", "(np.maximum(np.linalg",
      "measures/test_frechet.py"),
    M("ring: sigma squared", "measures/toy.py", "(WITHIN * sigma) ** 2", "WITHIN * sigma**2", "measures/test_toy.py"),
    M("soft usage from the largest weight", "measures/usage.py", "_checked(weights).mean(0)", "hard_usage(weights)",
      "measures/test_usage.py"),
    M("energy: pairs with themselves", "measures/energy.py", "(len(rows) * (len(rows) - 1))", "len(rows) ** 2",
      "measures/test_energy.py"),
    M("pictures: [0, 1] for [-1, 1]", "pictures.py", "clamp(-1, 1) + 1) * 127.5", "clamp(0, 1)) * 255", "test_pictures.py"),
    # residual networks, steps of a training, own judges
    M("residual decoder: no bypass", "networks/residual_decoder.py", "torch.add(main, _doubled(self.bypass(x)))", "main",
      "networks/test_decoders.py networks/test_critics.py"),
    M("residual critic: the bypass is not halved", "networks/residual_critic.py", "F.avg_pool2d(x, 2)", "x[..., ::2, ::2]",
      "networks/test_decoders.py networks/test_critics.py"),
    M("int8: one scale for all", "families/program.py", "np.abs(blocks).max(1)", "np.abs(blocks).max().repeat(len(blocks))",
      "ui/components/test_engine.py"),
    M("growth: the mean of what an expert draws, unweighted", "analysis/growth.py", "* int((expert == k).sum())", "* 1",
      "analysis/test_growth.py"),
    M("growth: the largest fall", "analysis/growth.py", "rises.argmax()", "rises.argmin()", "analysis/test_growth.py"),
    M("growth: files before what names them", "store/growth.py", "    forget_growth(_home(model))\n    for", "    for",
      "store/test_growth.py"),
    M("own judge: tried on what it learnt", "measures/own_judge.py", '("train", "test"))', '("train", "train"))',
      "measures/test_own_judge.py"),
    M("own judge: of other pictures", "measures/own_judge.py", "if seen.digest != config.facts.digest:", "if False:",
      "measures/test_own_judge.py"),
    M("principal components: of the pictures, not of their differences", "measures/principal.py", "pca.transform(pixels)",
      "pixels @ pca.components_.T", "measures/test_principal.py"),
    # files and links
    M("tensors that overlap", "store/tensors.py", "start != end or ", "", "store/test_tensors.py"),
    M("tensors that are cut off", "store/tensors.py", "if end != body:", "if False:", "store/test_tensors.py"),
    M("a path that leads out", "files.py", "path != root and root not in path.parents", "False", "test_files.py"),
    M("a newer version is read", "files.py", "found > version", "found > 10**9", "test_files.py"),
    M("an archive that leads out", "data/archive.py", '".." in name.split("/")', "False", "data/test_archive.py"),
    M("a link's number without an end", "ui/links.py", "low <= number <= high else None\n\n    return Parser(parse, f\"a whole",
      "low <= number else None\n\n    return Parser(parse, f\"a whole", "ui/test_links.py"),
    M("a link's bad value is not named", "ui/links.py", "drop(name, asked, parse.allowed)", "pass", "ui/test_links.py"),
)
