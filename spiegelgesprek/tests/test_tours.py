# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import io
from datetime import datetime, time, timedelta
from unittest.mock import patch

from openpyxl import load_workbook

from odoo import fields
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from .common import GROUP, SpiegelgesprekCommon


class SpiegelgesprekTourCommon(SpiegelgesprekCommon, HttpCase):
    """Walks through the app in a browser, as people do who have no more rights.

    Each tour checks what is on the screen; what is in the database is checked here.
    """

    @classmethod
    def _create_user(cls, login, groups, **values):
        cls.env["res.lang"]._activate_lang("en_US")
        return super()._create_user(login, groups, lang="en_US", **values)

    def _get_logged(self, user):
        """Return what was logged of a user, oldest first: kind and traject."""
        log = self.env["spiegelgesprek.access.log"]
        rows = log.search([("user_id", "=", user.id)], order="id")
        return [(row.kind, row.traject_id) for row in rows]


@tagged("post_install", "-at_install")
class TestTours(SpiegelgesprekTourCommon):
    def test_coordinator(self):
        contacts = self.env["res.partner"].create(
            [
                {"name": f"Tour {name}"}
                for name in ("Employee", "Partner", "Facilitator")
            ]
        )
        user = self._create_user("tour_coordinator", GROUP % "coordinator")
        files = self._start_tour_with_downloads(user)
        self.env.invalidate_all()
        traject = self.env["spiegelgesprek.traject"].search([("user_id", "=", user.id)])
        self.assertEqual(len(traject), 1)
        self.assertEqual(traject.method_id, self.method)
        self.assertEqual(traject.stage_id, self.env.ref("spiegelgesprek.stage_setup"))
        self._check_conversation(traject)
        self._check_participants(traject, *contacts)
        self._check_action_points(traject, contacts[0])
        self._check_file(traject, files)
        kinds = [kind for kind, _traject in self._get_logged(user)]
        self.assertEqual(kinds, ["clients", "export"])
        self.assertEqual(self._get_logged(user)[-1], ("export", traject))

    def _start_tour_with_downloads(self, user):
        """Return the files that the browser got: name and content."""
        downloads = self.registry["spiegelgesprek.action.plan.download"]
        original, files = downloads._export_signed, []

        def export(records, payload):
            files.append(original(records, payload))
            return files[-1]

        with patch.object(downloads, "_export_signed", export):
            self.start_tour(
                "/odoo", "spiegelgesprek_coordinator", login=user.login, timeout=180
            )
        return files

    def _check_conversation(self, traject):
        """It was dragged eight days on and, in Odoo's calendar, one day back."""
        values = self.env["mail.tracking.value"].search(
            [
                ("mail_message_id", "in", traject.message_ids.ids),
                ("field_id.name", "=", "date_conversation"),
            ],
            order="id",
        )
        moments = values.mapped("new_value_datetime")
        start = moments[0]
        days = [(moment - start) / timedelta(days=1) for moment in moments]
        self.assertEqual(days, [0, 8, 7])
        event, moved = traject.conversation_id, start + timedelta(days=7)
        self.assertEqual(traject.date_conversation, moved)
        self.assertEqual(
            (event.start, event.stop - event.start), (moved, timedelta(minutes=90))
        )
        self.assertEqual(event.partner_ids, traject.user_id.partner_id)

    def _check_participants(self, traject, employee, partner, facilitator):
        people = traject.participant_ids.sorted("number")
        self.assertEqual(
            [(p.role_id, p.partner_id, p.state) for p in people],
            [
                (self.roles["client"], employee.browse(), "accepted"),
                (self.roles["employee"], employee, "accepted"),
                (self.roles["chain_partner"], partner, "invited"),
                (self.roles["facilitator"], facilitator, "confirmed"),
            ],
        )
        self.assertEqual(people[0].name, "Wilhelmina")
        self.assertEqual(
            [(seat.role_id, seat.taken, seat.maximum) for seat in traject.seat_ids],
            [
                (self.roles["employee"], 1, 20),
                (self.roles["chain_partner"], 0, 5),
                (self.roles["client_council"], 0, 3),
            ],
        )

    def _check_action_points(self, traject, contact):
        first, second = traject.action_point_ids
        self.assertEqual(first.user_id, self.listener)
        self.assertEqual(first.activity_ids.user_id, self.listener)
        self.assertEqual(
            (second.user_id, second.partner_id), (first.user_id.browse(), contact)
        )
        self.assertEqual((first.level, second.level), ("organisation", "team"))
        self.assertEqual((first.date_deadline.day, second.date_deadline.day), (25, 27))

    def _check_file(self, traject, files):
        self.assertEqual(len(files), 1)
        name, content = files[0]
        self.assertEqual(name, f"Action plan {traject.code.replace('/', '-')}.xlsx")
        book = load_workbook(io.BytesIO(content))
        self.assertEqual(book.sheetnames, ["Action plan", "Summary"])
        heading, *rows = book["Action plan"].iter_rows()
        columns = [cell.value for cell in heading]
        cells = [dict(zip(columns, row, strict=True)) for row in rows]
        self.assertEqual(
            [{name: cell.value for name, cell in row.items()} for row in cells],
            [
                self._prepare_expected_row(point, owner, level)
                for point, owner, level in zip(
                    traject.action_point_ids,
                    ("User listener", "Tour Employee"),
                    ("Organisation", "Team"),
                    strict=True,
                )
            ],
        )
        for row in cells:
            self.assertTrue(row["Deadline"].is_date)

    def _prepare_expected_row(self, point, owner, level):
        url = f"{self.base_url()}/odoo/spiegelgesprek.action.point/{point.id}"
        return {
            "Reference": point.traject_id.code,
            "Traject": "Tour about the family plan",
            "Theme": None,
            "Action point": point.name,
            "Level": level,
            "Owner": owner,
            "Deadline": datetime.combine(point.date_deadline, time()),
            "State": "Open",
            "Annual plan goal": None,
            "Result": None,
            "Effect": None,
            "Link": f'=HYPERLINK("{url}","Open in Odoo")',
        }

    def test_manager(self):
        self.client.state = "accepted"
        self.start_tour("/odoo", "spiegelgesprek_manager", login=self.manager.login)
        self.assertEqual(self.traject.user_id, self.manager)
        self.assertEqual(
            self._get_logged(self.manager),
            [
                ("takeover", self.traject),
                ("clients", self.traject),
            ],
        )

    @mute_logger("odoo.sql_db", "odoo.http")
    def test_owner(self):
        point = self._create_action_point(user_id=self.listener.id)
        self._create_action_point(name="Not mine", user_id=self.facilitator.id)
        self.start_tour("/odoo", "spiegelgesprek_owner", login=self.listener.login)
        self.assertEqual(point.state, "done")
        self.assertEqual(point.result, "Every family knows whom to call")


