"""A Django in a process of its own, asked by a line of JSON and answering by one."""

import json
import pathlib
import subprocess
import sys


class DjangoProcess:
    def __init__(self, script, *arguments):
        path = pathlib.Path(__file__).with_name(script)
        self.process = subprocess.Popen(
            [sys.executable, str(path), *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def __call__(self, do, session=None, **more):
        self.process.stdin.write(json.dumps({"do": do, "session": session} | more) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def stop(self):
        self.process.stdin.close()
        assert self.process.wait(timeout=180) == 0
        self.process.stdout.close()
