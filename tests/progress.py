"""A sign of life on a terminal, for work over a second only: progress.py TALLY FOLDER."""

import os
import pty
import subprocess
import sys
import threading
import time

tally, folder = sys.argv[1:3]
fifo = os.path.join(folder, "fifo")
os.mkfifo(fifo)


def ingest(seconds, terminal):
    """What stderr shows while the figures take so long to come."""
    def feed():
        with open(fifo, "w", encoding="utf-8") as out:
            out.write("metric,region,period,value,unit\n")
            out.flush()
            time.sleep(seconds)
            out.write("gdp,CN,2023,1260582,亿元\n")

    try:
        ours, theirs = pty.openpty() if terminal else os.pipe()
    except OSError as found:
        sys.exit("not ok - no pseudo-terminal (%s): is devpts mounted on /dev/pts?" % found)
    writer = threading.Thread(target=feed, daemon=True)
    writer.start()
    run = subprocess.Popen([tally, "ingest", "-s", os.path.join(folder, "p.h5"), fifo], stdout=subprocess.DEVNULL,
                           stderr=theirs)
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 4096)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    writer.join()
    assert run.wait() == 0, shown
    return shown.decode()


subprocess.run([tally, "init", "-s", os.path.join(folder, "p.h5")], check=True, stderr=subprocess.DEVNULL)
long = ingest(2.7, True)
print("%sok - work of more than a second shows that it goes on" % ("" if "reading: 1 s" in long else "not "))
print("%sok - and its line is cleared" % ("" if long.endswith("\r\x1b[K") else "not "))
print("%sok - nothing where there is no terminal" % ("" if ingest(1.6, False) == "" else "not "))
