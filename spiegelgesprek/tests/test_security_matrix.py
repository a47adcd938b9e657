# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who may do what: the table that a reviewer compares with the design.

``r`` read, ``w`` change, ``c`` create, ``d`` delete, ``-`` none of them. Each cell is
tried out: the user really reads, changes, creates and deletes, and the database is
asked what became of it. Everything belongs to one traject, unless "of others" says
that it belongs to a traject of another coordinator.

``coo`` coordinator of the traject, ``oth`` coordinator of another one, ``man``
manager, ``fac`` facilitator, ``rec`` recruiter, ``spo`` sponsor, ``lis`` listener who
happens to have the group of users. Then three of them who also listen in the traject,
so that the shield binds them: ``+coo``, ``+man``, ``+rec``. ``2nd`` manages a second
company. ``out`` is everybody without a group of ours: an employee, a portal user and
the public.
"""

from contextlib import contextmanager
from datetime import datetime

from odoo.exceptions import AccessError
from odoo.tests import freeze_time, new_test_user
from odoo.tools import mute_logger

from .common import QUIET, SpiegelgesprekCommon

TABLE = """
                            coo  oth  man  fac rec spo lis  +coo +man +rec 2nd  emp out

traject                     rwcd r    rwcd r   r   r   -    rwcd rwcd r    -    -   -
traject of others           r    rwcd rwcd -   -   -   -    r    rwcd -    -    -   -
seat                        rwcd r    rwcd r   r   r   -    rwcd rwcd r    -    -   -
seat of others              r    rwcd rwcd -   -   -   -    r    rwcd -    -    -   -
step                        rwcd r    rwcd r   r   r   -    rwcd rwcd r    -    -   -
step: lis does it           rwcd r    rwcd r   r   r   r    rwcd rwcd r    -    -   -
step: its checklist         rwcd r    rwcd r   r   r   rw   rwcd rwcd r    -    -   -
step of others              r    rwcd rwcd -   -   -   -    r    rwcd -    -    -   -
conversation in calendar    rwcd r    rwcd r   r   r   r    rwcd rwcd r    r    r   -

client                      rwcd -    -    -   -   -   -    -    -    -    -    -   -
client passed on by rec     rwcd -    -    -   r   -   -    -    -    r    -    -   -
companion of a client       rwcd -    -    -   -   -   -    -    -    -    -    -   -
client of others            -    rwcd -    -   -   -   -    -    -    -    -    -   -

listener                    rwcd r    r    r   -   r   -    rwcd r    -    -    -   -
listener: lis himself       rwcd r    r    r   -   r   r    rwcd r    -    -    -   -
lead                        rwcd r    r    r   r   r   r    rwcd r    r    -    -   -
listener of others          r    rwcd r    -   -   -   -    r    r    -    -    -   -
lead of others              r    rwcd r    -   -   -   -    r    r    -    -    -   -

action point                rwcd r    rwcd r   -   rw  -    rwcd rwcd -    -    -   -
action point: owner is lis  rwcd r    rwcd r   -   rw  r    rwcd rwcd -    -    -   -
action point: its result    rwcd r    rwcd r   -   rw  rw   rwcd rwcd -    -    -   -
action point of others      r    rwcd rwcd -   -   -   -    r    rwcd -    -    -   -

insight                     rwcd r    rwcd rwcd -   -   -    rwcd rwcd -    -    -   -
insight released            rwcd r    rwcd rwcd r   r   r    rwcd rwcd r    -    -   -
insight of others           r    rwcd rwcd -    -   -   -    r    rwcd -    -    -   -

goal                        rwc  rwc  rwcd r   r   r   r    rwc  rwcd r    -    -   -
theme                       rwc  rwc  rwcd r   r   r   r    rwc  rwcd r    rwcd -   -
target group                rwc  rwc  rwcd r   r   r   r    rwc  rwcd r    rwcd -   -
role                        r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
stage                       r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
method                      r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
method seat                 r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
method step                 r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
method meeting              r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
method guide item           r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
method rule                 r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
method requirement          r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -

