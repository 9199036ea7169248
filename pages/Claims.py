"""Claims: what was said of these methods, put to the test here. From kept rows, without torch."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui.claims import page  # noqa: E402 - a page that was started alone goes no further

page.show()
