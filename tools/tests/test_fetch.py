"""What is fetched is signed by whom it should be; errors are one clear line."""

import shutil
import tempfile
import unittest
from pathlib import Path

from tools import apt_fetch, npm, venv
from tools.console import Failure

RELEASE = """\
Origin: Debian
Label: Debian
Suite: unstable
Codename: sid
Date: Sat, 01 Jan 2022 00:00:00 UTC
Architectures: all amd64 arm64
Components: main
SHA256:
"""


class TestSignature(unittest.TestCase):
    def setUp(self):
        if not shutil.which("apt-get"):
            raise Failure("these tests need apt")
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)
        self.folder.chmod(0o755)

    def _archive(self, name, signed):
        for suite in ("sid", "trixie"):
            place = self.folder / "archive/dists" / suite
            place.mkdir(parents=True)
            (place / name).write_text(signed.replace("sid", suite))
        return f"file:{self.folder / 'archive'}"

    def _update(self, address):
        apt = apt_fetch.Apt(self.folder / "work", address)
        with self.assertRaises(Failure) as caught:
            apt.run("update")
        return str(caught.exception)

    def test_forged_signature_is_refused(self):
        forged = (
            f"-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n{RELEASE}"
            "-----BEGIN PGP SIGNATURE-----\n\n"
            "iQIzBAEBCgAdFiEEAAAAAAAAAAAAAAAAAAAAAAAAAAAFAmAAAAAACgkQAAAAAAAA\n"
            "=AAAA\n-----END PGP SIGNATURE-----\n"
        )
        self.assertIn("signature", self._update(self._archive("InRelease", forged)))

    def test_unsigned_archive_is_refused(self):
        self.assertIn("signature", self._update(self._archive("Release", RELEASE)))


class TestExplained(unittest.TestCase):
    def test_no_network(self):
        for explain, text in (
            (apt_fetch.explain, "E: Could not resolve 'mirror'"),
            (venv.explain, "NameResolutionError: Failed to resolve"),
            (npm.explain, "npm error code ENOTFOUND"),
        ):
            self.assertIn("no network", explain(text))

    def test_wrong_checksum(self):
        for explain, text in (
            (apt_fetch.explain, "E: Hash Sum mismatch"),
            (venv.explain, "THESE PACKAGES DO NOT MATCH THE HASHES FROM"),
            (npm.explain, "npm error code EINTEGRITY"),
        ):
            self.assertIn("nothing used", explain(text))

    def test_one_line(self):
        self.assertNotIn("\n", apt_fetch.explain("E: something\nE: else\n"))
