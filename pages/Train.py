"""Train: a new model in a process of its own, seen while it learns; a reload or another tab finds it again."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import look  # noqa: E402 - started alone, it ends here
from mixgan.ui.train import form as train_form  # noqa: E402
from mixgan.ui.train import listing as train_list  # noqa: E402
from mixgan.ui.train import live as train_live  # noqa: E402
from mixgan.ui.train import shared as training  # noqa: E402
from mixgan.ui.train import sweeps as train_sweep  # noqa: E402

run = training.chosen_run()
if run is None:
    look.heading(training.title(None), "It runs on this machine, beside the app: the page may be closed meanwhile")
else:
    train_live.live(run)
train_form.show(expanded=run is None or not training.is_alive(run))
train_list.all_runs(run)
train_sweep.table_of()
