"""What people type after `./dev test`."""

import unittest

from tools import fast, main
from tools.console import Failure


class TestFilter(unittest.TestCase):
    def test_kinds(self):
        for wanted, tags in (
            ("TestTraject", "/spiegelgesprek:TestTraject"),
            ("TestTraject.test_name", "/spiegelgesprek:TestTraject.test_name"),
            ("test_name", "/spiegelgesprek.test_name"),
            ("/spiegelgesprek:TestX", "/spiegelgesprek:TestX"),
            ("TestA,test_b", "/spiegelgesprek:TestA,/spiegelgesprek.test_b"),
        ):
            self.assertEqual(fast.tags(wanted), tags)

    def test_nonsense(self):
        with self.assertRaises(Failure):
            fast.tags("no such thing; rm")
        with self.assertRaises(Failure):
            fast.tags(",")


class TestArguments(unittest.TestCase):
    def test_bad_arguments_are_one_clear_line(self):
        for arguments in (["demo", "--port", "80"], ["test", "a", "b"], ["nothing"]):
            with self.assertRaises(Failure) as caught:
                main._dispatch(arguments)
            self.assertNotIn("\n", str(caught.exception))
