# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError


class SpiegelgesprekInsight(models.Model):
    """What clients said should stay, change or be wished for, in the user's words.

    It stands apart from the answers that it may come from: nothing leads back to one.
    Nobody but who works it out reads it before somebody checked that it can't be traced
    to a client or a colleague.
    """

    _name = "spiegelgesprek.insight"
    _description = "Insight"
    _rec_name = "text"
    _order = "traject_id, kind, sequence, id"
    _check_company_auto = True

    traject_id = fields.Many2one(
        "spiegelgesprek.traject", required=True, index=True, ondelete="cascade"
    )
    sequence = fields.Integer(default=10)
    kind = fields.Selection(
        [
            ("strength", "Goes well"),
            ("improvement", "Can be better"),
            ("wish", "Wish"),
        ],
        required=True,
        default="improvement",
        index=True,
        group_expand=True,
    )
    text = fields.Text(
        required=True,
        help="In your own words, as all clients said it. No names, nothing that only "
        "one person can have told, and not who the colleague was.",
    )
    theme_ids = fields.Many2many(
        "spiegelgesprek.theme", string="Themes", check_company=True
    )
    company_id = fields.Many2one(
        related="traject_id.company_id", store=True, precompute=True
    )

    # How hard it is
    influence = fields.Selection(
        [
            ("small", "Small"),
            ("medium", "Some"),
            ("large", "Large"),
        ],
        string="Influence of the team",
        help="How far the team can change this itself. What it can't goes to somebody "
        "higher up.",
    )
    depth = fields.Selection(
        [
            ("rules", "Rules and small things"),
            ("means", "Leaflets and means"),
            ("money", "Money or a decision higher up"),
            ("working", "Ways of working"),
            ("principles", "Principles"),
        ],
        help="From small things that can change tomorrow to the hard spots.",
    )

    # What is done with it
    action_point_ids = fields.Many2many(
        "spiegelgesprek.action.point",
        "spiegelgesprek_insight_action_point_rel",
        string="Action points",
        domain="[('traject_id', '=', traject_id)]",
    )
    action_point_count = fields.Integer(compute="_compute_action_point_count")
    can_make_action_point = fields.Boolean(
        compute="_compute_can_make_action_point", export_string_translation=False
    )
    answer = fields.Text(
        help="What the clients hear that is done with this; also why something is not "
        "taken up."
    )

    # Who may read it
    released = fields.Boolean(
        readonly=True,
        copy=False,
        index=True,
        help="Checked: nobody can tell who said it, and which colleague it is about. "
        "From then on the people who were there may read it. Changing the text takes "
        "it back.",
    )
    checked_by_id = fields.Many2one("res.users", readonly=True, copy=False)
    date_checked = fields.Date(string="Checked on", readonly=True, copy=False)
    holds_name = fields.Boolean(
        string="Holds a name",
        compute="_compute_holds_name",
        help="The text holds a name of somebody in this traject whom you may see.",
    )

    @api.depends("action_point_ids")
    def _compute_action_point_count(self):
        for insight in self:
            insight.action_point_count = len(insight.action_point_ids)

    @api.depends("traject_id")
    @api.depends_context("uid")
    def _compute_can_make_action_point(self):
        changeable = self.traject_id._filtered_access("write")
        for insight in self:
            insight.can_make_action_point = insight.traject_id in changeable

    @api.depends("text", "traject_id")
    @api.depends_context("uid")
    def _compute_holds_name(self):
        names = self.traject_id._get_known_names()
        split = self.env["spiegelgesprek.participant"]._split_words
        for insight in self:
            # a name is written with a capital; many a word is a name without one
            words = {word for word in split(insight.text) if word[0].isupper()}
            insight.holds_name = not words.isdisjoint(names[insight.traject_id])

    def write(self, vals):
        changed = self.filtered(lambda i: "text" in vals and i.text != vals["text"])
        if vals.get("released") and not self.env.su:
            self._check_release()
        result = super().write(vals)
        if changed.filtered("released"):
            changed.write(self._prepare_unchecked_values())
        return result

    @api.model_create_multi
    def create(self, vals_list):
        """Start unreleased, whatever a client program sends along."""
        for vals in vals_list:
            vals.update(self._prepare_unchecked_values())
        return super().create(vals_list)

    @api.model
    def _prepare_unchecked_values(self):
        return {"released": False, "checked_by_id": False, "date_checked": False}

    def _check_release(self):
        """Let only who may change the traject open an insight to others.

        :raise AccessError: for a facilitator
        """
        if len(self.traject_id._filtered_access("write")) < len(self.traject_id):
            raise AccessError(
                self.env._("The coordinator checks insights and opens them to others.")
            )

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_release(self):
        """Note that these can't be traced to anybody, and let others read them.

        :raise AccessError: for who may not change the traject
        :raise UserError: when a text still holds a name that the user can see
        """
        named = self.filtered("holds_name")
        if named:
            raise UserError(
                self.env._(
                    "There is a name in “%s”. Say it without, then release it. "
                    "Nothing was released.",
                    named[0].text,
                )
            )
        return self.write(
            {
                "released": True,
                "checked_by_id": self.env.uid,
                "date_checked": fields.Date.context_today(self),
            }
        )

    def action_take_back(self):
        """Let nobody read these but who works them out."""
        return self.write(self._prepare_unchecked_values())

    def action_make_action_point(self):
        """Open a new action point that comes from this insight."""
        self.ensure_one()
        return {
            "type": "ir.actions.act_window",
            "res_model": "spiegelgesprek.action.point",
            "view_mode": "form",
            "name": self.env._("New Action Point"),
            "context": self._prepare_action_point_context(),
        }

    def _prepare_action_point_context(self):
        return {
            "default_traject_id": self.traject_id.id,
            "default_name": self.text.strip().splitlines()[0],
            "default_insight_ids": self.ids,
            "default_level": "organisation" if self.influence == "small" else "team",
        }
