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
from datetime import date, datetime

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
guide item                  rwcd r    r    rwcd -   -   -    rwcd r    -    -    -   -
guide item: released        rwcd r    r    rwcd r   r   -    rwcd r    r    -    -   -
guide item of others        r    rwcd r    -    -   -   -    r    r    -    -    -   -
ground rule                 rwcd r    rwcd r    r   r   -    rwcd rwcd r    -    -   -
ground rule of others       r    rwcd rwcd -    -   -   -    r    rwcd -    -    -   -
requirement                 rwcd r    rwcd r    r   r   -    rwcd rwcd r    -    -   -
requirement of others       r    rwcd rwcd -    -   -   -    r    rwcd -    -    -   -
recruiting by rec           rwcd -    r    -   r   -   -    rwcd r    r    -    -   -
recruiting: its numbers     rwcd -    r    -   rw  -   -    rwcd r    rw   -    -   -
recruiting of others        -    rwcd r    -   -   -   -    -    r    -    -    -   -
conversation in calendar    rwcd r    rwcd r   r   r   r    rwcd rwcd r    r    r   -

client                      rwcd -    -    -   -   -   -    -    -    -    -    -   -
client passed on by rec     rwcd -    -    -   r   -   -    -    -    r    -    -   -
companion of a client       rwcd -    -    -   -   -   -    -    -    -    -    -   -
client of others            -    rwcd -    -   -   -   -    -    -    -    -    -   -
card of a client            -    -    -    r   -   -   -    -    -    -    -    -   -
card of a client of others  -    -    -    -   -   -   -    -    -    -    -    -   -

agreement                   rwc  -    -    -   -   -   -    -    -    -    -    -   -
agreement passed on by rec  rwc  -    -    -   r   -   -    -    -    r    -    -   -
agreement of others         -    rwc  -    -   -   -   -    -    -    -    -    -   -
known people                rwcd -    -    -   -   -   -    -    -    -    -    -   -
known people, passed on     rwcd -    -    -   -   -   -    -    -    -    -    -   -
known people of others      -    rwcd -    -   -   -   -    -    -    -    -    -   -

listener                    rwcd r    r    r   -   r   -    rwcd r    -    -    -   -
listener: lis himself       rwcd r    r    r   -   r   r    rwcd r    -    -    -   -
lead                        rwcd r    r    r   r   r   r    rwcd r    r    -    -   -
listener of others          r    rwcd r    -   -   -   -    r    r    -    -    -   -
lead of others              r    rwcd r    -   -   -   -    r    r    -    -    -   -
history of client           r    -    -    -   -   -   -    -    -    -    -    -   -
history of listener         r    -    -    -   -   -   -    r    -    -    -    -   -
history of others           -    r    -    -   -   -   -    -    -    -    -    -   -

action point                rwcd r    rwcd r   -   rw  -    rwcd rwcd -    -    -   -
action point: owner is lis  rwcd r    rwcd r   -   rw  r    rwcd rwcd -    -    -   -
action point: its result    rwcd r    rwcd r   -   rw  rw   rwcd rwcd -    -    -   -
action point of others      r    rwcd rwcd -   -   -   -    r    rwcd -    -    -   -

insight                     rwcd r    rwcd rwcd -   -   -    rwcd rwcd -    -    -   -
insight released            rwcd r    rwcd rwcd r   r   r    rwcd rwcd r    -    -   -
insight of others           r    rwcd rwcd -    -   -   -    r    rwcd -    -    -   -

