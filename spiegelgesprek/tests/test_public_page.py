# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import logging
from datetime import timedelta

from psycopg2.errors import SerializationFailure

from odoo import fields
from odoo.exceptions import AccessError, UserError
from odoo.tests import freeze_time, tagged

from odoo.addons.http_routing.tests.common import MockRequest

from ..models.spiegelgesprek_post import LIMITS, WINDOW
from ..models.spiegelgesprek_token import TOKEN_FORMAT
from .common import SpiegelgesprekCommon

FIELD = "invitation_token"


@tagged("post_install", "-at_install")
class TestToken(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.client = cls._create_client()
        cls.participants = cls.env["spiegelgesprek.participant"]

    def _find(self, token, field=FIELD):
        public = self.env.ref("base.public_user")
        return self.participants.with_user(public)._find_by_token(field, token)

    def test_link_of_one_record(self):
        """A link opens one record, and is the same each time it is asked for."""
        token = self.client._get_token(FIELD)
        self.assertTrue(TOKEN_FORMAT.fullmatch(token))
        self.assertEqual(self._find(token), self.client)
        self.assertEqual(self.client._get_token(FIELD), token)
        url = self.client._get_token_url(FIELD)
        self.assertTrue(url.endswith(f"/spiegelgesprek/uitnodiging/{token}"))

    def test_new_link_closes_the_old_one(self):
        old = self.client._get_token(FIELD)
        self.client._rotate_tokens(FIELD)
        self.assertFalse(self._find(old))
        self.assertEqual(self._find(self.client._get_token(FIELD)), self.client)

    def test_revoked_link(self):
        old = self.client._get_token(FIELD)
        self.client._revoke_tokens(FIELD)
        self.assertFalse(self._find(old))
        self.assertFalse(self._find(""))
        self.assertFalse(self._find("False"))

    def test_no_link(self):
        """Nothing opens by another field, a pattern or something that is no token."""
        token = self.client._get_token(FIELD)
        for wrong in (None, False, "", "%", "_" * 32, token.lower() + "x", [token]):
            self.assertFalse(self._find(wrong), wrong)
        self.client.name = token
        self.assertFalse(self._find(token, "name"))

    def test_nobody_reads_a_token(self):
        self.client._get_token(FIELD)
        for user in (self.coordinator, self.manager, self.recruiter):
            client = self.client.with_user(user)
            self.assertNotIn(FIELD, client.fields_get())
            with self.assertRaises(AccessError):
                client.search_fetch([(FIELD, "!=", False)], [FIELD])

    def test_duplicate_has_a_link_of_its_own(self):
        self.client._get_token(FIELD)
        self.assertFalse(self.client.copy()[FIELD])


@tagged("post_install", "-at_install")
class TestPost(SpiegelgesprekCommon):
    def _post(self, **values):
        public = self.env.ref("base.public_user")
        return self.env["spiegelgesprek.post"].with_user(public)._is_allowed(**values)

    def test_limit(self):
        """So many in ten minutes by one link; another link is not held up."""
        with freeze_time("2026-03-02 10:00:00") as clock:
            answers = [self._post(token="a") for _n in range(LIMITS["token"] + 1)]
            self.assertEqual(answers, [True] * LIMITS["token"] + [False])
            self.assertTrue(self._post(token="b"))
            clock.tick(WINDOW + timedelta(seconds=1))
            self.assertTrue(self._post(token="a"))

    def test_kept_an_hour_and_unreadable(self):
        self._post(token="secret", address="192.0.2.7")
        lines = self.env["spiegelgesprek.post"].search([])
        self.assertEqual(len(lines), 2)
        for line in lines:
            self.assertRegex(line.key, r"^[0-9a-f]{64}$")
        lines[0].date = fields.Datetime.now() - timedelta(hours=2)
        lines.flush_recordset()
        self.env["spiegelgesprek.post"]._gc_posts()
        self.assertEqual(lines.search_count([]), 1)

    def test_nobody_reads_posts(self):
        for user in (self.employee, self.coordinator, self.manager):
            with self.assertRaises(AccessError):
                self.env["spiegelgesprek.post"].with_user(user).search([])


@tagged("post_install", "-at_install")
class TestPage(SpiegelgesprekCommon):
    def _render(self, template="public_refused", **options):
        public = self.env.ref("base.public_user")
        pages = self.env["spiegelgesprek.public.page"].with_user(public)
        return pages._render_page(f"spiegelgesprek.{template}", {}, **options)

    def test_page(self):
        """A page keeps its address to itself and uses nothing from elsewhere."""
        self.env.company.spiegelgesprek_phone = "010 123 45 67"
        html, headers = self._render()
        self.assertTrue(html.lstrip().startswith("<!DOCTYPE html>"))
        self.assertIn("tel:0101234567", html)
        self.assertNotIn("<script", html)
        self.assertNotRegex(html, r"(src|href)=.(https?:)?//")
        self.assertEqual(headers["Referrer-Policy"], "no-referrer")
        self.assertEqual(headers["Cache-Control"], "no-store")
        self.assertIn("noindex", headers["X-Robots-Tag"])
        self.assertIn("default-src 'none'", headers["Content-Security-Policy"])

    def test_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.assertIn('lang="nl-NL"', self._render(lang="nl_NL")[0])
        self.assertIn('lang="en-US"', self._render(lang="xx_XX")[0])

    def test_errors_are_pages(self):
        """Who is too late or wrong reads what happened, and no code."""
        handle = self.env["ir.http"]._handle_error
        with MockRequest(self.env) as request:
            request.spiegelgesprek_page = True
            failure = SerializationFailure()
            busy = handle(failure)
            self.assertEqual(failure.loglevel, logging.WARNING)
            self.assertEqual(busy.status_code, 409)
            self.assertIn(b"try again", busy.data)
            refused = handle(UserError("All seats <are> taken."))
            self.assertEqual(refused.status_code, 422)
            self.assertIn(b"All seats &lt;are&gt; taken.", refused.data)
