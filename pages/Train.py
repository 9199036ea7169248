"""Train: a new model in a process of its own, seen while it learns; a reload or another tab finds it again."""

from mixgan.ui.shell import ensure

ensure()

from mixgan.ui import look, train_form, train_list, train_live, train_sweep, training  # noqa: E402 - started alone, it ends here

run = training.chosen_run()
if run is None:
    look.heading(training.title(None), "It runs on this machine, beside the app: the page may be closed meanwhile")
else:
    train_live.live(run)
train_form.show(expanded=run is None or not training.is_alive(run))
train_list.all_runs(run)
train_sweep.table_of()
