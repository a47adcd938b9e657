# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, tagged

from .public_browser import PublicBrowserCommon
from .public_pages import NOW


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestRecruitmentBrowser(PublicBrowserCommon):
    """The recruiter's page in a browser: without scripts, on a phone, on paper."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.path = cls.traject.recruitment_ids._get_page_path()

    def test_usable(self):
        """The page and its sheets, in both languages, and when it is too late."""
        self.env["res.lang"]._activate_lang("nl_NL")
        languages = ("en_US", "nl_NL")
        paths = [
            f"{self.path}{more}?lang={lang}"
            for more in ("", "/blad")
            for lang in languages
        ]
        with self._browse() as page:
            for path in paths:
                with self.subTest(path=path):
                    page.open(path)
                    self.assertUsable(page)
            self.traject.stage_id = self.env.ref("spiegelgesprek.stage_evaluate")
            self._commit()
            page.open(self.path)
            self.assertUsable(page)

    def test_on_paper(self):
        """Each sheet on a page of its own, and nothing on it but the sheet."""
        with self._browse() as page:
            page.open(f"{self.path}/blad")
            page._ask("Emulation.setEmulatedMedia", media="print")
            shown = (
                "[...document.querySelectorAll('main > *')]"
                ".filter(part => getComputedStyle(part).display != 'none')"
                ".map(part => part.className + getComputedStyle(part).breakBefore)"
                ".join()"
            )
            self.assertEqual(page.evaluate(shown), "sheetauto,sheetpage")
