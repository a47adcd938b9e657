# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from random import SystemRandom

from odoo import api, models
from odoo.tools import SQL

LINE = "survey.user_input.line"


class SurveyUserInput(models.Model):
    """How an answer loses all that would tell whose it is.

    Twice: when it is sent in, and once more for all answers of a ring together when
    the form closes. Odoo writes who did something, and when, with each change, so this
    goes by SQL, as the last thing before the commit.
    """

    _inherit = "survey.user_input"

    @api.model
    def _get_trace_fields(self, model_name):
        """Return the fields of answers, or of their lines, that tell who and when."""
        names = ["create_uid", "create_date", "write_uid", "write_date"]
        if model_name == self._name:
            names += [
                "start_datetime",
                "end_datetime",
                "deadline",
                "lang_id",
                "last_displayed_page_id",
                "survey_first_submitted",
                "invite_token",
                "partner_id",
                "email",
                "nickname",
            ]
        return names

    # ------------------------------------------------------------
    # WHEN IT IS SENT IN
    # ------------------------------------------------------------

    def _plan_forgetting(self):
        """Have traces wiped out before the commit, after the last thing is written."""
        precommit = self.env.cr.precommit
        key = f"{self._name}.forgetting"
        if key not in precommit.data:
            precommit.data[key] = set()
            precommit.add(self.env[self._name]._forget_planned)
        precommit.data[key].update(self.ids)

    @api.model
    def _forget_planned(self):
        ids = self.env.cr.precommit.data.pop(f"{self._name}.forgetting", set())
        self.browse(ids)._forget_traces()

    def _forget_traces(self):
        """Wipe out who answered, when and in which language.

        The link changes too: the old one stands in the history of a browser and in
        the log of the web server.
        """
        if not self:
            return
        self.env.flush_all()
        for model, column in ((self, "id"), (self.env[LINE], "user_input_id")):
            changes = [
                SQL("%s = NULL", SQL.identifier(name))
                for name in self._get_trace_fields(model._name)
            ]
            if model._name == self._name:
                changes.append(SQL("access_token = gen_random_uuid()::text"))
            self.env.cr.execute(
                SQL(
                    "UPDATE %s SET %s WHERE %s = ANY(%s)",
                    SQL.identifier(model._table),
                    SQL(", ").join(changes),
                    SQL.identifier(column),
                    self.ids,
                )
            )
        self.env.invalidate_all(flush=False)

    # ------------------------------------------------------------
    # WHEN THE FORM CLOSES
    # ------------------------------------------------------------

    def _shuffle(self, date, **values):
        """Write these answers anew: at one moment, in an order that means nothing.

        Neither ids nor PostgreSQL's own ``ctid`` and ``xmin`` tell then in which order
        people answered; the rows that did are gone.

        :param datetime date: when the form closed, for all of them
        :param values: what changes for all of them, by field
        :return: the answers as they are now
        """
        self.env.flush_all()
        answers = self._copy_rows(self, self.ids, date, values)
        lines = self.env[LINE]
        self.env.cr.execute(
            SQL(
                "SELECT id, user_input_id FROM survey_user_input_line"
                " WHERE user_input_id = ANY(%s) ORDER BY id",
                self.ids,
            )
        )
        owners = {line_id: answers[owner] for line_id, owner in self.env.cr.fetchall()}
        of_answer = {n: v for n, v in values.items() if n in lines._fields}
        self._copy_rows(
            lines, list(owners), date, {"user_input_id": owners, **of_answer}
        )
        for field in self._fields.values():
            if field.type == "many2many" and field.store:
                self._copy_links(field, answers)
        self.env.invalidate_all(flush=False)
        self.unlink()
        return self.browse(answers.values())

    @api.model
    def _get_random_order(self, ids):
        """Return these ids in an order that nobody can foresee."""
        ids = list(ids)
        SystemRandom().shuffle(ids)
        return ids

    def _copy_rows(self, model, ids, date, values):
        """Insert rows of a model once more, in random order.

        :param dict values: by field what is the same for all, or ``{id: value}``
        :return: ``{id: new id}``
        """
        ids = self._get_random_order(ids)
        self.env.cr.execute(
            SQL(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id'))"
                " FROM generate_series(1, %s)",
                model._table,
                len(ids),
            )
        )
        new_ids = sorted(new_id for (new_id,) in self.env.cr.fetchall())
        each = {name: [v[i] for i in ids] for name, v in values.items() if _is_each(v)}
        columns = self._prepare_columns(model, date, values)
        sources = [SQL("%s::int[]", array) for array in (ids, new_ids, *each.values())]
        names = [SQL.identifier(f"new_{name}") for name in each]
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(names)s) SELECT %(values)s"
                " FROM unnest(%(sources)s) WITH ORDINALITY AS moved(%(moved)s)"
                " JOIN %(table)s AS old ON old.id = moved.old_id ORDER BY moved.place",
                table=SQL.identifier(model._table),
                names=SQL(", ").join(map(SQL.identifier, columns)),
                values=SQL(", ").join(columns.values()),
                sources=SQL(", ").join(sources),
                moved=SQL(", ").join(
                    [SQL("old_id"), SQL("new_id"), *names, SQL("place")]
                ),
            )
        )
        return dict(zip(ids, new_ids, strict=True))

    def _prepare_columns(self, model, date, values):
        """Return ``{column: what it becomes}`` for rows that are written anew."""
        traces = self._get_trace_fields(model._name)
        columns = {"id": SQL("moved.new_id")}
        for name, field in model._fields.items():
            if not (field.store and field.column_type) or name == "id":
                continue
            if name in values:
                each = _is_each(values[name])
                columns[name] = (
                    SQL.identifier("moved", f"new_{name}")
                    if each
                    else SQL("%s", values[name])
                )
            elif name in traces:
                is_date = name in ("create_date", "write_date")
                columns[name] = SQL("%s", date if is_date else None)
            elif name == "access_token":
                columns[name] = SQL("gen_random_uuid()::text")
            else:
                columns[name] = SQL.identifier("old", name)
        return columns

    def _copy_links(self, field, answers):
        """Insert links of answers to other records once more, in their new order."""
        self.env.cr.execute(
            SQL(
                "INSERT INTO %(table)s (%(own)s, %(other)s)"
                " SELECT moved.new_id, old.%(other)s"
                " FROM unnest(%(old_ids)s::int[], %(new_ids)s::int[])"
                " AS moved(old_id, new_id)"
                " JOIN %(table)s AS old ON old.%(own)s = moved.old_id"
                " ORDER BY moved.new_id, old.%(other)s",
                table=SQL.identifier(field.relation),
                own=SQL.identifier(field.column1),
                other=SQL.identifier(field.column2),
                old_ids=list(answers),
                new_ids=list(answers.values()),
            )
        )


def _is_each(value):
    return isinstance(value, dict)
