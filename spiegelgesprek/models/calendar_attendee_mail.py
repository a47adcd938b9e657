# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import api, fields, models
from odoo.tools import split_every

# How many people are told before what was done is kept.
BATCH = 50
TEMPLATE = "spiegelgesprek.mail_template_meetings"
GONE = "gone"


def _by_start(attendee):
    return attendee.event_id.start


class CalendarAttendee(models.Model):
    """Staff hear of meetings of a traject in one mail of ours, a little later.

    Odoo's own invitations answer for people as soon as their links are opened, and
    mail programs open links. So none leaves for meetings of ours, and a job compares
    what each was told with how it is by now: whatever moved a meeting, and however
    often, everybody gets one mail.
    """

    _inherit = "calendar.attendee"

    spiegelgesprek_told = fields.Char(
        string="Told of the meeting",
        copy=False,
        readonly=True,
        groups="base.group_system",
        help="When and where the meeting was, as this person was last mailed.",
    )
    spiegelgesprek_is_due = fields.Boolean(
        string="To be told of the meeting",
        compute="_compute_spiegelgesprek_is_due",
        store=True,
        index="btree_not_null",
        groups="base.group_system",
    )

    def _notify_attendees(self, mail_template, *args, **kwargs):
        """Remind people of meetings by texts about meetings, and by no others.

        Every employee can choose any text for a reminder, which Odoo then writes with
        all rights: one of ours would be about the client with the same number.
        """
        if mail_template and mail_template.model != self._name:
            mail_template = mail_template.browse()
        return super()._notify_attendees(mail_template, *args, **kwargs)

    @api.depends(
        "spiegelgesprek_told",
        "partner_id",
        "event_id.active",
        "event_id.location",
        "event_id.meeting_kind",
        "event_id.start",
        "event_id.stop",
        "event_id.traject_id",
        "event_id.user_id",
    )
    def _compute_spiegelgesprek_is_due(self):
        for attendee in self:
            due = attendee._is_staff() and attendee._get_news()
            attendee.spiegelgesprek_is_due = bool(due) or None

    def _is_staff(self):
        """Return whether this is a meeting of ours that somebody else planned.

        Who comes to the conversation itself is told of that as a participant.
        """
        event = self.event_id
        organiser = event.user_id.partner_id
        is_ours = event.traject_id and event.meeting_kind != "conversation"
        return bool(is_ours) and self.partner_id != organiser

    def _get_news(self):
        """Return what there is to tell: ``new``, ``moved``, ``gone`` or nothing."""
        self.ensure_one()
        told = self.spiegelgesprek_told
        if not self.event_id.active:
            return GONE if told and told != GONE else False
        if told in (False, GONE):
            return "new"
        return told != self._get_appointment() and "moved"

    def _get_appointment(self):
        event = self.event_id
        return f"{event.start}|{event.stop}|{event.location or ''}"

    def unlink(self):
        # sudo: what somebody was told is for the software alone
        self.sudo()._tell_gone()
        return super().unlink()

    def _tell_gone(self):
        """Tell those who were told of a meeting that it isn't theirs any more."""
        now = fields.Datetime.now()
        told = self.filtered(
            lambda attendee: (
                attendee.spiegelgesprek_told not in (False, GONE)
                and attendee._is_staff()
                and attendee.event_id.start > now
            )
        )
        if told:
            told._tell(dict.fromkeys(told, GONE))
            told.spiegelgesprek_told = GONE

    # ------------------------------------------------------------
    # THE JOB
    # ------------------------------------------------------------

    @api.model
    def _cron_spiegelgesprek_meetings(self):
        """Tell staff what is new of coming meetings: one mail each, queued."""
        # sudo: the job tells everybody of everybody's meetings
        due_sudo = self.sudo().search(
            [
                ("spiegelgesprek_is_due", "=", True),
                ("event_id.start", ">", fields.Datetime.now()),
            ]
        )
        by_partner = due_sudo.grouped("partner_id")
        cron = self.env["ir.cron"]
        cron._commit_progress(remaining=len(by_partner))
        for partners in split_every(BATCH, by_partner):
            attendees = due_sudo.browse().union(*(by_partner[p] for p in partners))
            attendees._tell({a: a._get_news() for a in attendees})
            for attendee in attendees:
                active = attendee.event_id.active
                told = attendee._get_appointment() if active else GONE
                attendee.spiegelgesprek_told = told
            if not cron._commit_progress(len(partners)):
                break

    def _tell(self, news):
        """Queue one mail for each of these people, with their meetings.

        :param dict news: of each attendee what there is to tell
        """
        by_partner = self.filtered("partner_id.email").grouped("partner_id")
        if not by_partner:
            return
        partners = self.env["res.partner"].union(*by_partner)
        meetings = {
            partner.id: [(news[a], a.event_id) for a in attendees.sorted(_by_start)]
            for partner, attendees in by_partner.items()
        }
        template = self.env.ref(TEMPLATE)
        mails_sudo = template.with_context(
            spiegelgesprek_meetings=meetings
        ).send_mail_batch(
            partners.ids,
            # on no document: colleagues may read what hangs on a contact
            email_values={"model": False, "res_id": False, "auto_delete": True},
        )
        for partner, mail_sudo in zip(partners, mails_sudo, strict=True):
            mail_sudo.attachment_ids = [
                (0, 0, values)
                for values in self._prepare_files(meetings[partner.id], mail_sudo)
            ]
        self.env["spiegelgesprek.mail"]._trigger_queue()

    @api.model
    def _prepare_files(self, meetings, mail):
        """Return the values of calendar files: what is planned, and what is not."""
        files = []
        for method in ("PUBLISH", "CANCEL"):
            is_gone = method == "CANCEL"
            events = self.env["calendar.event"].union(
                *(event for news, event in meetings if (news == GONE) == is_gone)
            )
            if events:
                files.append(
                    {
                        "name": f"{method.lower()}.ics",
                        "raw": events._make_spiegelgesprek_ics(method),
                        "mimetype": "text/calendar",
                        "res_model": "mail.message",
                        "res_id": mail.mail_message_id.id,
                    }
                )
        return files
