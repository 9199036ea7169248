"""The families of the field, each as it describes itself: the one place where names, words and needs stand. No torch here.

A new family is one file and one entry; pages, the command line, logs and the program's header read the entry.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal, get_args

from mixgan.errors import ConfigError, unknown

__all__ = ["FAMILIES", "UNREGISTERED", "Divides", "Family", "by_division", "described", "family", "names", "place"]

Divides = Literal["features", "network", "latent", "nothing"]
Gate = Literal["none", "prior", "noise"]
Needs = Literal["nothing", "labels", "pairs", "words", "two sets"]


@dataclass(frozen=True)
class Family:
    """What a family is, in words.

    `divides`: where the mixture sits. `gate`: what chooses an expert: the noise, a fixed prior, or nothing where there is one.
    `meaning`: what an expert is, as a sentence. `sentence`: the method in one. `page`: the page that shows it best.
    """

    name: str
    title: str
    module: str
    divides: Divides
    gate: Gate
    expert_word: str
    meaning: str
    sentence: str
    source: str
    needs: Needs = "nothing"
    page: str = "Experts"

    @property
    def is_gated(self) -> bool:
        """Whether the noise has a say in who draws it: only then can a gate collapse, decide or be balanced."""
        return self.gate == "noise"

    @property
    def is_asked(self) -> bool:
        """Whether it answers a picture or a sentence, and draws nothing without one."""
        return self.needs in ("pairs", "words", "two sets")

    @property
    def has_free_prior(self) -> bool:
        """Whether experts are drawn by shares that no label decides."""
        return self.gate == "prior" and self.needs == "nothing"


def _file(name: str) -> str:
    return f"mixgan.families.{name}"


ALONE = "One generator draws everything."
LEAF = "A leaf is one linear map of the noise; all leaves share the network that turns features into a picture."
TREE_LEAF = "A leaf is one linear map of the noise at the end of a tree of gates; all leaves share what draws the picture."
NETWORK = "An expert is one of several small generators."
COMPONENT = "A component is one Gaussian of the noise; all components share one generator."

_ALL = (
    Family("gan", "GAN", _file("gan"), "nothing", "none", "generator", ALONE,
           "One generator and one critic: what every mixture is compared with.", "Goodfellow et al. 2014", page="Home"),
    Family("mog", "MoG", _file("mog"), "features", "noise", "leaf", LEAF,
           "One soft gate blends linear maps of the noise before a shared decoder.", "Ahmetoglu & Alpaydin 2020"),
    Family("hmog", "HMoG", _file("hmog"), "features", "noise", "leaf", TREE_LEAF,
           "A tree of soft gates blends linear maps of the noise before a shared decoder.", "Ahmetoglu & Alpaydin 2020",
           page="Tree"),
    Family("megan", "MEGAN", _file("megan"), "network", "noise", "expert", NETWORK,
           "A learned gate sends each noise to one of several generators.", "Park et al. 2018"),
    Family("gmgan", "GM-GAN", _file("gmgan"), "latent", "prior", "component", COMPONENT,
           "The noise itself is a mixture of Gaussians; one is drawn for each picture.", "Ben-Yosef & Weinshall 2018"),
    Family("gmgan-supervised", "GM-GAN, supervised", _file("gmgan_supervised"), "latent", "prior", "component", COMPONENT,
           "Each Gaussian of the noise belongs to a class, and the critic judges class by class.", "Ben-Yosef & Weinshall 2018",
           needs="labels"),
    Family("madgan", "MADGAN", _file("madgan"), "network", "prior", "expert", NETWORK,
           "Several generators; the critic must say which of them made a fake.", "Ghosh et al. 2018"),
    Family("mgan", "MGAN", _file("mgan"), "network", "prior", "expert", NETWORK,
           "Several generators that help a classifier to tell them apart.", "Hoang et al. 2018"),
    Family("acgan", "AC-GAN", _file("acgan"), "nothing", "none", "generator", ALONE,
           "One generator told the class; the critic names the class of what it sees.", "Odena et al. 2017", needs="labels",
           page="Home"),
    Family("cgan", "cGAN", _file("cgan"), "nothing", "none", "generator", ALONE,
           "Generator and critic are both told the class.", "Mirza & Osindero 2014", needs="labels", page="Home"),
    Family("pix", "Picture to picture", _file("pix"), "nothing", "none", "generator", ALONE,
           "A picture asks, and the noise says which of its answers is drawn.", "Isola et al. 2017, Mao et al. 2019",
           needs="pairs", page="Answers"),
    Family("words", "Words to picture", _file("words"), "nothing", "none", "generator", ALONE,
           "A sentence asks, and the noise says which of its answers is drawn.", "Zhang et al. 2018, Mao et al. 2019",
           needs="words", page="Answers"),
    Family("styles", "Styles of a picture", _file("styles"), "nothing", "none", "generator", ALONE,
           "Learned from two sets that are no pairs: a picture of one asks, and the noise says in which style of the other.",
           "Lee et al. 2018, Mao et al. 2019", needs="two sets", page="Answers"),
)

FAMILIES: dict[str, Family] = {one.name: one for one in _ALL}
# of a generator that no entry describes: one planted in a test, or yours before it has an entry
UNREGISTERED = Family("unregistered", "Unregistered", "", "network", "noise", "expert", NETWORK, "", "")


def described(name: str) -> Family:
    """The entry of a family that a file names; of one that is not known here, a nameless one: a page opens all the same."""
    return FAMILIES.get(name, replace(UNREGISTERED, name=name, title=name))


def names() -> tuple[str, ...]:
    return tuple(FAMILIES)


def place(name: str) -> int:
    """Where a family stands among all of them, for lists of models; one that is not known here stands last."""
    return names().index(name) if name in FAMILIES else len(FAMILIES)


def family(name: str) -> Family:
    """The entry of a family. Raises ConfigError with the nearest name."""
    if name not in FAMILIES:
        raise ConfigError(unknown("family", name, FAMILIES))
    return FAMILIES[name]


def by_division() -> dict[Divides, list[Family]]:
    """All families, by where their mixture sits."""
    return {place: [one for one in _ALL if one.divides == place] for place in get_args(Divides)}
