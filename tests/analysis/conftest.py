from __future__ import annotations

import pytest

from mixgan.measures.judges import Judge
from tests.measures.planted import judge_of_halves


@pytest.fixture(scope="session")
def judge(tmp_path_factory) -> Judge:
    """Knows left from right."""
    return judge_of_halves(tmp_path_factory.mktemp("judges") / "halves")
