# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import freeze_time, new_test_user, tagged
from odoo.tools import file_open, mute_logger

from .common import QUIET
from .curious import NEIGHBOURS, OURS, CuriousUser
from .evaluation_common import EvaluationCommon

BIRDS = ("zwreiger", "zwlepelaar", "zwbergeend", "zwtureluur", "zwoeverloper")
# By which columns somebody can ask whether a word is in an answer.
ORACLES = {
    "spiegelgesprek.traject": "client_survey_id.user_input_ids.user_input_line_ids",
    "survey.question": "user_input_line_ids",
    "survey.survey": "user_input_ids.user_input_line_ids",
    "survey.user_input": "user_input_line_ids",
    "survey.user_input.line": "user_input_id.user_input_line_ids",
}
LOGGERS = (
    "odoo.addons.base.models.ir_model",
    "odoo.addons.base.models.ir_rule",
    "odoo.models",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestAnswerCanaries(EvaluationCommon):
    """What people wrote afterwards, each text with a bird of its own.

    Open are what clients (``zwreiger``) and listeners (``zwlepelaar``) wrote, and
    clients in a traject of another coordinator (``zwbergeend``). In one traject too
    few answered (``zwtureluur``), in another the form isn't closed yet
    (``zwoeverloper``).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").implied_ids += cls.env.ref(
            "base.group_allow_export"
        )
        cls.portal = new_test_user(
            cls.env, "sg_portal", "base.group_portal", context=QUIET
        )
        surveys = "survey.group_survey_manager"
        cls.surveyor = new_test_user(cls.env, "sg_survey", surveys, context=QUIET)
        others = cls._create_traject(user_id=cls.other.id, name="Of others")
        small = cls._create_traject(name="Few answers")
        cls.waiting = cls._create_traject(name="Not closed")
        for traject, ring, number, bird in (
            (cls.traject, "inner", 5, "zwreiger"),
            (cls.traject, "outer", 5, "zwlepelaar"),
            (others, "inner", 5, "zwbergeend"),
            (small, "inner", 3, "zwtureluur"),
            (cls.waiting, "inner", 5, "zwoeverloper"),
        ):
            people = "clients" if ring == "inner" else "listeners"
            cls._attend(**{people: number}, traject=traject)
            cls._answer(cls._open(ring, traject), **{"yield": f"{bird} said so"})
            if traject != cls.waiting:
                traject._close_evaluation(ring)
        cls._commit()

    @mute_logger(*LOGGERS)
    def _look(self, user):
        """Return the birds that a user reads, or finds by asking for words."""
        curious = CuriousUser(self.env, user)
        models = [
            name
            for name in self.env.registry
            if name in NEIGHBOURS or name.startswith((OURS, "survey."))
        ]
        answers = [text for name in models for _where, text in curious.read_model(name)]
        text = "".join(answers).casefold()
        found = {bird for bird in BIRDS if bird in text}
        for model, path in ORACLES.items():
            for bird in BIRDS:
                domain = [(f"{path}.value_text_box", "ilike", bird)]
                for _where, count in curious.ask(
                    curious.env[model], "search_count", domain
                ):
                    if int(count):
                        found.add(bird)
        return found

    def test_who_reads_what(self):
        own = {"zwreiger", "zwlepelaar"}
        for user, birds in (
            (self.coordinator, own),
            (self.facilitator, own),
            (self.manager, {*own, "zwbergeend"}),
            (self.other, {"zwbergeend"}),
            (self.recruiter, set()),
            (self.sponsor, set()),
            (self.listener, set()),
            (self.employee, set()),
            (self.surveyor, set()),
            (self.portal, set()),
            (self.public, set()),
        ):
            with self.subTest(user=user.login):
                self.assertEqual(self._look(user), birds)

    def test_who_listens_reads_nothing_of_clients(self):
        for user in (self.coordinator, self.manager, self.facilitator):
            self._create_contact_participant("employee", user)
        self._commit()
        self.assertEqual(self._look(self.coordinator), {"zwlepelaar"})
        self.assertEqual(self._look(self.manager), {"zwlepelaar", "zwbergeend"})
        self.assertEqual(self._look(self.facilitator), {"zwlepelaar"})

    def test_where_words_are_kept(self):
        """In the answer, and nowhere else; in a neutralised copy nowhere at all."""
        self.assertEqual(self._find_tables(*BIRDS), {"survey_user_input_line"})
        with file_open("spiegelgesprek/data/neutralize.sql") as script:
            self.env.cr.execute(script.read())
        self.assertFalse(self._find_tables(*BIRDS))
