# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError


class MailActivity(models.Model):
    """The three ways back from an activity to the step it stands for: no more.

    Done makes the step done, another date shifts it, another person takes it over.
    Deleting an activity never changes the step.
    """

    _inherit = "mail.activity"

    step_id = fields.Many2one(
        "spiegelgesprek.step",
        copy=False,
        index="btree_not_null",
        ondelete="cascade",
        groups="spiegelgesprek.spiegelgesprek_group_user",
    )

    _step_uniq = models.UniqueIndex(
        "(step_id) WHERE step_id IS NOT NULL AND active IS TRUE",
        "This step has an activity already.",
    )

    def _check_step(self):
        """Let nobody hang his activity on a step, and so tick it or take it over.

        Not a constraint: Odoo runs those in sudo, as the sync of steps runs itself.
        """
        # sudo: the link is hidden from most users
        if not self.env.su and self.sudo().step_id:
            raise AccessError(
                self.env._("This activity goes with a step: change the step instead.")
            )

    @api.model_create_multi
    def create(self, vals_list):
        activities = super().create(vals_list)
        activities._check_step()
        return activities

    def write(self, vals):
        result = super().write(vals)
        if not vals.keys().isdisjoint({"step_id", "res_id", "res_model_id"}):
            self._check_step()
        changed = {name: vals[name] for name in self._get_step_fields() & vals.keys()}
        if changed:
            # sudo: see _get_steps_sudo
            self._get_steps_sudo().write(changed)
        return result

    def _action_done(self, feedback=False, attachment_ids=None):
        # sudo: see _get_steps_sudo
        steps_sudo = self._get_steps_sudo()
        result = super()._action_done(feedback=feedback, attachment_ids=attachment_ids)
        steps_sudo.action_done()
        return result

    def _get_step_fields(self):
        """Return the fields that a step takes over from its activity."""
        return {"date_deadline", "user_id"}

    def _get_steps_sudo(self):
        """Return the steps of these activities; none when the step itself changes."""
        # sudo: who may change the activity may do so to the step it stands for
        steps_sudo = self.sudo().filtered("active").step_id
        if self.env.context.get("spiegelgesprek_step_sync"):
            return steps_sudo.browse()
        return steps_sudo.filtered(lambda step: step.state == "todo")
