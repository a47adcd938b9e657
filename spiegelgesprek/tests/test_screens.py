# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.tests import tagged

from .common import SpiegelgesprekCommon

PREFIX = "spiegelgesprek.spiegelgesprek_"


@tagged("post_install", "-at_install")
class TestScreens(SpiegelgesprekCommon):
    """What the people who work with the screens stumbled over once."""

    def _get_arch(self, model, view, kind):
        view = self.env.ref(PREFIX + view)
        model = self.env[model].with_user(self.coordinator)
        return etree.fromstring(model.get_view(view.id, kind)["arch"])

    def test_client_pages_in_one_notebook(self):
        """What is needed before the conversation first, its history last."""
        arch = self._get_arch("spiegelgesprek.participant", "client_view_form", "form")
        (notebook,) = arch.iterfind(".//notebook")
        names = [page.get("name") for page in notebook.iterfind("page")]
        self.assertEqual(names[0], "agreement")
        self.assertEqual(names[-2:], ["answer", "history"])

    def test_lists_open_the_form(self):
        for view in ("client_view_list", "participant_view_list"):
            with self.subTest(view):
                arch = self._get_arch("spiegelgesprek.participant", view, "list")
                self.assertEqual(arch.get("open_form_view"), "1")

    def test_results_on_one_scale(self):
        """A total over questions to 5 and to 10 says something only out of 100."""
        report = "spiegelgesprek.evaluation.report"
        arch = self._get_arch(report, "evaluation_report_view_pivot", "pivot")
        measures = [f.get("name") for f in arch.iterfind("field[@type='measure']")]
        self.assertEqual(measures, ["score"])
