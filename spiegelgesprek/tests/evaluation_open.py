# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from .evaluation_common import EvaluationCommon

LOGGERS = ("odoo.addons.base.models.ir_rule", "odoo.addons.base.models.ir_model")


class EvaluationOpenCommon(EvaluationCommon):
    """Two trajects with open results, and one with four answers: too few."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.others = cls._create_traject(user_id=cls.other.id, name="Of others")
        cls.small = cls._create_traject(name="Few answers")
        cls._attend(clients=5, listeners=5)
        cls._attend(clients=5, traject=cls.others)
        cls._attend(clients=4, traject=cls.small)
        for traject, ring, safe, role_clear, text in (
            (cls.traject, "inner", 4, 2, "=1+1"),
            (cls.traject, "outer", 0, 5, "Listening"),
            (cls.others, "inner", 1, 1, "Theirs"),
            (cls.small, "inner", 5, 5, "Secret"),
        ):
            for ticket in cls._open(ring, traject):
                numbers = {"safe": safe, "role_clear": role_clear}
                cls._answer(ticket, **{"yield": text, **numbers, "recommend": 8})
            traject._close_evaluation(ring)
        cls._commit()
        cls.kinds = {
            cls.coordinator: {(cls.traject, "inner"), (cls.traject, "outer")},
            cls.facilitator: {(cls.traject, "inner"), (cls.traject, "outer")},
            cls.manager: {
                (cls.traject, "inner"),
                (cls.traject, "outer"),
                (cls.others, "inner"),
            },
            cls.other: {(cls.others, "inner")},
            cls.recruiter: set(),
            cls.sponsor: set(),
            cls.listener: set(),
            cls.employee: set(),
        }
        users = cls.env["res.users"].union(*cls.kinds)
        # so that nothing but our own rules decides
        users.group_ids = [(4, cls.env.ref("base.group_allow_export").id)]
        users.lang = "en_US"

    def _find_lines(self, text, user=None):
        lines = self.lines.with_user(user or self.coordinator)
        return lines.search([("value_text_box", "=", text)])

    def _multiply(self, number):
        """Make so many more answers of clients, open as the others."""
        answer = self._find_answers()[0]
        for _number in range(number):
            more = answer.copy({"ring": "inner", "traject_id": self.traject.id})
            more.released = True
            for line in answer.user_input_line_ids:
                line.copy({"user_input_id": more.id})
        self.env.flush_all()
