# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo import fields, models

from .spiegelgesprek_traject_counters import COORDINATOR
from .spiegelgesprek_traject_evaluation import PREFIX

# What became of asking, in the order in which it is said
ASKING = ("mailed", "returned", "lettered")
HELP_ASKING = "About asking only; who answered can't be seen from it."


def _kept_field(label):
    return fields.Integer(string=label, readonly=True, copy=False, groups=COORDINATOR)


def _asking_field(field_type, label, **options):
    options = {"help": HELP_ASKING, **options}
    return field_type(
        string=label,
        compute="_compute_asking",
        compute_sudo=True,
        groups=COORDINATOR,
        **options,
    )


class SpiegelgesprekTraject(models.Model):
    """How people were asked: by mail, and did it arrive, or by letter.

    While a form is open this is read from mails and participants. Those go when it
    closes; numbers stay. That somebody could not be reached says nothing of whether he
    answered.
    """

    _inherit = "spiegelgesprek.traject"

    # What stays after closing
    client_evaluation_mailed = _kept_field("Clients mailed")
    client_evaluation_returned = _kept_field("Mails to clients that did not arrive")
    client_evaluation_lettered = _kept_field("Letters to clients")
    listener_evaluation_mailed = _kept_field("Listeners mailed")
    listener_evaluation_returned = _kept_field("Mails to listeners that did not arrive")
    listener_evaluation_lettered = _kept_field("Letters to listeners")

    # What the form shows
    client_asking = _asking_field(fields.Char, "How clients were asked")
    listener_asking = _asking_field(fields.Char, "How listeners were asked")
    client_returned_count = _asking_field(fields.Integer, "Mails to clients returned")
    listener_returned_count = _asking_field(
        fields.Integer, "Mails to listeners returned"
    )
    client_unreached_count = _asking_field(
        fields.Integer,
        "Clients to reach by letter",
        help="They were there, no mail reached them, and no letter was printed yet.",
    )
    listener_unreached_count = _asking_field(
        fields.Integer,
        "Listeners to reach by letter",
        help="They were there, no mail reached them, and no letter was printed yet.",
    )
    letter_activity_id = fields.Many2one(
        "mail.activity", copy=False, ondelete="set null", groups="base.group_system"
    )

    def _compute_asking(self):
        """Count for each ring, with the same queries for one traject and for many."""
        people = self.participant_ids
        mail_states = people._get_evaluation_mail_states()
        for traject in self:
            for ring, prefix in PREFIX.items():
                counts = traject._count_asking(ring, mail_states)
                traject[f"{prefix}_asking"] = traject._say_asking(**counts)
                traject[f"{prefix}_returned_count"] = counts["returned"]
                traject[f"{prefix}_unreached_count"] = len(
                    traject._get_unreached(ring, mail_states)
                )

    def _count_asking(self, ring, mail_states):
        """Return how many people of a ring were mailed, in vain, and sent a letter.

        :param dict mail_states: see ``_get_evaluation_mail_states``
        :rtype: dict with the keys ``ASKING``
        """
        self.ensure_one()
        if self._get_evaluation(ring, "state") in ("closed", "ended"):
            return {name: self._get_evaluation(ring, name) for name in ASKING}
        people = self._get_evaluated(ring)
        return {
            "mailed": len(people.filtered(lambda p: p.id in mail_states)),
            "returned": len(people._filter_returned(mail_states)),
            "lettered": len(people.filtered("evaluation_letter_date")),
        }

    def _say_asking(self, mailed, returned, lettered):
        """Say in a line how people were asked; nothing of what is nobody."""
        parts = (
            mailed and self.env._("%s by mail", mailed),
            returned and self.env._("%s did not arrive", returned),
            lettered and self.env._("%s by letter", lettered),
        )
        return " · ".join(filter(None, parts))

    def _get_unreached(self, ring, mail_states=None):
        """Return who of a ring is to get a letter: was there, and no mail came through.

        Nobody before the clock asked, and nobody once the form closed.
        """
        self.ensure_one()
        people = self._get_evaluated(ring)
        if self._get_evaluation(ring, "state") != "open" or not self._get_evaluation(
            ring, "sent"
        ):
            return people.browse()
        if mail_states is None:
            mail_states = people._get_evaluation_mail_states()
        return people._filter_unreached(mail_states)

    def _keep_asking_counts(self, ring):
        """Keep the numbers, before the mails that they are read from are deleted."""
        self.ensure_one()
        mail_states = self.participant_ids._get_evaluation_mail_states()
        counts = self._count_asking(ring, mail_states)
        for name, count in counts.items():
            self[f"{PREFIX[ring]}_evaluation_{name}"] = count

    def _sync_clock_activities(self):
        """Have the coordinator send letters, as long as somebody needs one."""
        result = super()._sync_clock_activities()
        self._sync_letter_activity()
        return result

    def _sync_letter_activity(self):
        self.ensure_one()
        self._sync_clock_activity(
            "letter_activity_id",
            any(self._get_unreached(ring) for ring in PREFIX),
            self._say_to_coordinator().env._(
                "Send letters with the questions: not everybody got a mail"
            ),
        )

    # ------------------------------------------------------------
    # BUTTONS OF THE FORM
    # ------------------------------------------------------------

    def action_print_evaluation_letters(self):
        """Open the letters with the questions, for who can't be reached by mail."""
        self.ensure_one()
        self.check_access("write")
        ring = self.env.context.get("spiegelgesprek_ring", "inner")
        # their texts are open to whoever may print
        template = self.env["spiegelgesprek.participant"]._get_evaluation_template(ring)
        action = self.env["ir.actions.act_window"]._for_xml_id(
            "spiegelgesprek.spiegelgesprek_paper_action_traject"
        )
        action["context"] = {
            "active_model": self._name,
            "active_id": self.id,
            "active_ids": self.ids,
            "default_ring": ring,
            "default_template_id": template.id,
        }
        return action

    def action_open_returned_evaluation(self):
        """Open the people of a ring whose mail with the questions did not arrive.

        As far as the user sees them; screens with clients are logged.
        """
        self.ensure_one()
        inner = self.env.context.get("spiegelgesprek_ring", "inner") == "inner"
        action = self.action_open_clients() if inner else self.action_open_listeners()
        people = self.env["spiegelgesprek.participant"].search(action["domain"])
        returned = people._filter_returned(people._get_evaluation_mail_states())
        action["domain"] = [*action["domain"], ("id", "in", returned.ids)]
        return action
