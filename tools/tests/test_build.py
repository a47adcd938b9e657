"""A build is complete or absent, and two at once do not collide."""

import tempfile
import threading
import time
import unittest
from pathlib import Path

from tools import build


class TestOnce(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.target = Path(folder.name) / "thing"
        self.made = 0

    def _make(self, part):
        self.made += 1
        time.sleep(0.05)
        (part / "file").write_text("x")

    def test_made_once(self):
        for _time in range(2):
            build.once(self.target, self._make)
        self.assertEqual(self.made, 1)
        self.assertTrue((self.target / "file").exists())

    def test_interrupted_build_leaves_nothing(self):
        def broken(part):
            (part / "file").write_text("half")
            raise KeyboardInterrupt

        for in_place in (False, True):
            with self.assertRaises(KeyboardInterrupt):
                build.once(self.target, broken, in_place=in_place)
            self.assertFalse(self.target.exists())
        build.once(self.target, self._make)
        self.assertEqual((self.target / "file").read_text(), "x")

    def test_killed_build_starts_over(self):
        self.target.mkdir()
        (self.target / "file").write_text("half")
        build.once(self.target, self._make, in_place=True)
        self.assertEqual((self.target / "file").read_text(), "x")

    def test_two_at_once(self):
        threads = [
            threading.Thread(target=build.once, args=(self.target, self._make))
            for _number in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        self.assertEqual(self.made, 1)
