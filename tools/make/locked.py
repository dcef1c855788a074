"""Takes the checkout's lock and becomes the command given: see locked.sh.

The system drops the lock when the command and all that it started have ended, however they end.
"""

import fcntl
import os
import signal
import sys

signal.signal(signal.SIGINT, signal.SIG_DFL)
try:
    os.makedirs("build", exist_ok=True)
    lock = os.open("build/.lock", os.O_RDWR | os.O_CREAT)
    os.set_inheritable(lock, True)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        print("another make is setting this checkout up: waiting for it ...", flush=True)
        fcntl.flock(lock, fcntl.LOCK_EX)
except OSError:
    pass  # A checkout that may only be read, or a file system without locks.
os.execvp(sys.argv[1], sys.argv[1:])
