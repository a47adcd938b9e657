# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.tests import tagged
from odoo.tools.safe_eval import safe_eval

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
class TestAttendanceButton(SpiegelgesprekCommon):
    def test_absent_afterwards(self):
        """Who was noted as present by one button for all can be put right."""
        participant = self.env["spiegelgesprek.participant"].with_user(self.coordinator)
        arch = etree.fromstring(participant.get_view(view_type="form")["arch"])
        button = arch.find(".//header/button[@name='action_absent']")
        values = {"is_before_day": False, "state": "attended"}
        self.assertFalse(safe_eval(button.get("invisible"), values))
