"""The front door's own unit tests, counted one by one."""

import io
import unittest

from . import paths


def run(checks):
    """Run tools/tests; the passed ones are counted, the failed ones returned."""
    suite = unittest.defaultTestLoader.discover(
        str(paths.TOOLS / "tests"), top_level_dir=str(paths.ROOT)
    )
    result = unittest.TextTestRunner(stream=io.StringIO()).run(suite)
    bad = [*result.failures, *result.errors]
    checks.count(result.testsRun - len(bad), max(0, len(bad) - 1))
    if not result.testsRun:
        return ["no test was run"]
    return [f"{case}: {trace.strip().splitlines()[-1]}" for case, trace in bad]
