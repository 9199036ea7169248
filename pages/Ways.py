"""Ways: every family of the field on one set of pictures, side by side. From stored sheets, without torch."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui.home import ways  # noqa: E402 - a page that was started alone goes no further

ways.show()
