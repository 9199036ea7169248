"""Work in a child process: an argv and a folder, seen through the folder alone.

    start(argv, folder)     read(folder) -> Status      state(folder) -> State
    ask(folder, "stop")     asked(folder)               end(folder)     log_tail(folder, n)

The child writes `status.json`; anybody may read it, from any process, after any restart. No torch here.
"""

from mixgan.jobs.control import acknowledge, ask, asked
from mixgan.jobs.process import end, log_tail, start
from mixgan.jobs.status import State, Status, alive, derive, read, state, write

__all__ = [
    "State", "Status", "acknowledge", "alive", "ask", "asked", "derive", "end", "log_tail", "read", "start", "state", "write",
]
