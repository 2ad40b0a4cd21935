"""The live display, on a pseudo-terminal."""

import fcntl
import os
import pty
import re
import struct
import subprocess
import termios

import program

WAITING = ["sh", "-c", 'echo "loss=$LODE_HP_X"; test "$LODE_TRIAL" = 0 || while ! test -e "$0/go"; do sleep 0.02; done']


class LiveTable(program.ProgramTest):
    def test_is_redrawn_in_place(self):
        self.write("job.json", program.job(trials=3, parallel=1))
        self.environment["TERM"] = "xterm"
        ours, theirs = pty.openpty()
        self.addCleanup(os.close, ours)
        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 60, 0, 0))
        process = subprocess.Popen(
            [program.LODE, "run", "job.json", "--store", "s.db", "--", *WAITING, str(self.folder)],
            cwd=self.folder, env=self.environment, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=theirs)
        os.close(theirs)
        shown = ""

        def read_until(pattern):
            nonlocal shown
            while not re.search(pattern, shown, re.DOTALL):
                try:
                    shown += os.read(ours, 4096).decode()
                except OSError:  # the other end is closed
                    self.fail(f"{pattern!r} was never shown: {shown!r}")

        # Trial 1 is running with its first value while trial 0 is the best so far: the display must come to show that.
        read_until(r"trial 0 Completed  loss=.*\[#{8}-{16}\]  1/3 trials  running 1.*best: trial 0 .*trial 1  .*loss=\S+ \(step 1\)")
        self.assertIn("\x1b[", shown)
        self.write("go", "")
        read_until(r"trial 2 Completed")
        self.assertEqual(process.wait(program.DEADLINE), 0)
        self.assertIn(b"Best trial: job-", process.stdout.read())
        process.stdout.close()
        for line in re.split(r"[\r\n]+", shown):
            visible = re.sub(r"\x1b\[[0-9]*[A-Za-z]", "", line)
            if visible.startswith(("trial", "job ", "  ")):
                self.assertLessEqual(len(visible), 60, visible)


if __name__ == "__main__":
    program.main()
