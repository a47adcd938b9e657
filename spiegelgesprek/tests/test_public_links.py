# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import timedelta

from odoo.tests import freeze_time, tagged

from .public_links import MAKERS, dump, find_purposes
from .public_pages import NOW, PublicPagesCommon


@tagged("post_install", "-at_install")
@freeze_time(NOW)
class TestPublicLinks(PublicPagesCommon):
    """What holds for every link of ours, whatever it is for."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.company.primary_color = "#00aa88"

    def setUp(self):
        super().setUp()
        self.records = {purpose: maker.make(self) for purpose, maker in MAKERS.items()}
        self._commit()

    def _get_path(self, model, field, token):
        return f"{self.env[model]._token_paths[field]}/{token}"

    def _get_paths(self, model, field):
        token = self.records[model, field]._get_token(field)
        base = self._get_path(model, field, token)
        return [base + suffix for suffix in MAKERS[model, field].suffixes]

    def test_all_purposes(self):
        """A new link is not forgotten here."""
        self.assertEqual(set(MAKERS), find_purposes(self.env))

    def test_looking_changes_nothing(self):
        """GET and HEAD, twice, logged out and in: not one row is another."""
        paths = [path for purpose in MAKERS for path in self._get_paths(*purpose)]
        self._commit()
        for user in (None, self.listener, self.coordinator):
            login = user and user.login
            self.authenticate(login, login)
            pages = [*paths, "/my/spiegelgesprekken"] if user else paths
            before = dump(self.env.cr)
            for path in pages:
                for method in ("GET", "HEAD") * 2:
                    response = self.url_open(path, method=method)
                    self.assertEqual(response.status_code, 200, path)
            after = dump(self.env.cr)
            changed = {table for table in before if before[table] != after[table]}
            self.assertEqual(changed, set(), login)

    def test_a_change_would_be_seen(self):
        before = dump(self.env.cr)
        self.outer.state = "declined"
        self._commit()
        after = dump(self.env.cr)
        changed = {table for table in before if before[table] != after[table]}
        self.assertEqual(
            changed, {"spiegelgesprek_participant", "spiegelgesprek_participant_log"}
        )

    def test_what_opens_nothing(self):
        """Wrong, revoked, expired, guessed, for another purpose: one and the same."""
        answers = {}
        for model, field in MAKERS:
            record = self.records[model, field]
            token = record._get_token(field)
            self._commit()
            record._rotate_tokens(field)
            wrong = {
                "replaced": token,
                "guessed": self.env["spiegelgesprek.token"]._new_token(),
                "short": token[:-1],
                "pattern": "_" * len(token),
                "nonsense": "%25",
            }
            for other_model, other_field in MAKERS:
                if (other_model, other_field) != (model, field):
                    other = self.records[other_model, other_field]
                    wrong[other_field] = other._get_token(other_field)
            self._commit()
            for why, used in wrong.items():
                answers |= self._ask(model, field, why, used)
            record._revoke_tokens(field)
            self._commit()
            answers |= self._ask(model, field, "revoked", token)
        self._assert_same(answers)

    def test_expired(self):
        answers = self._ask(*next(iter(MAKERS)), "none", "x" * 32)
        tokens = {
            (model, field): record._get_token(field)
            for (model, field), record in self.records.items()
        }
        self._commit()
        with freeze_time(NOW + timedelta(days=2000)):
            for (model, field), token in tokens.items():
                answers |= self._ask(model, field, "expired", token)
        self._assert_same(answers)

    def _ask(self, model, field, why, token):
        """Return what a link answers to whoever looks or sends: status and all bytes.

        Files hang on a link too: they must not tell more than its page does.
        """
        base = self._get_path(model, field, token)
        answers = {}
        for suffix in MAKERS[model, field].suffixes:
            response = self.url_open(base + suffix)
            answers[why, field, suffix] = self._read(response)
        response = self.url_open(base, data={"answer": "accept"})
        # a page that takes nothing in says so to everybody
        if response.status_code != 405:
            answers[why, field, "POST"] = self._read(response)
        return answers

    def _read(self, response):
        headers = {
            name: value
            for name, value in response.headers.items()
            if name not in ("Date", "Server", "Connection")
        }
        return response.status_code, response.content, headers

    def _assert_same(self, answers):
        first = next(iter(answers.values()))
        self.assertEqual(first[0], 404)
        self.assertIn(b"This link does not work", first[1])
        for what, answer in answers.items():
            self.assertEqual(answer, first, what)
