# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""A curious user: reads all that Odoo hands out by RPC, to whoever asks."""

import json

from odoo.exceptions import AccessError, UserError
from odoo.fields import Domain

OURS = "spiegelgesprek."
# Where Odoo keeps what was said and planned: looked at as closely as our own models.
NEIGHBOURS = (
    "calendar.attendee",
    "calendar.event",
    "ir.attachment",
    "mail.activity",
    "mail.followers",
    "mail.message",
    "mail.notification",
    "mail.tracking.value",
)
NEWEST = 20
CANARY_FIELDS = (
    "name",
    "alias",
    "email",
    "phone",
    "address",
    "contact_caution",
    "diet",
    "access_needs",
    "display_name",
    "given_by",
    "description",
)
# What holds words of clients. Fields in one tuple are searched in one question, so
# those that only some groups have stand apart.
SHIELDED = {
    f"{OURS}participant": (
        (*CANARY_FIELDS[:6], "display_name"),
        ("diet",),
        ("access_needs",),
        ("interpreter_language",),
    ),
    f"{OURS}consent": (("given_by", "display_name"),),
    f"{OURS}participant.tie": (("description", "display_name"),),
    f"{OURS}client.card": (("name", "alias", "phone", "display_name"),),
}
# What a request can end with, other than an answer.
REFUSALS = (AccessError, UserError, ValueError, KeyError, TypeError, AttributeError)


