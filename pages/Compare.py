"""Compare: two to four models or runs in columns; the same seed, figures in rows, one scrubber over their steps."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import states  # noqa: E402 - a page that was started alone goes no further
from mixgan.ui.compare import page  # noqa: E402

found = states.chosen_model(page.TITLE, asked=True)
if found is not None:
    page.show(found)