access log                  r    -    r    -   -   -   -    r    r    -    -    -   -
access log of others        -    r    r    -   -   -   -    -    r    -    -    -   -
posts of public pages       -    -    -    -   -   -   -    -    -    -    -    -   -
takeover                    -    -    rwc  -   -   -   -    -    rwc  -    -    -   -
going on with gaps          rwc  -    rwc  -   -   -   -    rwc  rwc  -    -    -   -
postponing                  rwc  -    rwc  -   -   -   -    rwc  rwc  -    -    -   -
steps from the method       rwc  rwc  rwc  -   -   -   -    rwc  rwc  -    rwc  -   -
action plan export          rwc  rwc  rwc  -   -   -   -    rwc  rwc  -    rwc  -   -
method import               -    -    rwc  -   -   -   -    -    rwc  -    rwc  -   -
"""
LABEL_WIDTH = 28
PHRASES = {"r": "read", "w": "write", "c": "create", "d": "unlink"}


def _parse_table():
    """Return ``{(label, column): "rwcd"}`` and the columns."""
    header, *lines = [line for line in TABLE.splitlines() if line.strip()]
    columns = header.split()
    expected = {}
    for line in lines:
        label, cells = line[:LABEL_WIDTH].strip(), line[LABEL_WIDTH:].split()
        for column, cell in zip(columns, cells, strict=True):
            expected[label, column] = cell.replace("-", "")
    return expected, columns


@freeze_time("2026-03-10 12:00:00")
class TestSecurityMatrix(SpiegelgesprekCommon):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.expected, cls.columns = _parse_table()
        second = cls.env["res.company"].create({"name": "Second company"})
        cls.second = cls._create_user(
            "second",
            "spiegelgesprek.spiegelgesprek_group_manager",
            company_id=second.id,
            company_ids=[(6, 0, second.ids)],
        )
        portal = new_test_user(cls.env, "sg_portal", "base.group_portal", context=QUIET)
        # column: users, who see the same
        cls.kinds = {
            "coo": cls.coordinator,
            "oth": cls.other,
            "man": cls.manager,
            "fac": cls.facilitator,
            "rec": cls.recruiter,
            "spo": cls.sponsor,
            "lis": cls.listener,
            "2nd": cls.second,
            "emp": cls.employee,
            "out": portal | cls.env.ref("base.public_user"),
        }
        cls._create_records()

    @classmethod
    def _create_records(cls):
        """Fill three dicts by label: what to read and write, to create, to delete."""
        cls.records, cls.new_values, cls.spare = {}, {}, {}
        others = cls._create_traject(user_id=cls.other.id, name="Of others")
        cls.traject.date_conversation = "2026-06-02 12:00:00"
        contact = cls.env["res.partner"].create({"name": "Somebody"})
        part = {"sponsor_id": cls.sponsor.partner_id.id}
        recruiters = [(4, cls.recruiter.id)]
        for suffix, traject, coordinator in (
            ("", cls.traject, cls.coordinator),
            (" of others", others, cls.other),
        ):
            cls._add(
                f"traject{suffix}",
                traject,
                {
                    "name": "New",
                    "method_id": cls.method.id,
                    "user_id": coordinator.id,
                    "company_id": cls.company.id,
                },
                spare=cls._create_traject(
                    user_id=coordinator.id,
                    **({} if suffix else dict(part, recruiter_ids=recruiters)),
                ),
            )
            here = {"traject_id": traject.id}
            cls._add(
                f"seat{suffix}",
                traject.seat_ids[0],
                dict(here, role_id=cls.roles["employee"].copy({"name": "New"}).id),
            )
            cls._add(
                f"client{suffix}",
                cls._create_client(traject_id=traject.id),
                dict(here, role_id=cls.roles["client"].id, name="New"),
            )
            for ring, role in (
                ("listener", "chain_partner"),
                ("lead", "facilitator" if suffix else "note_taker"),
            ):
                cls._add(
                    f"{ring}{suffix}",
                    cls._create_contact_participant(role, traject_id=traject.id),
                    dict(here, role_id=cls.roles[role].id, partner_id=contact.id),
                )
            cls._add(
                f"action point{suffix}",
                cls._create_action_point(traject_id=traject.id),
                dict(here, name="New"),
            )
            cls._add(
                f"step{suffix}",
                traject.step_ids[0],
                dict(here, name="New"),
            )
            insight = dict(here, text="New")
            insights = cls.env["spiegelgesprek.insight"]
            cls._add(f"insight{suffix}", insights.create(insight), insight)
            log = {
                "user_id": coordinator.id,
                "kind": "clients",
                "company_id": cls.company.id,
            }
            log.update(here)
            log_records = cls.env["spiegelgesprek.access.log"]
            cls._add(f"access log{suffix}", log_records.create(log), log)

        here = {"traject_id": cls.traject.id}
        role = dict(here, role_id=cls.roles["client"].id, name="New")
        cls._add("client passed on by rec", cls.client, role)
        companion = dict(role, role_id=cls.roles["companion"].id)
        cls._add("companion of a client", cls._create_client(**companion), companion)
        cls._add(
            "listener: lis himself",
            cls.outer,
            dict(
                here,
                role_id=cls.roles["client_council"].id,
                partner_id=cls.listener.partner_id.id,
            ),
        )
        point = cls._create_action_point(user_id=cls.listener.id)
        for label in ("action point: owner is lis", "action point: its result"):
            values = dict(here, name="New", user_id=cls.listener.id)
            cls._add(label, point, values)
        insight = dict(here, text="Told by many")
        released = cls.env["spiegelgesprek.insight"].create(insight)
        released.action_release()
        cls._add("insight released", released, insight)
        step = cls.traject.step_ids[-1]
        step.user_id = cls.listener
        for label in ("step: lis does it", "step: its checklist"):
            cls._add(label, step, dict(here, name="New", user_id=cls.listener.id))
        cls._add(
            "conversation in calendar",
            cls.traject.conversation_id,
            {
                "name": "New",
                "start": "2026-06-02 12:00:00",
                "stop": "2026-06-02 13:00:00",
                "traject_id": cls.traject.id,
            },
        )
        cls._create_settings()

    @classmethod
    def _create_settings(cls):
        method = cls.method.copy({"requirement_ids": False})
        stage = cls.env["spiegelgesprek.stage"].search([("phase", "=", "run")], limit=1)
        goal_values = {"name": "New", "year": 2026, "company_id": cls.company.id}
        method_values = {"name": "New", "client_label": "client"}
        of_method = {"method_id": method.id}
        for label, model, values, spare_values in (
            ("goal", "goal", goal_values, {}),
            ("theme", "theme", {"name": "New"}, {"name": "Old"}),
            ("target group", "target.group", {"name": "New"}, {"name": "Old"}),
            ("role", "role", {"name": "New"}, {}),
            ("stage", "stage", {"name": "New"}, {}),
            ("method", "method", method_values, {}),
            (
                "method seat",
                "method.seat",
                {"method_id": method.id, "role_id": cls.roles["facilitator"].id},
                {"role_id": cls.roles["note_taker"].id},
            ),
            ("method step", "method.step", {**of_method, "name": "New"}, {}),
            ("method meeting", "method.meeting", {**of_method, "name": "New"}, {}),
            (
                "method guide item",
                "method.guide.item",
                {**of_method, "block": "New", "text": "New"},
                {},
            ),
            ("method rule", "method.rule", {**of_method, "text": "New"}, {}),
            (
                "method requirement",
                "method.requirement",
                {**of_method, "kind": "date"},
                {"kind": "goal"},
            ),
            ("posts of public pages", "post", {"key": "New"}, {}),
            ("steps from the method", "step.add", {}, {}),
            ("takeover", "traject.takeover", {"reason": "Ill"}, {}),
            ("going on with gaps", "traject.next.stage", {"stage_id": stage.id}, {}),
            (
                "postponing",
                "traject.postpone",
                {"date_conversation": datetime(2026, 6, 9, 12), "reason": "Ill"},
                {},
            ),
            ("action plan export", "action.plan.export", {}, {}),
            ("method import", "method.import", {"file": b"eA=="}, {}),
        ):
            model = cls.env[f"spiegelgesprek.{model}"]
            if "traject_id" in model._fields and model._transient:
                values["traject_id"] = cls.traject.id
            cls._add(label, model.create({**values, **spare_values}), values)

    @classmethod
    def _add(cls, label, record, new_values, spare=None):
        cls.records[label] = record
        cls.new_values[label] = new_values
        cls.spare[label] = spare or record

    # ------------------------------------------------------------
    # THE TEST
    # ------------------------------------------------------------

    def test_table(self):
        labels = {label for label, _column in self.expected}
        self.assertEqual(labels, set(self.records))
        for column in self.columns:
            for user in self.kinds[column.removeprefix("+")]:
                with self._undone():
                    if column.startswith("+"):
                        self._create_contact_participant("employee", user)
                        self.env.flush_all()
                    for label in self.records:
                        with self.subTest(label, kind=column, user=user.login):
                            expected = self.expected[label, column]
                            self.assertEqual(self._try_all(user, label), expected)

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_records_of_one_company(self):
        """Settings without a company are shared, those with one are not."""
        of_method_seat = self.records["method seat"].method_id
        for label in ("role", "stage", "theme", "target group", "method"):
            self.records[label].company_id = self.company
        of_method_seat.company_id = self.company
        for label in (
            "role",
            "stage",
            "theme",
            "target group",
            "method",
            "method seat",
        ):
            with self.subTest(label):
                self._try_read(self.manager, label)
                with self.assertRaises(AccessError):
                    self._try_read(self.second, label)

    def test_every_model_is_in_the_table(self):
        """A new model needs a row above, and so a thought on who may see it."""
        ours = {
            name
            for name, model in self.registry.items()
            if model._original_module == "spiegelgesprek" and not model._abstract
        }
        tabled = {record._name for record in self.records.values()}
        self.assertEqual(ours, tabled - {"calendar.event"})

    def test_every_field_of_the_table_is_a_right(self):
        """No typing errors: a cell holds rights in their order, nothing else."""
        for cell in self.expected.values():
            self.assertEqual(cell, "".join(right for right in "rwcd" if right in cell))

    # ------------------------------------------------------------
    # TRYING
    # ------------------------------------------------------------

    @contextmanager
    def _undone(self):
        """Roll back all that happens in here."""
        savepoint = self.env.cr.savepoint()
        try:
            yield
        finally:
            savepoint.close(rollback=True)
            self.env.invalidate_all(flush=False)

    @mute_logger("odoo.addons.base.models.ir_model", "odoo.addons.base.models.ir_rule")
    @mute_logger("odoo.models", "odoo.models.unlink")
    def _try_all(self, user, label):
        """Return the rights that turned out to be true, as in the table."""
        rights = ""
        for right, operation in PHRASES.items():
            with self._undone():
                attempt = getattr(self, f"_try_{operation}")
                try:
                    attempt(user, label)
                except AccessError:
                    continue
                rights += right
        return rights

    def _get(self, user, label, spare=False):
        """Return the record of a label for a user, as in a request of his own."""
        record = (self.spare if spare else self.records)[label]
        self.env.flush_all()
        self.env.invalidate_all()
        if record._transient:
            # a wizard belongs to who made it
            record = record.with_user(user).create(dict(self.new_values[label]))
        return record.with_user(user).with_context(active_test=False)

    def _try_read(self, user, label):
        """Searching must find what can be read, and nothing else."""
        record = self._get(user, label)
        try:
            # a plain column, so that nothing but the right to read decides
            columns = ("create_date", "key", "token")
            record.read([next(name for name in columns if name in record._fields)])
        except AccessError:
            if record.browse().has_access("read"):
                self.assertFalse(record.search([("id", "=", record.id)]))
            raise
        self.assertEqual(record.search([("id", "=", record.id)]), record)

    def _try_write(self, user, label):
        record = self._get(user, label)
        name, value = self._get_change(label, record)
        record.write({name: value})
        self.env.flush_all()
        self.env.invalidate_all()
        changed = record.sudo()[name]
        self.assertEqual(changed, value, "No error, and yet nothing was written.")

    @staticmethod
    def _get_change(label, record):
        if label == "action point: its result":
            return "result", "Done something"
        if label == "step: its checklist":
            return "skip_reason", "Not here"
        if record._name == "spiegelgesprek.step.add":
            return "traject_id", record.sudo().traject_id
        if record._name == "spiegelgesprek.action.plan.export":
            return "year", "2025"
        if record._name == "spiegelgesprek.method.import":
            return "file_name", "Changed"
        if record._name == "calendar.event":
            return "start", datetime(2026, 6, 2, 11)
        names = ("reason", "contact_caution", "sequence", "description", "name", "key")
        for name in names:
            if name in record._fields:
                number = record._fields[name].type == "integer"
                return name, 77 if number else "Changed"
        raise LookupError(label)

    def _try_create(self, user, label):
        model = self.records[label].with_user(user).browse()
        record = model.create(dict(self.new_values[label]))
        self.env.flush_all()
        self.assertTrue(record.sudo().exists())

    def _try_unlink(self, user, label):
        record = self._get(user, label, spare=True)
        record.unlink()
        self.env.flush_all()
        self.assertFalse(record.sudo().exists())