class CuriousUser:
    """Reads as one user. Each answer is a text, in which a test looks for canaries.

    Nothing is kept between two questions, as between two requests: the cache of a
    test would show what somebody else has read before.
    """

    def __init__(self, env, user):
        self.env = env(
            user=user.id, su=False, context={"active_test": False, "lang": "en_US"}
        )

    def read_everything(self):
        """Yield ``(where, answer)`` for each model that this user may read."""
        for name in sorted(self.env.registry):
            yield from self.read_model(name)

    def read_ours(self):
        """Yield answers of our own models only: quick, for when a rule changes."""
        for name in sorted(self.env.registry):
            if name.startswith(OURS):
                yield from self.read_model(name)

    def read_model(self, name):
        model = self.env[name]
        if model._abstract or not model.has_access("read"):
            return
        if not model._auto and not name.startswith(OURS):
            return
        yield from self._read_records(model)
        yield from self.ask(model, "name_search", "", limit=NEWEST)
        if self._is_close(name):
            yield from self._read_groups(model)
            yield from self._export(model)

    def _is_close(self, name):
        return name.startswith(OURS) or name in NEIGHBOURS

    def ask(self, model, method, *args, **kwargs):
        """Yield the answer to one question, if there is one."""
        self.env.invalidate_all()
        try:
            answer = getattr(model, method)(*args, **kwargs)
        except REFUSALS:
            return
        text = json.dumps(answer, default=str, ensure_ascii=False)
        yield f"{model._name}.{method}", text

    def _read_records(self, model):
        """Read all fields of the newest records, with the names of related ones."""
        specification = {
            name: self._specify(model._fields[name])
            for name, field in model.fields_get(attributes=["type"]).items()
            if field["type"] != "binary" or model._name == "ir.attachment"
        }
        newest = {"order": "id desc", "limit": NEWEST}
        answers = list(self.ask(model, "web_search_read", [], specification, **newest))
        if not answers:
            # one field refuses, so ask for each of them
            for name, part in specification.items():
                answers += self.ask(
                    model, "web_search_read", [], {name: part}, **newest
                )
        yield from answers

    @staticmethod
    def _specify(field):
        return {"fields": {"display_name": {}}} if field.relational else {}

    def _read_groups(self, model):
        """Group by each field, and ask each group for all values of each field."""
        groupable = model.fields_get(attributes=["groupable"])
        names = [name for name, field in groupable.items() if field.get("groupable")]
        for name in names:
            paths = [name, *self._find_paths_to_words(model, name)]
            for path in paths:
                yield from self.ask(
                    model, "formatted_read_group", [], [path], ["__count"]
                )
        for name in CANARY_FIELDS:
            if name in groupable:
                for function in ("array_agg", "min", "max"):
                    aggregates = [f"{name}:{function}"]
                    yield from self.ask(
                        model, "formatted_read_group", [], [], aggregates
                    )

    @staticmethod
    def _find_paths_to_words(model, name):
        """Return by which columns of another model a group can be made."""
        field = model._fields[name]
        if field.type != "many2one" or field.comodel_name not in SHIELDED:
            return []
        words = {name for names in SHIELDED[field.comodel_name] for name in names}
        return [f"{name}.{word}" for word in words - {"display_name"}]

    def plant_links(self, shielded):
        """Yield what forms answer when they are filled in with records of others.

        :param dict shielded: ids of records by name of the model
        """
        for model in self.env.values():
            if not model._name.startswith(OURS) or model._abstract:
                continue
            for name, field in model._fields.items():
                comodel = field.comodel_name if field.relational else ""
                for record_id in shielded.get(comodel, ()):
                    one = field.type == "many2one"
                    value = record_id if one else [[4, record_id, 0]]
                    yield from self._fill_in(model, name, value, comodel)

    def _fill_in(self, model, name, value, comodel):
        words = {word: {} for names in SHIELDED[comodel] for word in names}
        rest = {
            other: self._specify(model._fields[other])
            for other in model.fields_get(attributes=["type"])
            if other != name and model._fields[other].type != "binary"
        }
        # what a form starts with is answered whole, what changes only where it differs
        filled_in = model.with_context(**{f"default_{name}": value})
        yield from self.ask(filled_in, "onchange", {}, [], {name: {"fields": words}})
        yield from self.ask(model.browse(), "onchange", {name: value}, [name], rest)

    def _export(self, model):
        """Export all columns, and those of related records of ours."""
        columns = []
        for name, field in model.fields_get(attributes=["type", "relation"]).items():
            # Odoo gives no external id to what is no table
            if field["type"] != "binary" and (model._auto or name != "id"):
                columns.append(name)
            if field.get("relation", "").startswith(OURS):
                related = self.env[field["relation"]].fields_get(attributes=["type"])
                columns += [f"{name}/{column}" for column in related]
        records = model.browse(self._search_newest(model))
        if records:
            yield from self.ask(records, "export_data", columns)

    def _search_newest(self, model):
        self.env.invalidate_all()
        return model.search([], order="id desc", limit=NEWEST).ids

    # ------------------------------------------------------------
    # ORACLES: A SEARCH THAT FINDS SOMETHING TELLS WHAT IS THERE
    # ------------------------------------------------------------

    def ask_oracles(self, words):
        """Search for each of these words along each path to what holds them.

        A word that was found is the answer, as if the user had read it.
        """
        for start, path, end in self.find_paths():
            for names in SHIELDED[end]:
                columns = [f"{path}{name}" for name in names]
                yield from self._search_for(self.env[start], columns, words)

    def _search_for(self, model, columns, words):
        """Ask for all words at once; only when that finds something, for each."""
        domain = Domain.OR(
            Domain(column, "ilike", word) for column in columns for word in words
        )
        for where, count in self.ask(model, "search_count", list(domain)):
            if len(words) > 1 and int(count):
                for word in words:
                    yield from self._search_for(model, columns, [word])
            elif int(count):
                yield f"{where} by {columns}", words[0]

    def find_paths(self, longest=3):
        """Return all ways from one of our models or a meeting to words of clients."""
        paths = [(name, "", name) for name in SHIELDED]
        open_paths = [
            (name, name, "")
            for name in sorted(self.env.registry)
            if name.startswith(OURS) or name == "calendar.event"
        ]
        for _step in range(longest):
            further = []
            for start, here, path in open_paths:
                for name, field in self.env[here]._fields.items():
                    comodel = field.comodel_name if field.relational else ""
                    if comodel in SHIELDED:
                        paths.append((start, f"{path}{name}.", comodel))
                    elif comodel and comodel.startswith(OURS):
                        further.append((start, comodel, f"{path}{name}."))
            open_paths = further
        return paths