form                        r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
question of a form          r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
choice of a question        r    r    rwcd r   r   r   r    r    rwcd r    rwcd -   -
answer of a client          r    -    r    r   -   -   -    -    -    -    -    -   -
line of a client's answer   r    -    r    r   -   -   -    -    -    -    -    -   -
answer of a listener        r    -    r    r   -   -   -    r    r    -    -    -   -
answer not open yet         -    -    -    -   -   -   -    -    -    -    -    -   -
line not open yet           -    -    -    -   -   -   -    -    -    -    -    -   -
answer in a small group     -    -    -    -   -   -   -    -    -    -    -    -   -
answer of others            -    r    r    -   -   -   -    -    r    -    -    -   -
number of a client          r    -    r    r   -   -   -    -    -    -    -    -   -
number of a listener        r    -    r    r   -   -   -    r    r    -    -    -   -
number of others            -    r    r    -   -   -   -    -    r    -    -    -   -
reading a small group       -    -    -    rc  -   -   -    -    -    -    -    -   -
right to answer once        -    -    -    -   -   -   -    -    -    -    -    -   -
cards on paper              rwc  -    rwc  -   -   -   -    rwc  rwc  -    -    -   -
typing in a card            rwc  rwc  rwc  -   -   -   -    rwc  rwc  -    -    -   -

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
mail to a client            r    -    -    -   -   -   -    -    -    -    -    -   -
mail to a listener          r    -    -    -   -   -   -    r    -    -    -    -   -
mail of others              -    r    -    -   -   -   -    -    -    -    -    -   -
inviting people             rwc  -    -    -   -   -   -    rwc  -    -    -    -   -
posts of public pages       -    -    -    -   -   -   -    -    -    -    -    -   -
takeover                    -    -    rwc  -   -   -   -    -    rwc  -    -    -   -
going on with gaps          rwc  -    rwc  -   -   -   -    rwc  rwc  -    -    -   -
postponing                  rwc  -    rwc  -   -   -   -    rwc  rwc  -    -    -   -
adding from the method      rwc  rwc  rwc  -   -   -   -    rwc  rwc  -    rwc  -   -
letters and sheets          rwc  rwc  rwc  rwc rwc rwc rwc  rwc  rwc  rwc  rwc  -   -
action plan export          rwc  rwc  rwc  -   -   -   -    rwc  rwc  -    rwc  -   -
method import               -    -    rwc  -   -   -   -    -    rwc  -    rwc  -   -
"""
LABEL_WIDTH = 28
# What to change, where none of the fields that come after does: by row or by model
CHANGES = {
    "action point: its result": ("result", "Done something"),
    "recruiting: its numbers": ("asked", 77),
    "step: its checklist": ("skip_reason", "Not here"),
    "calendar.event": ("start", datetime(2026, 6, 2, 11)),
    "spiegelgesprek.action.plan.export": ("year", "2025"),
    "spiegelgesprek.consent": ("date_withdrawn", date(2026, 3, 10)),
    "spiegelgesprek.evaluation.card": ("number", 7),
    "spiegelgesprek.evaluation.entry": ("code", "Changed"),
    "spiegelgesprek.evaluation.reading": ("ring", "Changed"),
    "spiegelgesprek.evaluation.ticket": ("code", "Changed"),
    "spiegelgesprek.invite": ("addresses", "a@b.example"),
    "spiegelgesprek.mail": ("body", "Changed"),
    "spiegelgesprek.method.import": ("file_name", "Changed"),
    "spiegelgesprek.paper": ("delivery", "hand"),
    "spiegelgesprek.participant.log": ("kind", "preferences"),
    "spiegelgesprek.recruitment": ("wanted", 77),
    "survey.question": ("title", "Changed"),
    "survey.question.answer": ("value", "Changed"),
    "survey.survey": ("title", "Changed"),
    "survey.user_input": ("nickname", "Changed"),
    "survey.user_input.line": ("value_char_box", "Changed"),
}
CHANGED = ("reason", "contact_caution", "sequence", "description", "name", "key")
HISTORIES = ("history of listener", "history of client")
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
            cls._add_copies(suffix, traject)
            log = {
                "user_id": coordinator.id,
                "kind": "clients",
                "company_id": cls.company.id,
            }
            log.update(here)
            log_records = cls.env["spiegelgesprek.access.log"]
            cls._add(f"access log{suffix}", log_records.create(log), log)
            labels = ("history of others",) if suffix else HISTORIES
            for label, ring in zip(labels, ("listener", "client"), strict=False):
                record = cls.records[f"{ring}{suffix}"]
                record.state = "invited"
                values = {"participant_id": record.id, "kind": "link", "source": "user"}
                cls._add(label, record.log_ids[0], values)

        released = cls._create_traject(guide_released=True, **part)
        released.recruiter_ids = cls.recruiter
        for role, user in (("facilitator", cls.facilitator), ("employee", None)):
            cls._create_contact_participant(role, user, traject_id=released.id)
        cls._add(
            "guide item: released",
            released.guide_item_ids[0],
            {"traject_id": released.id, "block": "New", "text": "New"},
        )
        cls._create_shielded()
        cls._create_recruiting(contact, others)
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
        cls._create_mails()
        cls._create_settings()
        cls._create_evaluation(others)

    @classmethod
    def _create_mails(cls):
        mails = cls.env["spiegelgesprek.mail"]
        for label, participant in (
            ("mail to a client", cls.client),
            ("mail to a listener", cls.outer),
            ("mail of others", cls.records["listener of others"]),
        ):
            values = {"body": "New", "participant_id": participant.id}
            cls._add(label, mails.create(values), values)

    @classmethod
    def _create_evaluation(cls, others):
        # forms that nobody answered: one that was answered stays as it is
        form, spare = cls.traject.client_survey_id.copy(), cls.method.listener_survey_id
        spare = spare.copy()
        values = {"title": "New", "survey_type": "spiegelgesprek", "user_id": False}
        cls._add("form", form, {**values, "spiegelgesprek_ring": "inner"}, spare)
        question = spare.question_ids.filtered("suggested_answer_ids")[0]
        values = {"title": "New", "survey_id": form.id}
        cls._add("question of a form", question, values)
        values = {"value": "New", "question_id": question.id}
        cls._add("choice of a question", question.suggested_answer_ids[0], values)
        for label, traject, ring, state in (
            ("answer of a client", cls.traject, "inner", {"released": True}),
            ("answer of a listener", cls.traject, "outer", {"released": True}),
            ("answer not open yet", cls.traject, "outer", {}),
            ("answer in a small group", cls.traject, "outer", {"is_small_group": True}),
            ("answer of others", others, "inner", {"released": True}),
        ):
            survey = traject._get_survey(ring)
            values = {"survey_id": survey.id, "traject_id": traject.id, "ring": ring}
            values.update(state)
            cls._add(label, cls.env["survey.user_input"].create(values), values)
        for label, answer in (
            ("line of a client's answer", cls.records["answer of a client"]),
            ("line not open yet", cls.records["answer not open yet"]),
        ):
            values = {
                "user_input_id": answer.id,
                "question_id": answer.survey_id.question_ids[0].id,
                "answer_type": "char_box",
                "value_char_box": "New",
            }
            cls._add(label, cls.env["survey.user_input.line"].create(values), values)
        report = cls.env["spiegelgesprek.evaluation.report"]
        for whom in ("a client", "a listener", "others"):
            answer = cls.records[f"answer of {whom}"]
            values = {
                "user_input_id": answer.id,
                "question_id": answer.survey_id.question_ids.filtered("scale_max")[
                    0
                ].id,
                "answer_type": "scale",
                "value_scale": 3,
            }
            line = cls.env["survey.user_input.line"].create(values)
            values = {"traject_id": answer.traject_id.id}
            cls._add(f"number of {whom}", report.browse(line.id), values)
        here = {"traject_id": cls.traject.id, "ring": "inner"}
        for label, model, values in (
            ("reading a small group", "reading", here),
            ("right to answer once", "ticket", here),
            ("cards on paper", "card", here),
            ("typing in a card", "entry", {**here, "code": "AAAA"}),
        ):
            model = cls.env[f"spiegelgesprek.evaluation.{model}"]
            values = {n: v for n, v in values.items() if n in model._fields}
            maker = (
                cls.facilitator if label == "reading a small group" else cls.env.user
            )
            cls._add(label, model.with_user(maker).create(values).sudo(), values)

    @classmethod
    def _add_copies(cls, suffix, traject):
        """Add what a traject has as copies of its own of lines of its method."""
        here = {"traject_id": traject.id}
        guide = {**here, "block": "New", "text": "New"}
        cls._add(f"guide item{suffix}", traject.guide_item_ids[0], guide)
        rule = {**here, "text": "New"}
        cls._add(f"ground rule{suffix}", traject.ground_rule_ids[0], rule)
        traject.requirement_ids[-1:].unlink()
        requirement = {**here, "kind": "confirmed", "phase": "run"}
        cls._add(f"requirement{suffix}", traject.requirement_ids[0], requirement)

    @classmethod
    def _create_shielded(cls):
        """Make what stands behind the shield of a client."""
        cls.lead.state = "accepted"
        cards = cls.env["spiegelgesprek.client.card"]
        for label, part, client in (
            ("agreement", "", cls.records["client"]),
            ("agreement of others", " of others", cls.records["client of others"]),
            ("agreement passed on by rec", ", passed on", cls.client),
        ):
            values = {"participant_id": client.id, "purpose": "quote"}
            cls._add(label, cls._create_consent(client, "quote"), values)
            known = {"participant_id": client.id, "description": "New"}
            cls._add(
                f"known people{part}", cls._create_tie(client, description="Old"), known
            )
        for suffix in ("", " of others"):
            client = cls.records[f"client{suffix}"]
            cls._create_consent(client, "share_with_facilitator")
            cls._add(
                f"card of a client{suffix}", cards.browse(client.id), {"name": "New"}
            )

    @classmethod
    def _create_recruiting(cls, contact, others):
        values = {"traject_id": cls.traject.id, "partner_id": contact.id}
        for label in ("recruiting by rec", "recruiting: its numbers"):
            cls._add(label, cls.traject.recruitment_ids, values)
        values = {"traject_id": others.id, "partner_id": contact.id}
        somebody = dict(values, partner_id=contact.copy().id)
        recruitments = cls.env["spiegelgesprek.recruitment"]
        cls._add("recruiting of others", recruitments.create(somebody), values)

    @classmethod
    def _create_settings(cls):
        method = cls.method.copy({"requirement_ids": False})
        stage = cls.env["spiegelgesprek.stage"].search([("phase", "=", "run")], limit=1)
        goal_values = {"name": "New", "year": 2026, "company_id": cls.company.id}
        method_values = {"name": "New", "client_label": "client"}
        of_method = {"method_id": method.id}
        text = cls.env.ref("spiegelgesprek.mail_template_information_client")
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
            ("adding from the method", "method.add", {}, {}),
            ("takeover", "traject.takeover", {"reason": "Ill"}, {}),
            ("inviting people", "invite", {"role_id": cls.roles["employee"].id}, {}),
            ("going on with gaps", "traject.next.stage", {"stage_id": stage.id}, {}),
            (
                "postponing",
                "traject.postpone",
                {"date_conversation": datetime(2026, 6, 9, 12), "reason": "Ill"},
                {},
            ),
            ("letters and sheets", "paper", {"template_id": text.id}, {}),
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
        of_odoo = {name for name in tabled if name.startswith("survey.")}
        self.assertEqual(ours, tabled - of_odoo - {"calendar.event"})

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
            columns = ("create_date", "key", "token", "number")
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
        """Return a field and a value that is new to it."""
        for key in (label, record._name):
            if key in CHANGES:
                return CHANGES[key]
        if record._name == "spiegelgesprek.method.add":
            return "traject_id", record.sudo().traject_id
        for name in CHANGED:
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
