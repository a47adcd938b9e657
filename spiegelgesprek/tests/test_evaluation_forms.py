# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from lxml import etree

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, tagged
from odoo.tools import mute_logger

from ..models.survey_survey import TYPE
from .evaluation_common import EvaluationCommon

# The questions of the source, and then the additions
CLIENTS = "yield organisation self safe heard role_clear facilitator recommend"
LISTENERS = (
    "yield organisation self surprised take_up first_time only_listening role_clear"
    " facilitator more recommend"
)


@tagged("post_install", "-at_install")
class TestEvaluationForms(EvaluationCommon):
    """Forms: what ships, who changes them, and that what was answered stays."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.survey_user = cls._create_user(
            "survey_user", "base.group_user,survey.group_survey_user"
        )
        cls.survey_manager = cls._create_user(
            "surveys", "base.group_user,survey.group_survey_manager"
        )
        cls.question = cls.form.question_ids[0]

    def _answer_once(self):
        self._attend(clients=1)
        self._answer(self._open())

    def _as(self, user, record):
        self.env.flush_all()
        self.env.invalidate_all()
        return record.with_user(user)

    # ------------------------------------------------------------
    # WHAT SHIPS
    # ------------------------------------------------------------

    def test_shipped(self):
        for survey, ring, keys in (
            (self.form, "inner", CLIENTS),
            (self.traject.listener_survey_id, "outer", LISTENERS),
        ):
            questions = survey.question_ids
            self.assertEqual(survey.spiegelgesprek_ring, ring)
            self.assertEqual(questions.mapped("spiegelgesprek_key"), keys.split())
            self.assertFalse(any(questions.mapped("constr_mandatory")))
            self.assertEqual(survey.access_mode, "token")
            self.assertTrue(survey.users_can_go_back)
            self.assertFalse(survey.lang_ids, "in every language that is installed")
            self.assertFalse(survey.message_follower_ids)

    def test_nothing_identifying(self):
        with self.assertRaises(ValidationError):
            self.question.write({"question_type": "char_box", "save_as_email": True})
        with self.assertRaises(ValidationError):
            self.question.write({"question_type": "char_box", "save_as_nickname": True})
        for values in (
            {"users_login_required": True},
            {"access_mode": "public"},
            {"is_time_limited": True},
            {"scoring_type": "scoring_with_answers"},
            {"spiegelgesprek_ring": False},
        ):
            with self.subTest(values), self.assertRaises(ValidationError):
                self.form.write(values)

    def test_new_form_is_private_from_the_start(self):
        survey = self.env["survey.survey"].create(
            {"title": "New", "survey_type": TYPE, "spiegelgesprek_ring": "inner"}
        )
        self.assertEqual(survey.access_mode, "token")

    def test_manager_makes_a_form(self):
        """In the survey app that people know, without other rights in it."""
        surveys = self.env["survey.survey"].with_user(self.manager)
        self.assertEqual(surveys.new({}).allowed_survey_types, [TYPE])
        with Form(surveys.with_context(default_survey_type=TYPE)) as form:
            form.title = "Our own questions"
            form.spiegelgesprek_ring = "outer"
        self.assertEqual(form.record.access_mode, "token")
        with self.assertRaises(AccessError):
            surveys.create({"title": "Else", "survey_type": "custom", "user_id": False})

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_survey_app_has_no_say(self):
        """Who manages all other surveys neither sees ours nor changes them."""
        records = self.form | self.traject.listener_survey_id
        question = self.question
        choice = self.traject.listener_survey_id.question_ids.suggested_answer_ids[0]
        for user in (self.survey_user, self.survey_manager):
            self.assertFalse(
                self._as(user, self.env["survey.survey"]).search(
                    [("id", "in", records.ids)]
                )
            )
            for record in (self.form, question, choice):
                with self.subTest(record, user=user.login):
                    self.assertFalse(
                        self._as(user, record).search([("id", "=", record.id)])
                    )
                    for operation in ("read", "write", "unlink"):
                        self.assertFalse(self._as(user, record).has_access(operation))
            own = self.env["survey.survey"].with_user(user).create({"title": "Own"})
            self.assertNotIn(TYPE, own.allowed_survey_types)
            with self.assertRaises(AccessError):
                own.copy(
                    {
                        "survey_type": TYPE,
                        "spiegelgesprek_ring": "inner",
                        "user_id": False,
                    }
                )

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_nothing_is_smuggled_in(self):
        """A question of somebody's own survey doesn't move into a form of ours."""
        own = self.env["survey.survey"].with_user(self.survey_user)
        own = own.create({"title": "Own"})
        question = own.question_ids.create({"survey_id": own.id, "title": "Who?"})
        choice = question.suggested_answer_ids.create(
            {"question_id": question.id, "value": "Me"}
        )
        with self.assertRaises(AccessError):
            question.survey_id = self.form.id
        with self.assertRaises(AccessError):
            choice.question_id = self.question.id

    @mute_logger("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")
    def test_users_read_and_managers_write(self):
        for user in (self.coordinator, self.facilitator):
            self.assertTrue(self._as(user, self.question).title)
            with self.assertRaises(AccessError):
                self._as(user, self.question).title = "Changed"
        # our own coordinator who also works with surveys still doesn't change ours
        self.coordinator.group_ids += self.env.ref("survey.group_survey_user")
        with self.assertRaises(AccessError):
            self._as(self.coordinator, self.question).title = "Changed"
        self._as(self.manager, self.question).title = "Changed"
        self.assertEqual(self.question.title, "Changed")

    def test_invitations_of_odoo(self):
        """They would hold who is invited."""
        with self.assertRaises(UserError):
            self.form.with_user(self.manager).action_send_survey()
        with self.assertRaises(UserError):
            self.form._create_answer(email="somebody@example.com")
        partner = self.coordinator.partner_id
        with self.assertRaises(UserError):
            self.form._create_answer(partner=partner, check_attempts=False)

    # ------------------------------------------------------------
    # WHAT WAS ANSWERED STAYS
    # ------------------------------------------------------------

    def test_locked_after_the_first_answer(self):
        listeners = self.traject.listener_survey_id
        self._attend(clients=1, listeners=1)
        self._begin(self._open())
        self._begin(self._open("outer"))
        choice = listeners.question_ids.suggested_answer_ids[0]
        self.assertTrue(self.form.is_spiegelgesprek_locked)
        manager = self.manager
        values = {"survey_id": self.form.id, "title": "More"}
        nl = {"nl_NL": "Anders", "en_US": "Else"}
        self.env["res.lang"]._activate_lang("nl_NL")
        for number, change in enumerate(
            (
                lambda: self._as(manager, self.form).write({"title": "New"}),
                lambda: self._as(manager, self.form).update_field_translations(
                    "title", nl
                ),
                lambda: self._as(manager, self.form).unlink(),
                lambda: self._as(manager, self.question).write({"title": "New"}),
                lambda: self._as(manager, self.question).update_field_translations(
                    "title", nl
                ),
                lambda: self._as(manager, self.question).unlink(),
                lambda: self._as(manager, self.question).create(values),
                lambda: self._as(manager, choice).write({"value": "New"}),
                lambda: self._as(manager, choice).unlink(),
                lambda: self._as(manager, choice).create(
                    {"question_id": choice.question_id.id, "value": "New"}
                ),
                lambda: self._as(manager, choice).update_field_translations(
                    "value", nl
                ),
                # also not with all rights
                lambda: self.question.sudo().write({"title": "New"}),
            )
        ):
            with self.subTest(number), self.assertRaises(UserError) as caught:
                change()
            self.assertIn("New Version", caught.exception.args[0])

    def test_archived_when_it_is_over(self):
        """Not while somebody could open a link of it."""
        self._answer_once()
        form = self._as(self.manager, self.form)
        for step in (
            lambda: None,
            lambda: self.traject._close_evaluation("inner"),
        ):
            step()
            with self.assertRaises(UserError):
                form.active = False
        self.traject._end_evaluation("inner")
        form.active = False
        self.assertFalse(self.form.active)

    def test_tests_do_not_lock(self):
        self.form._create_answer(user=self.manager, test_entry=True)
        self.assertFalse(self.form.is_spiegelgesprek_locked)
        self.question.with_user(self.manager).title = "Changed"

    def test_type_stays(self):
        """The type decides who reads answers, so it stays, for everybody."""
        other = self.env["survey.survey"].create({"title": "Other"})
        for survey, value in ((self.form, "custom"), (other, TYPE)):
            with self.assertRaises(UserError):
                survey.survey_type = value

    def test_new_version(self):
        self.env["res.lang"]._activate_lang("nl_NL")
        self.form.with_context(lang="nl_NL").title = "Achteraf"
        self.question.with_context(lang="nl_NL").title = "Wat was het?"
        later = self._create_traject()
        self._answer_once()
        action = self.form.with_user(self.manager).action_spiegelgesprek_new_version()
        version = self.env["survey.survey"].browse(action["res_id"])
        self.assertEqual(version.title, self.form.title)
        self.assertEqual(version.with_context(lang="nl_NL").title, "Achteraf")
        self.assertEqual(version.spiegelgesprek_version, 2)
        self.assertFalse(version.is_spiegelgesprek_locked)
        self.assertEqual(
            version.question_ids.mapped("spiegelgesprek_key"), CLIENTS.split()
        )
        first = version.question_ids[0].with_context(lang="nl_NL")
        self.assertEqual(first.title, "Wat was het?")
        # the method goes on with it, a traject keeps what it has
        self.assertEqual(self.method.client_survey_id, version)
        self.assertEqual((self.traject | later).client_survey_id, self.form)
        self.assertEqual(self._create_traject().client_survey_id, version)
        self.assertEqual(self.traject.copy().client_survey_id, version)
        first.title = "Anders"
        self.assertEqual(self.question.with_context(lang="nl_NL").title, "Wat was het?")

    def test_versions_are_told_apart(self):
        """An old one leads to its newer one, and makes no second one beside it."""
        form = self.form.with_user(self.manager)
        action = form.action_spiegelgesprek_new_version()
        version = form.browse(action["res_id"])
        self.assertEqual(version.display_name, f"{form.title} (version 2)")
        self.assertEqual(form.display_name, form.title)
        again = form.action_spiegelgesprek_new_version()
        self.assertEqual(again["res_id"], version.id)
        third = version.action_spiegelgesprek_new_version()["res_id"]
        self.assertEqual(form.browse(third).spiegelgesprek_version, 3)
        self.assertEqual(self.method.client_survey_id.id, third)
        self.assertFalse(version.copy().spiegelgesprek_next_id)

    def test_new_version_of_another_survey(self):
        other = self.env["survey.survey"].create({"title": "Other"})
        with self.assertRaises(UserError):
            other.action_spiegelgesprek_new_version()

    def test_form_of_the_other_ring(self):
        other = self.traject.listener_survey_id
        foreign = self.env["survey.survey"].create({"title": "Other"})
        for record in (self.traject, self.method):
            for form in (other, foreign):
                with self.assertRaises(ValidationError):
                    record.client_survey_id = form

    def test_form_of_a_new_method(self):
        method = self.env["spiegelgesprek.method"].with_user(self.manager)
        method = method.create({"name": "Own"})
        self.assertEqual(method.client_survey_id.spiegelgesprek_ring, "inner")
        self.assertEqual(method.listener_survey_id.spiegelgesprek_ring, "outer")

    # ------------------------------------------------------------
    # WHAT PEOPLE WERE TOLD STAYS
    # ------------------------------------------------------------

    def test_mode_stays_after_the_first_answer(self):
        traject = self.traject.with_user(self.coordinator)
        self._attend(clients=2, listeners=1)
        ticket, _other = self._open()
        traject.client_evaluation_mode = "confidential"
        traject.client_evaluation_mode = "anonymous"
        other_form = self.form.copy()
        self._begin(ticket)
        for values in (
            {"client_evaluation_mode": "named"},
            {"client_survey_id": other_form.id},
        ):
            with self.assertRaises(UserError):
                traject.write(values)
        # the same again, and the other ring, are fine
        traject.client_evaluation_mode = "anonymous"
        traject.listener_evaluation_mode = "named"

    def test_questions_of_an_open_form(self):
        """A ring may be asked nothing, but not once its links are out."""
        traject = self.traject.with_user(self.coordinator)
        self._attend(clients=1)
        traject.client_survey_id = False
        traject.client_survey_id = self.form
        self._open()
        with self.assertRaisesRegex(UserError, "Choose other ones"):
            traject.client_survey_id = False
        traject.client_survey_id = self.form.copy()

    def test_mode_stays_after_closing(self):
        self._attend(clients=1)
        self._open()
        self.traject._close_evaluation("inner")
        with self.assertRaises(UserError):
            self.traject.client_evaluation_mode = "named"

    def test_nobody_opens_results_by_hand(self):
        traject = self.traject.with_user(self.manager)
        for name, value in (
            ("client_evaluation_state", "closed"),
            ("client_evaluation_released", True),
            ("listener_evaluation_state", "open"),
            ("listener_evaluation_answered", 50),
            ("evaluation_minimum", 3),
            ("client_evaluation_sent", False),
            ("listener_evaluation_reminded", False),
        ):
            with self.subTest(name), self.assertRaises(UserError):
                traject.write({name: value})
            with self.subTest(name), self.assertRaises(UserError):
                self._create_traject().with_user(self.manager).create(
                    {"name": "New", "method_id": self.method.id, name: value}
                )

    def test_number_that_people_were_told(self):
        """The setting can be made stricter for a running traject, never looser."""
        self.assertEqual(self.traject.evaluation_minimum, 5)
        self.company.spiegelgesprek_minimum_answers = 3
        self.assertEqual(self.traject.evaluation_minimum, 5)
        self.assertEqual(self.traject._get_minimum(), 5)
        self.assertEqual(self._create_traject()._get_minimum(), 3)
        self.company.spiegelgesprek_minimum_answers = 8
        self.assertEqual(self.traject._get_minimum(), 8)

    # ------------------------------------------------------------
    # SCREENS
    # ------------------------------------------------------------

    def test_screens(self):
        """The form opens in the survey app, and says that it is locked."""
        self._answer_once()
        for user in (self.coordinator, self.manager):
            surveys = self.env["survey.survey"].with_user(user)
            arch = surveys.get_view(view_type="form")["arch"]
            buttons = etree.fromstring(arch).xpath("//header/button/@name")
            self.assertEqual(
                "action_spiegelgesprek_new_version" in buttons, user == self.manager
            )
            shown = self._as(user, self.form).web_read(
                {"is_spiegelgesprek_locked": {}, "question_and_page_ids": {}}
            )
            self.assertTrue(shown[0]["is_spiegelgesprek_locked"])
            with Form(self._as(user, self.form)) as form:
                with self.assertRaisesRegex(AssertionError, "readonly"):
                    form.title = "New"
                with self.assertRaisesRegex(AssertionError, "not editable"):
                    form.question_and_page_ids.remove(0)