@tagged("post_install", "-at_install")
class TestToursPhone(SpiegelgesprekTourCommon):
    browser_size = "375x667"
    touch_enabled = True

    def test_phone(self):
        self.client.state = "invited"
        self.start_tour(
            "/odoo/spiegelgesprek",
            "spiegelgesprek_phone",
            login=self.coordinator.login,
        )
        self.assertEqual(self.client.state, "accepted")
        self.assertEqual(
            self._get_logged(self.coordinator), [("clients", self.traject)]
        )

    def test_evening_before(self):
        """Somebody withdraws, a spare comes, and then it is postponed all the same."""
        self.traject.write(
            {
                "date_conversation": datetime(2099, 6, 2, 13),
                "stage_id": self.env.ref("spiegelgesprek.stage_ready").id,
                "client_min": 2,
            }
        )
        self.client.state = "confirmed"
        self.outer.state = "accepted"
        second = self._create_client(name="Second", state="confirmed")
        spare = self._create_client(name="Spare", state="invited")
        self.start_tour(
            "/odoo/spiegelgesprek",
            "spiegelgesprek_evening",
            login=self.coordinator.login,
        )
        self.env.invalidate_all()
        people = self.client | second | spare
        self.assertEqual(people.mapped("state"), ["withdrawn", "accepted", "accepted"])
        self.assertEqual(self.traject.date_conversation.day, 16)
        mails = self.traject.participant_ids.mail_ids.mail_mail_id
        self.assertEqual(mails.mapped("email_to"), [self.listener.email_formatted])
        self.assertEqual(
            self._get_logged(self.coordinator), [("clients", self.traject)] * 2
        )

    def test_recruiting(self):
        """Look whether the group will be there, add somebody, and call everybody."""
        self.traject.write(
            {
                "date_conversation": fields.Datetime.now() + timedelta(days=3),
                "stage_id": self.env.ref("spiegelgesprek.stage_recruit").id,
            }
        )
        second = self._create_client(name="Second")
        (self.client | second).state = "accepted"
        self.start_tour(
            "/odoo/spiegelgesprek",
            "spiegelgesprek_recruiting",
            login=self.coordinator.login,
        )
        self.env.invalidate_all()
        people = self.traject.participant_ids.filtered("is_client").sorted("number")
        self.assertEqual(
            [(p.name, p.state, p.call_outcome) for p in people],
            [
                (self.client.name, "confirmed", "comes"),
                ("Second", "withdrawn", "not_coming"),
                ("Wilhelmina", "accepted", "doubts"),
            ],
        )
        self.assertTrue(people[2].is_contactable)
        self.assertEqual(
            self._get_logged(self.coordinator), [("clients", self.traject)] * 2
        )
