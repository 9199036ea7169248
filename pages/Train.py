"""Train: a new model in a process of its own, seen while it learns; a reload or another tab finds it again."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import look  # noqa: E402 - started alone, it ends here
from mixgan.ui.train import form, listing, live, shared, sweeps  # noqa: E402

run = shared.chosen_run()
if run is None:
    look.heading(shared.title(None), "It runs on this machine, beside the app: the page may be closed meanwhile")
else:
    live.live(run)
form.show(expanded=run is None or not shared.is_alive(run))
listing.all_runs(run)
sweeps.table_of()
