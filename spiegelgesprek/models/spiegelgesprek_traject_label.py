# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from markupsafe import Markup

from odoo import api, fields, models


class SpiegelgesprekTraject(models.Model):
    """What the people in the inner ring are called: clients, patients, residents.

    A traject takes the words of its method, in all languages, and keeps them. Screens
    show ``client_title``, texts that Python makes take ``_get_client_words``.
    """

    _inherit = "spiegelgesprek.traject"

    client_label = fields.Char(
        string="One is called",
        translate=True,
        copy=False,
        help="What somebody in the inner ring is called in this traject: client, "
        "patient, resident, pupil, parent.",
    )
    client_label_plural = fields.Char(
        string="Several are called",
        translate=True,
        copy=False,
        help="The same word for more than one: clients, patients, residents.",
    )
    client_title = fields.Char(
        string="Name of the inner ring",
        compute="_compute_client_title",
        help="The word for clients, as it heads a screen.",
    )

    topic_hint = fields.Char(compute="_compute_topic_hint")

    @api.depends("client_label", "client_label_plural")
    @api.depends_context("lang")
    def _compute_client_title(self):
        several, rows = self.env._("clients"), {}
        for traject in self:
            title = traject.client_label_plural or several
            rows[traject] = {"client_title": title[:1].upper() + title[1:]}
        self._set_alike(rows)

    @api.depends("client_label", "client_label_plural")
    @api.depends_context("lang")
    def _compute_topic_hint(self):
        for traject in self:
            traject.topic_hint = self.env._(
                "What do we want to hear from %(clients)s? No names of %(clients)s "
                "here.",
                clients=traject._get_client_words()["clients"],
            )

    def _get_client_words(self):
        """Return the words for clients in this traject, to fill in a text.

        :return: ``client`` and ``clients``, and both with a capital
        """
        one = self.client_label or self.env._("client")
        several = self.client_label_plural or self.env._("clients")
        return {
            "client": one,
            "clients": several,
            "Client": one[:1].upper() + one[1:],
            "Clients": several[:1].upper() + several[1:],
        }

    @api.model
    def _get_label_names(self):
        return {"client_label", "client_label_plural"}

    def _copy_labels(self):
        """Take those words of the method that nobody chose, in all languages."""
        names = sorted(self._get_label_names())
        self.method_id.with_context(prefetch_langs=True).fetch(names)
        missing = [(t.id, name) for t in self for name in names if not t[name]]
        for lang, _name in self.env["res.lang"].get_installed():
            trajects = self.with_context(lang=lang)
            for traject_id, name in missing:
                traject = trajects.browse(traject_id)
                traject[name] = traject.method_id[name]

    def _name_clients(self, action):
        """Give the screen with the clients of this traject its own words.

        :param dict action: see ``action_open_clients``
        """
        words = self._get_client_words()
        title = self.env._("%(Clients)s of %(code)s", code=self.code, **words)
        hint = self.env._(
            "Here stands who was asked and who comes. That this screen was opened is "
            "logged."
        )
        return {
            **action,
            "display_name": title,
            "help": Markup('<p class="o_view_nocontent_smiling_face">%s</p><p>%s</p>')
            % (self.env._("No %(clients)s yet", **words), hint),
        }
