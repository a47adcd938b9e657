# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from datetime import timedelta

from odoo import api, fields, models
from odoo.exceptions import AccessError, UserError
from odoo.tools import email_normalize

from .spiegelgesprek_participant_recruiting import DECLINE_REASONS
from .spiegelgesprek_stage import PHASES_BEFORE

# What a recruiter can choose; letters are for later, when there is an address.
CHANNELS = ("phone", "text", "mail", "recruiter")
# What the page reads of a recruiter's line, and of the contacts on it.
PAGE_FIELDS = [
    *("traject_id", "company_id", "partner_id", "user_id", "wanted", "asked"),
    *(f"declined_{reason}" for reason, _label in DECLINE_REASONS),
]
CONTACT_FIELDS = [
    *("name", "lang", "phone", "parent_id", "street", "zip", "city"),
]
LENGTHS = {"name": 60, "phone": 30, "email": 100, "contact_caution": 500}
# More than this is a typing error, not a number of people.
NUMBER_LIMIT = 500
# After the conversation numbers may still be put right, not for ever.
LINK_AFTER = timedelta(days=90)


class SpiegelgesprekRecruitment(models.Model):
    """The recruiter's page: numbers, and passing on who agreed to be contacted.

    All of this runs in sudo, for who holds the link. What was passed on is never
    shown there again: a link can go astray.
    """

    _inherit = "spiegelgesprek.recruitment"

    def _is_token_valid(self, field):
        """Keep the link open while the traject goes on, and not for ever."""
        date = self.traject_id.date_conversation
        late = date and fields.Datetime.now() > date + LINK_AFTER
        running = self.traject_id._is_running() and not late
        return running and super()._is_token_valid(field)

    @api.model
    def _get_page_fields(self, field):
        names = super()._get_page_fields(field)
        return names + PAGE_FIELDS if field == "page_token" else names

    def _fetch_page(self):
        """Read the contacts that the page names in one query."""
        trajects = self.traject_id
        trajects.user_id.fetch(["partner_id"])
        coordinators = trajects.user_id.partner_id
        (self.partner_id | coordinators | trajects.address_id).fetch(CONTACT_FIELDS)

    def _is_open(self):
        """Whether clients can still be passed on: until the conversation."""
        self.ensure_one()
        traject = self.traject_id
        date = traject.date_conversation
        ahead = not date or date > fields.Datetime.now()
        return ahead and traject.phase in PHASES_BEFORE

    def _get_page_path(self):
        """Return where the page is, for its own forms and links."""
        return f"{self._token_paths['page_token']}/{self._get_token('page_token')}"

    def _get_script(self):
        """Return how to ask, in the organisation's words, as parts of the page."""
        self.ensure_one()
        return [
            self._lower_headings(sheet)
            for sheet in self.traject_id._get_sheets("recruiter_sheet")
        ]

    @api.model
    def _lower_headings(self, sheet):
        """Return a sheet whose title is a heading of the page, not its title.

        :param Markup sheet: html
        """
        for level in range(5, 0, -1):
            sheet = re.sub(rf"(</?)h{level}\b", rf"\1h{level + 1}", sheet)
        return self.env["mail.template"]._clean_paper(sheet)

    def _get_channels(self):
        """Return ways to contact a client: key, and label for the reader."""
        channels = self.env["spiegelgesprek.participant"]._fields["contact_channel"]
        labels = dict(channels._description_selection(self.env))
        labels["recruiter"] = self.env._("Through me")
        return [(key, labels[key]) for key in CHANNELS]

    def _get_reasons(self):
        """Return field, label and number of each reason, in the reader's language."""
        names = self._get_reason_fields()
        return [
            (names[key], self._fields[names[key]]._description_string(self.env), count)
            for key, _label in DECLINE_REASONS
            for count in [self[names[key]]]
        ]

    # ------------------------------------------------------------
    # NUMBERS
    # ------------------------------------------------------------

    def _report(self, form):
        """Take over the numbers of a form: totals, so sending it twice is harmless.

        :param dict form: texts as somebody typed them, by field
        :raise UserError: for what is no number of people
        """
        self.ensure_one()
        names = [*self._get_reason_fields().values()]
        values = {name: self._parse_number(form.get(name)) for name in names}
        known = sum(values.values()) + len(self.participant_ids)
        asked = max(self._parse_number(form.get("asked")), known)
        self.write({**values, "asked": asked, "date_reported": fields.Datetime.now()})

    def _parse_number(self, text):
        text = str(text or "").strip() or "0"
        if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > NUMBER_LIMIT:
            raise UserError(self.env._("Fill in whole numbers, 0 for nobody."))
        return int(text)

    # ------------------------------------------------------------
    # PASSING ON
    # ------------------------------------------------------------

    def _pass_on(self, form):
        """Add a client who said that the coordinator may get in touch.

        The same form counts once: two clicks at the same time both write this
        record, so one of them starts again and finds what the other made.

        :param dict form: texts as somebody typed them, by field
        :return: what is wrong with the form, as a list of sentences; empty when passed
        :raise UserError: when it is too late
        """
        self.ensure_one()
        if not self._is_open():
            raise UserError(
                self.env._("The conversation has been. Nobody can be passed on now.")
            )
        values = self._clean_form(form)
        errors = self._find_errors(form, values)
        if errors:
            return errors
        self.date_reported = fields.Datetime.now()
        self.flush_recordset()
        if not self._is_passed_on(values["form_nonce"]):
            self.env["spiegelgesprek.participant"].create(
                self._prepare_client_values(values)
            )
        return []

    def _clean_form(self, form):
        """Return the values of a client as they will be kept."""
        values = {
            name: str(form.get(name) or "").strip()[:length]
            for name, length in LENGTHS.items()
        }
        channel = form.get("contact_channel")
        return {
            **values,
            "contact_channel": channel if channel in CHANNELS else False,
            "form_nonce": str(form.get("nonce") or "")[:64],
        }

    def _find_errors(self, form, values):
        """Return what is missing or can't be right, in words for the recruiter."""
        name, nonce = values["name"], values["form_nonce"]
        channel, mail, phone = (
            values[key] for key in ("contact_channel", "email", "phone")
        )
        unreachable = {
            "phone": not phone,
            "text": not phone,
            "mail": not mail,
            "recruiter": False,
        }
        checks = (
            (
                not form.get("is_contactable"),
                self.env._(
                    "Tick that this person said: the coordinator may contact me. "
                    "Without that, pass on nobody."
                ),
            ),
            (
                not name,
                self.env._("Fill in a first name or an alias."),
            ),
            (
                not channel,
                self.env._("Choose how this person wants to be contacted."),
            ),
            (
                unreachable.get(channel),
                self.env._("Fill in the phone number or e-mail address for that."),
            ),
            (
                phone and len(re.sub(r"\D", "", phone)) < 6,
                self.env._("This phone number is too short."),
            ),
            (
                mail and not email_normalize(mail),
                self.env._("This e-mail address is not complete."),
            ),
            (
                not nonce,
                self.env._("Open the page again and fill it in once more."),
            ),
        )
        return [message for wrong, message in checks if wrong]

    def _is_passed_on(self, nonce):
        """Whether this very form was handled before, also when its client is gone."""
        clients = self.env["spiegelgesprek.participant"]
        own = [("traject_id", "=", self.traject_id.id), ("form_nonce", "=", nonce)]
        return bool(clients.search_count(own, limit=1))

    def _prepare_client_values(self, values):
        """Return the client that a recruiter passes on."""
        self.ensure_one()
        role = self.env["spiegelgesprek.participant"]._get_client_role()
        return {
            **{name: value or False for name, value in values.items()},
            "traject_id": self.traject_id.id,
            "role_id": role.id,
            "state": "invited",
            "is_contactable": True,
            "recruitment_id": self.id,
            "recruiter_id": self.user_id.id,
        }

    # ------------------------------------------------------------
    # ACTIONS
    # ------------------------------------------------------------

    def action_mail_link(self):
        """Queue a mail with the personal link to these recruiters, one for each."""
        self.check_access("write")
        # a recruiter may write his numbers, mailing is for who coordinates
        self.traject_id.check_access("write")
        reachable = self.filtered("partner_id.email")
        if not reachable:
            raise UserError(
                self.env._(
                    "There is no e-mail address. Copy the link and send it yourself."
                )
            )
        self.env.ref("spiegelgesprek.mail_template_recruitment")._send_own(
            reachable.ids,
            # on no document: who reads the numbers may not read the link
            {"model": False, "res_id": False},
        )
        return {
            "type": "ir.actions.client",
            "tag": "display_notification",
            "params": {
                "type": "success",
                "message": self.env._("Links on their way: %s", len(reachable)),
                "next": {"type": "ir.actions.act_window_close"},
            },
        }

    def action_new_link(self):
        """Give these recruiters a new link; the old one opens nothing any more."""
        self.check_access("write")
        self.traject_id.check_access("write")
        self._rotate_tokens("page_token")
        return True

    def action_open_page(self):
        """Open the own page, to report and pass on.

        :raise AccessError: for who is not this recruiter
        """
        self.ensure_one()
        self.check_access("read")
        if self.user_id != self.env.user:
            raise AccessError(self.env._("This page is for the recruiter alone."))
        url = self._get_token_url("page_token")
        return {"type": "ir.actions.act_url", "url": url, "target": "new"}
