"""Work in a child process: an argv and a folder, seen through the folder alone.

    start(argv, folder)     read(folder) -> Status      state(folder) -> State
    ask(folder, "stop")     pending(folder)             end(folder)     log_tail(folder, n)
    answered(folder, id)                                whether it was taken up
    asked(folder, pid, last)       claim(folder)        for the job itself
    turn(device, name, waiting)                         one at a time, whoever started it

The child writes `status.json`; anybody may read it, from any process, after any restart. No torch here.
"""

from mixgan.jobs.control import REQUESTS, Request, answered, ask, asked, pending
from mixgan.jobs.lock import claim
from mixgan.jobs.process import end, log_tail, start
from mixgan.jobs.status import STALE_S, UNDER_WAY, State, Status, alive, derive, elsewhere, read, state, write
from mixgan.jobs.turn import turn

__all__ = [
    "REQUESTS", "STALE_S", "UNDER_WAY", "Request", "State", "Status", "alive", "answered", "ask", "asked", "claim", "derive",
    "elsewhere", "end", "log_tail", "pending", "read", "start", "state", "turn", "write",
]
