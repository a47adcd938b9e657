# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .spiegelgesprek_traject_counters import COORDINATOR


class SpiegelgesprekParticipant(models.Model):
    """No seat for a listener, in words that give no reason.

    A reason could be a client. So all who get no seat read the same, whatever it was.
    """

    _inherit = "spiegelgesprek.participant"

    is_refused = fields.Boolean(
        string="No seat this time",
        readonly=True,
        copy=False,
        groups=COORDINATOR,
        help="The organisation gave no seat. The listener reads neutral words; why is "
        "kept nowhere.",
    )

    def action_refuse(self):
        """Give these listeners no seat this time, and tell them without a reason.

        Who was put down and never asked hears nothing.
        """
        self.check_access("write")
        asked = self.filtered(lambda p: p.state != "draft" or p.mail_state != "none")
        (self._refuse_neutrally() & asked)._mail_no_seat()
        return True

    def _refuse_neutrally(self):
        """Give these listeners no seat; their seats become free.

        :return: whom it concerned
        """
        refused = self.filtered(lambda p: p.ring == "outer" and not p.is_refused)
        refused.write({"state": "declined", "is_refused": True})
        return refused

    def _is_seat_refused(self):
        """Return whether it was the organisation that gave no seat."""
        self.ensure_one()
        # sudo: the own page says the same for every reason
        return self.sudo().is_refused

    def _get_refusal_text(self):
        """Return what this listener reads, in the own language."""
        self.ensure_one()
        lang = self.lang or self.partner_id.lang or self.env.lang
        return self.company_id.with_context(lang=lang)._get_refusal_text()

    def write(self, vals):
        """Who is asked again, or comes after all, is no longer refused."""
        if vals.get("state", "declined") != "declined" and "is_refused" not in vals:
            vals = {**vals, "is_refused": False}
        return super().write(vals)
