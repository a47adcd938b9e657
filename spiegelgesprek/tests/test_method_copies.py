# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import datetime

from psycopg2.errors import UniqueViolation

from odoo.exceptions import AccessError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

T = datetime(2026, 6, 4, 11, 30)
LINES = (
    "step_ids",
    "meeting_ids",
    "seat_ids",
    "guide_item_ids",
    "rule_ids",
    "requirement_ids",
)


@tagged("post_install", "-at_install")
@freeze_time("2026-01-05 09:00:00")
class TestMethodCopies(SpiegelgesprekCommon):
    """What a traject has of its method is its own."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.method = cls.method.copy()
        cls.traject = cls._create_traject(date_conversation=T)
        cls.own = cls.traject.with_user(cls.coordinator)

    def _get_guide(self, record):
        return [
            (item.sequence, item.block, item.kind, item.text, item.minutes)
            for item in record.guide_item_ids
        ]

    def _get_rules(self, rules):
        return [(rule.sequence, rule.ring, rule.text) for rule in rules.sorted()]

    def _get_requirements(self, record):
        return [(line.kind, line.phase) for line in record.requirement_ids]

    def _get_all(self, traject):
        traject.invalidate_recordset()
        return (
            self._get_guide(traject),
            self._get_rules(traject.ground_rule_ids),
            self._get_requirements(traject),
            traject.step_ids.mapped("name"),
            traject.seat_ids.mapped("maximum"),
            traject.meeting_ids.mapped("start"),
            traject.client_max,
            traject.seating,
        )

    # ------------------------------------------------------------
    # COPIES
    # ------------------------------------------------------------

    def test_five_methods(self):
        for name in ("jgb", "jbwest", "leersessie", "werkplaats", "amc"):
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            traject = self._create_traject(method_id=method.id)
            with self.subTest(method=name):
                self.assertEqual(self._get_guide(traject), self._get_guide(method))
                self.assertEqual(
                    self._get_rules(traject.ground_rule_ids),
                    self._get_rules(method.rule_ids),
                )
                self.assertEqual(
                    self._get_requirements(traject), self._get_requirements(method)
                )
                self.assertTrue(traject.guide_item_ids and traject.ground_rule_ids)

    def test_changing_the_method_touches_nothing(self):
        before = self._get_all(self.traject)
        manager = self.method.with_user(self.manager)
        manager.write({"client_max": 99, "seating": "behind"})
        manager.guide_item_ids[0].text = "Changed"
        manager.rule_ids[0].text = "Changed"
        manager.requirement_ids[0].phase = "run"
        for name in LINES:
            manager[name][-1].unlink()
        self.env.flush_all()
        self.assertEqual(self._get_all(self.traject), before)

    def test_traject_changes_its_own(self):
        before = self._get_guide(self.method), self._get_rules(self.method.rule_ids)
        self.own.guide_item_ids[0].write({"text": "Welcome here", "minutes": 3})
        self.own.ground_rule_ids[0].text = "Be kind"
        self.own.requirement_ids[0].unlink()
        self.env.flush_all()
        self.assertEqual(
            (self._get_guide(self.method), self._get_rules(self.method.rule_ids)),
            before,
        )
        self.assertEqual(len(self.method.requirement_ids), 12)
        self.assertEqual(len(self.traject.requirement_ids), 11)

    def test_in_the_form(self):
        """They come in when the form is saved, and can be changed there."""
        trajects = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
        with Form(trajects) as form:
            form.name = "New"
            form.method_id = self.method
        traject = form.record
        self.assertEqual(self._get_guide(traject), self._get_guide(self.method))
        with Form(traject) as form:
            with form.guide_item_ids.edit(0) as item:
                item.text = "Hello"
            with form.ground_rule_ids.new() as rule:
                rule.text = "No phones"
            form.requirement_ids.remove(0)
        self.assertEqual(traject.guide_item_ids[0].text, "Hello")
        self.assertIn("No phones", traject.ground_rule_ids.mapped("text"))
        self.assertEqual(len(traject.requirement_ids), 11)

    def test_languages(self):
        """The guide is in the language of the coordinator, rules are in all."""
        self.env["res.lang"]._activate_lang("nl_NL")
        self.coordinator.lang = "nl_NL"
        item, rule = self.method.guide_item_ids[0], self.method.rule_ids[0]
        english = rule.with_context(lang="en_US").text
        item.with_context(lang="nl_NL").text = "Welkom allemaal"
        rule.with_context(lang="nl_NL").text = "Vertel het zelf"
        for lang in ("en_US", "nl_NL"):
            trajects = self.env["spiegelgesprek.traject"].with_user(self.coordinator)
            traject = trajects.with_context(lang=lang).create(
                {"name": "New", "method_id": self.method.id}
            )
            self.env.flush_all()
            self.env.invalidate_all()
            copies = traject.ground_rule_ids
            copy = copies.filtered(lambda c: c.method_rule_id == rule)
            with self.subTest(lang):
                self.assertEqual(traject.guide_item_ids[0].text, "Welkom allemaal")
                self.assertEqual(copy.with_context(lang="en_US").text, english)
                dutch = copy.with_context(lang="nl_NL").text
                self.assertEqual(dutch, "Vertel het zelf")

    def test_made_for_a_colleague(self):
        """A manager writes no guide, and yet a new traject has one."""
        trajects = self.env["spiegelgesprek.traject"].with_user(self.manager)
        traject = trajects.create(
            {
                "name": "New",
                "method_id": self.method.id,
                "user_id": self.coordinator.id,
            }
        )
        self.assertEqual(self._get_guide(traject), self._get_guide(self.method))
        with self.assertRaises(AccessError):
            traject.guide_item_ids[0].text = "Mine"

    def test_duplicate_starts_anew(self):
        self.own.guide_item_ids[0].text = "Own"
        self.own.client_max = 9
        double = self.own.copy()
        self.assertEqual(self._get_guide(double), self._get_guide(self.method))
        self.assertEqual(double.client_max, 15)
        self.assertFalse(double.guide_released)

    def test_other_method(self):
        """Another method brings its own; what was added by hand stays."""
        guide = self.env["spiegelgesprek.guide.item"].create(
            {"traject_id": self.traject.id, "block": "Own", "text": "Own question"}
        )
        rule = self.env["spiegelgesprek.ground.rule"].create(
            {"traject_id": self.traject.id, "text": "Own rule"}
        )
        amc = self.env.ref("spiegelgesprek.method_amc")
        self.own.method_id = amc
        origins = self.traject.guide_item_ids.method_item_id
        self.assertEqual(origins, amc.guide_item_ids)
        self.assertEqual(self.traject.ground_rule_ids.method_rule_id, amc.rule_ids)
        self.assertIn(guide, self.traject.guide_item_ids)
        self.assertIn(rule, self.traject.ground_rule_ids)
        self.own.method_id = amc
        self.assertEqual(len(self.traject.guide_item_ids), 11, "twice changes nothing")
        self.traject.guide_released = True
        self.own.method_id = self.method
        origins = self.traject.guide_item_ids.method_item_id
        self.assertEqual(origins, amc.guide_item_ids, "people have read that one")

    @mute_logger("odoo.sql_db")
    def test_requirement_once(self):
        values = {"traject_id": self.traject.id, "kind": "goal", "phase": "run"}
        with self.assertRaises(UniqueViolation), self.cr.savepoint():
            self.env["spiegelgesprek.requirement"].create(values)

    def test_stay_in_their_traject(self):
        """Nobody moves a line to a traject that is not his to change."""
        others = self._create_traject(user_id=self.other.id)
        for lines in (
            self.own.guide_item_ids,
            self.own.ground_rule_ids,
            self.own.requirement_ids,
        ):
            with self.subTest(lines._name), self.assertRaises(AccessError):
                lines[0].traject_id = others

    # ------------------------------------------------------------
    # WHAT IS NEW IN THE METHOD
    # ------------------------------------------------------------

    def _open(self, user=None):
        wizards = self.env["spiegelgesprek.method.add"]
        wizards = wizards.with_user(user or self.coordinator)
        return wizards.create({"traject_id": self.traject.id})

    def _extend_method(self):
        """Give the method a line of each kind; return those by field."""
        role = self.roles["employee"].copy({"name": "Neighbour"})
        self.method.requirement_ids.filtered(lambda r: r.kind == "goal").unlink()
        self.traject.requirement_ids.filtered(lambda r: r.kind == "goal").unlink()
        values = {
            "step_ids": {"name": "New step", "offset_days": -14},
            "meeting_ids": {"name": "Look back", "kind": "other", "offset_days": 30},
            "seat_ids": {"role_id": role.id, "maximum": 4},
            "guide_item_ids": {"block": "New", "text": "New question", "minutes": 5},
            "rule_ids": {"ring": "inner", "text": "New rule"},
            "requirement_ids": {"kind": "goal", "phase": "explore"},
        }
        made = {}
        for name, line in values.items():
            model = self.env[self.method._fields[name].comodel_name]
            made[name] = model.create({**line, "method_id": self.method.id})
        self.method.invalidate_recordset()
        return made

    def test_add_all_kinds(self):
        off = self.method.step_ids.filtered(lambda line: not line.is_default)
        wizard = self._open()
        self.assertEqual(wizard.new_step_ids, off)
        for name in LINES[1:]:
            self.assertFalse(wizard[f"new_{name}"], name)
        made = self._extend_method()
        before = {
            name: self.traject[name]
            for name in ("guide_item_ids", "ground_rule_ids", "seat_ids", "meeting_ids")
        }
        wizard = self._open()
        for name in LINES[1:]:
            self.assertEqual(wizard[f"new_{name}"], made[name], name)
        wizard.write({name: made[name].ids for name in LINES})
        wizard.action_add()
        self.traject.invalidate_recordset()
        new = {name: self.traject[name] - lines for name, lines in before.items()}
        self.assertEqual(new["guide_item_ids"].text, "New question")
        self.assertEqual(new["guide_item_ids"].method_item_id, made["guide_item_ids"])
        self.assertEqual(new["ground_rule_ids"].text, "New rule")
        self.assertEqual(new["seat_ids"].maximum, 4)
        self.assertEqual(new["meeting_ids"].start, datetime(2026, 7, 6, 8))
        self.assertEqual(new["meeting_ids"].name, self.traject.code)
        goal = self.traject.requirement_ids.filtered(lambda r: r.kind == "goal")
        self.assertEqual(goal.phase, "explore")
        self.assertIn("New step", self.traject.step_ids.mapped("name"))
        count = self._count()
        self._open().action_add()
        wizard.action_add()
        self.assertEqual(self._count(), count, "twice changes nothing")

    def _count(self):
        self.traject.invalidate_recordset()
        return [
            len(self.traject[name])
            for name in (*LINES[:4], "ground_rule_ids", "requirement_ids")
        ]

    def test_nothing_chosen_by_others(self):
        """Who chooses a line that isn't new, or isn't of this method, gets nothing."""
        self._extend_method()
        foreign = self.env.ref("spiegelgesprek.method_amc")
        wizard = self._open()
        for name in LINES:
            wizard[name] = foreign[name]
        before = self._count()
        wizard.action_add()
        self.assertEqual(self._count(), before)

    def test_taken_out_is_offered(self):
        item = self.own.guide_item_ids[2]
        line = item.method_item_id
        item.unlink()
        self.assertEqual(self._open().new_guide_item_ids, line)

    def test_no_meeting_without_a_date(self):
        made = self._extend_method()
        self.own.date_conversation = False
        self.assertFalse(self._open().new_meeting_ids)
        self.own.date_conversation = T
        # all meetings are made anew, with what is in the method by now
        self.assertIn("other", self.traject.meeting_ids.mapped("meeting_kind"))
        self.assertTrue(made["meeting_ids"])

    def test_manager_adds_all_but_the_guide(self):
        made = self._extend_method()
        wizard = self._open(self.manager)
        self.assertFalse(wizard.new_guide_item_ids)
        wizard.write({name: made[name].ids for name in LINES})
        before = self._get_guide(self.traject)
        wizard.action_add()
        self.assertEqual(self._get_guide(self.traject), before)
        self.assertIn("New rule", self.traject.ground_rule_ids.mapped("text"))

    def test_others_add_nothing(self):
        self._extend_method()
        wizard = self._open(self.other)
        with self.assertRaises(AccessError):
            wizard.action_add()

    # ------------------------------------------------------------
    # WHAT THE METHOD LEARNS
    # ------------------------------------------------------------

    def test_method_learns(self):
        """A manager takes over what was made in a traject; once."""
        guide = self.env["spiegelgesprek.guide.item"].create(
            {
                "traject_id": self.traject.id,
                "block": "Own",
                "kind": "wish",
                "text": "Own question",
                "minutes": 4,
            }
        )
        rule = self.env["spiegelgesprek.ground.rule"].create(
            {"traject_id": self.traject.id, "ring": "lead", "text": "Own rule"}
        )
        running = self._create_traject()
        before = self._get_all(running)
        self.assertEqual(self.traject.own_guide_item_ids, guide)
        self.assertEqual(self.traject.own_rule_ids, rule)
        for record in (guide, rule):
            for user in (self.coordinator, self.facilitator):
                with self.subTest(record._name), self.assertRaises(AccessError):
                    record.with_user(user).action_offer_to_method()
            for _twice in range(2):
                record.with_user(self.manager).action_offer_to_method()
        self.env.flush_all()
        self.env.invalidate_all()
        source = f"From {self.traject.code}"
        self.assertRecordValues(
            guide.method_item_id,
            [{"text": "Own question", "kind": "wish", "minutes": 4, "source": source}],
        )
        self.assertRecordValues(
            rule.method_rule_id, [{"text": "Own rule", "ring": "lead"}]
        )
        self.assertEqual(rule.method_rule_id.method_id, self.method)
        self.assertEqual(self.method.rule_ids.mapped("text").count("Own rule"), 1)
        self.assertFalse(self.traject.own_guide_item_ids)
        self.assertEqual(self._get_all(running), before)
        new = running._find_new_lines()
        self.assertEqual(new["rule_ids"], rule.method_rule_id)
