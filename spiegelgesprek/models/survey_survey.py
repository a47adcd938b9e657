# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.exceptions import UserError, ValidationError
from odoo.fields import Domain

TYPE = "spiegelgesprek"
RINGS = [("inner", "Clients"), ("outer", "Listeners")]
# What a form of ours is, whatever somebody fills in: by personal link, once, and
# nothing about who answers. Odoo lets its survey users start a session of any form.
FIXED = {
    "access_mode": "token",
    "scoring_type": "no_scoring",
    "users_login_required": False,
    "is_attempts_limited": False,
    "is_time_limited": False,
    "certification": False,
    "session_state": False,
}
# What may change after the first answer: nothing that was asked or said.
UNLOCKED = {
    "active",
    "color",
    "user_id",
    "restrict_user_ids",
    "spiegelgesprek_next_id",
}


class SurveySurvey(models.Model):
    """The forms in which both rings tell afterwards what it brought."""

    _inherit = "survey.survey"

    survey_type = fields.Selection(
        selection_add=[(TYPE, "Mirror conversation")], ondelete={TYPE: "cascade"}
    )
    spiegelgesprek_ring = fields.Selection(
        RINGS, string="Asked of", help="Which ring answers this form."
    )
    spiegelgesprek_version = fields.Integer(
        string="Version", default=1, readonly=True, copy=False
    )
    spiegelgesprek_next_id = fields.Many2one(
        "survey.survey",
        string="Newer version",
        readonly=True,
        copy=False,
        index="btree_not_null",
        ondelete="set null",
    )
    is_spiegelgesprek_locked = fields.Boolean(
        string="Locked",
        compute="_compute_is_spiegelgesprek_locked",
        help="Somebody answered this form. From then on it stays as it was asked; "
        "changes go into a new version.",
    )

    @api.depends("survey_type")
    def _compute_is_spiegelgesprek_locked(self):
        locked = self._filter_spiegelgesprek_locked()
        for survey in self:
            survey.is_spiegelgesprek_locked = survey._origin in locked

    @api.depends("survey_type", "spiegelgesprek_version")
    @api.depends_context("lang")
    def _compute_display_name(self):
        """Tell versions of a form apart where one is chosen; readers see the title."""
        result = super()._compute_display_name()
        for survey in self:
            if survey.survey_type == TYPE and survey.spiegelgesprek_version > 1:
                survey.display_name = self.env._(
                    "%(title)s (version %(number)s)",
                    title=survey.title,
                    number=survey.spiegelgesprek_version,
                )
        return result

    @api.depends_context("uid")
    def _compute_allowed_survey_types(self):
        result = super()._compute_allowed_survey_types()
        if self.env.user.has_group("spiegelgesprek.spiegelgesprek_group_manager"):
            for survey in self:
                types = survey.allowed_survey_types or []
                survey.allowed_survey_types = [*types, TYPE]
        return result

    @api.onchange("survey_type")
    def _onchange_survey_type(self):
        result = super()._onchange_survey_type()
        if self.survey_type == TYPE:
            self.update(self._prepare_spiegelgesprek_values())
        return result

    def _check_spiegelgesprek_ring(self, ring):
        """Refuse a form that asks the other ring, in its words and on its terms."""
        if any(survey.spiegelgesprek_ring != ring for survey in self):
            raise ValidationError(
                self.env._("This form is for the other ring. Choose another one.")
            )

    @api.constrains("survey_type", "spiegelgesprek_ring", *FIXED)
    def _check_spiegelgesprek_form(self):
        for survey in self._filter_spiegelgesprek():
            if not survey.spiegelgesprek_ring:
                raise ValidationError(
                    self.env._("Say whether clients or listeners answer this form.")
                )
            if any(survey[name] != value for name, value in FIXED.items()):
                raise ValidationError(
                    self.env._(
                        "A form for mirror conversations opens by a personal link, "
                        "without a login, a score, a time limit, a number of attempts "
                        "or a live session: each of them would tell who answered."
                    )
                )

    # ------------------------------------------------------------
    # CRUD
    # ------------------------------------------------------------

    @api.model_create_multi
    def create(self, vals_list):
        for vals in vals_list:
            if vals.get("survey_type") == TYPE:
                vals.update(self._prepare_spiegelgesprek_values())
        return super().create(vals_list)

    def write(self, vals):
        if "survey_type" in vals:
            self._check_spiegelgesprek_type(vals["survey_type"])
        if any(self._is_spiegelgesprek_content(name) for name in vals):
            self._check_spiegelgesprek_unlocked()
        if vals.get("active") is False:
            self._check_spiegelgesprek_over()
        return super().write(vals)

    def _update_field_translations(
        self, field_name, translations, digest=None, source_lang=""
    ):
        """A translation is what people read, so it is locked like the text itself."""
        self._check_spiegelgesprek_unlocked()
        return super()._update_field_translations(
            field_name, translations, digest=digest, source_lang=source_lang
        )

    @api.ondelete(at_uninstall=False)
    def _unlink_except_spiegelgesprek_used(self):
        self._check_spiegelgesprek_unlocked()

    @api.model
    def _prepare_spiegelgesprek_values(self):
        """Return what every form of ours has, whatever was filled in."""
        return {**FIXED, "users_can_go_back": True}

    @api.model
    def _is_spiegelgesprek_content(self, name):
        return name not in UNLOCKED and not name.startswith(("message_", "activity_"))

    def _check_spiegelgesprek_type(self, survey_type):
        """Keep forms of ours what they are: their type decides who reads answers."""
        if any((s.survey_type == TYPE) != (survey_type == TYPE) for s in self):
            raise UserError(
                self.env._(
                    "A form for mirror conversations stays one, and another survey "
                    "doesn't become one: who reads the answers hangs on it. Make a "
                    "new form instead."
                )
            )

    def _check_spiegelgesprek_unlocked(self):
        """Refuse to change or delete what somebody answered already."""
        if self._filter_spiegelgesprek_locked():
            raise UserError(
                self.env._(
                    "Somebody answered this form already, so it stays as it was "
                    "asked. Use “New Version”: running trajects keep the old one, "
                    "new trajects get the new one."
                )
            )

    def _check_spiegelgesprek_over(self):
        """Archive no form that people can answer: their links would open nothing."""
        ours = self._filter_spiegelgesprek()
        if ours and self.env["spiegelgesprek.traject"]._has_open_survey(ours):
            raise UserError(
                self.env._(
                    "People are answering this form. Close it when no traject asks it "
                    "any more."
                )
            )

    def _filter_spiegelgesprek(self):
        return self.filtered(lambda survey: survey.survey_type == TYPE)

    def _filter_spiegelgesprek_locked(self):
        """Return those forms of ours that somebody answered; tests don't count."""
        ours = self._filter_spiegelgesprek()
        if not ours.ids:
            return self.browse()
        # sudo: an answer locks the form, also for who may not read it
        answers_sudo = self.env["survey.user_input"].sudo()
        rows = answers_sudo._read_group(
            Domain("survey_id", "in", ours.ids) & Domain("test_entry", "=", False),
            ["survey_id"],
        )
        return self.browse(survey_sudo.id for (survey_sudo,) in rows)

    # ------------------------------------------------------------
    # VERSIONS
    # ------------------------------------------------------------

    def action_spiegelgesprek_new_version(self):
        """Copy this form; methods go on with the copy, trajects keep what they have.

        Where there is a newer version already, that one is opened.
        """
        self.ensure_one()
        if self.survey_type != TYPE:
            raise UserError(
                self.env._("Only forms for mirror conversations have versions.")
            )
        if self.spiegelgesprek_next_id:
            return self.spiegelgesprek_next_id._get_records_action()
        version = self.spiegelgesprek_next_id = self.copy()
        version.write(
            {
                # Odoo puts “(copy)” behind it
                "title": self.title,
                "spiegelgesprek_version": self.spiegelgesprek_version + 1,
            }
        )
        self.env["spiegelgesprek.method"]._replace_survey(self, version)
        return version._get_records_action()

    def action_send_survey(self):
        """Forms of ours go out by ticket: an invitation of Odoo holds who gets it."""
        if self._filter_spiegelgesprek():
            raise UserError(
                self.env._("The traject sends this form, to everybody who was there.")
            )
        return super().action_send_survey()

    # ------------------------------------------------------------
    # RESULTS
    # ------------------------------------------------------------

    def _prepare_statistics(self, user_input_lines=None):
        """Count what is shown, and nothing when nothing is.

        Mirrors ``survey.survey._prepare_statistics``, in which no lines means all
        answers to the form: of other trajects, of the other ring, and not released.
        """
        if not self._filter_spiegelgesprek():
            return super()._prepare_statistics(user_input_lines)
        if not user_input_lines:
            return dict.fromkeys(super()._prepare_statistics(), 0)
        # sudo: lines that were found with the user's own rights are counted
        lines_sudo = user_input_lines.sudo()
        lines_sudo.fetch(["user_input_id"])
        return super()._prepare_statistics(lines_sudo)

    def _get_spiegelgesprek_results_title(self, params):
        """Return of which traject and ring the results are, for who may read it.

        :param dict params: as they stand in the address of the page
        """
        self.ensure_one()
        traject_id = str(params.get("traject_id", ""))
        if self.survey_type != TYPE or not traject_id.isdecimal():
            return ""
        trajects = self.env["spiegelgesprek.traject"]
        traject = trajects.search([("id", "=", int(traject_id[:9]))])
        ring = dict(
            self._fields["spiegelgesprek_ring"]._description_selection(self.env)
        )
        parts = [traject.display_name, ring.get(params.get("ring"))]
        return " · ".join(filter(None, parts)) if traject else ""
