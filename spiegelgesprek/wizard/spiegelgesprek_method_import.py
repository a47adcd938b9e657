# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import re

from odoo import api, fields, models
from odoo.exceptions import UserError

from ..report.method_xml_format import LINES, PLAN, SOURCE_LANG, TEXTS
from .method_xml_reader import MAX_SIZE, MethodXmlReader


class SpiegelgesprekMethodImport(models.TransientModel):
    """Show what is in the file of a method, and make it when the manager says so.

    Showing makes nothing. What is shown is read anew when importing: a file that can't
    be imported leaves nothing behind.
    """

    _name = "spiegelgesprek.method.import"
    _description = "Import a Method"

    file = fields.Binary(required=True, attachment=False)
    file_name = fields.Char()
    company_id = fields.Many2one(
        "res.company",
        domain="[('id', 'in', allowed_company_ids)]",
        help="Empty: for all companies.",
    )
    archive_older = fields.Boolean(
        string="Archive the older version",
        help="Running trajects keep what they have; new ones can't choose it any more.",
    )

    # What is in the file
    problem = fields.Text(compute="_compute_preview")
    name = fields.Char(string="Method", compute="_compute_preview")
    version = fields.Char(compute="_compute_preview")
    client_label = fields.Char(compute="_compute_preview")
    client_label_plural = fields.Char(compute="_compute_preview")
    seat_count = fields.Integer(string="Kinds of listeners", compute="_compute_preview")
    step_count = fields.Integer(string="Steps", compute="_compute_preview")
    meeting_count = fields.Integer(string="Meetings", compute="_compute_preview")
    requirement_count = fields.Integer(
        string="Requirements", compute="_compute_preview"
    )
    guide_item_count = fields.Integer(
        string="Items of the guide", compute="_compute_preview"
    )
    rule_count = fields.Integer(string="Ground rules", compute="_compute_preview")
    new_roles = fields.Text(
        compute="_compute_preview",
        help="Not here yet under this name and in this ring. They are made without "
        "rights: no role from a file leads, counts as a client or sees clients.",
    )
    languages_left_out = fields.Char(
        compute="_compute_preview",
        help="In the file, but not installed here: their texts aren't kept.",
    )
    same_method_id = fields.Many2one(
        "spiegelgesprek.method", string="Already here", compute="_compute_preview"
    )
    older_method_id = fields.Many2one(
        "spiegelgesprek.method", string="Newer version of", compute="_compute_preview"
    )
    newer_method_id = fields.Many2one(
        "spiegelgesprek.method", string="Older version of", compute="_compute_preview"
    )

    @api.depends("file", "company_id")
    @api.depends_context("uid", "lang")
    def _compute_preview(self):
        for wizard in self:
            wizard.update(wizard._prepare_preview())

    def _prepare_preview(self):
        """Return what to show of the file, or else what the matter is with it."""
        names = [name for name in self._fields if name not in models.MAGIC_COLUMNS]
        values = {
            name: False
            for name in names
            if self._fields[name].compute == "_compute_preview"
        }
        if not self.file:
            return values
        try:
            content = self._read_file()
        except UserError as error:
            return dict(values, problem=str(error))
        installed = self._get_languages()
        left_out = self._find_languages(content) - set(installed)
        _roles, unknown = self._match_roles(content)
        return {
            **values,
            **self._compare(content),
            "name": self._say(content["name"]),
            "version": content["version"],
            "client_label": self._say(content["client_label"]),
            "client_label_plural": self._say(content["client_label_plural"]),
            "seat_count": len(content["seat_ids"]),
            "step_count": len(content["step_ids"]),
            "meeting_count": len(content["meeting_ids"]),
            "requirement_count": len(content["requirement_ids"]),
            "guide_item_count": len(content["guide_item_ids"]),
            "rule_count": len(content["rule_ids"]),
            "new_roles": "\n".join(self._describe_role(role) for role in unknown),
            "languages_left_out": ", ".join(sorted(left_out)),
        }

    def action_import(self):
        """Make the method that is in the file, and open it."""
        self.ensure_one()
        content = self._read_file()
        older_id = self._compare(content).get("older_method_id")
        method = self._create_method(content)
        if self.archive_older and older_id:
            self.env["spiegelgesprek.method"].browse(older_id).active = False
        return {
            "type": "ir.actions.act_window",
            "res_model": "spiegelgesprek.method",
            "res_id": method.id,
            "view_mode": "form",
        }

    # ------------------------------------------------------------
    # READING
    # ------------------------------------------------------------

    def _read_file(self):
        """Return what is in the file, and refuse what can't become a method here."""
        # with the size as context Odoo hands out the size instead of the content
        encoded = self.with_context(bin_size=False, bin_size_file=False).file or b""
        # a file far too big isn't even decoded
        try:
            content = base64.b64decode(encoded[: MAX_SIZE * 2])
        except ValueError:
            content = b""
        content = MethodXmlReader(self.env).read_content(content)
        self._match_roles(content)
        return content

    def _say(self, texts):
        """Return a text of the file in the language of the user."""
        return texts.get(self.env.lang, texts[SOURCE_LANG])

    def _describe_role(self, role):
        rings = self.env["spiegelgesprek.role"]._fields["ring"]
        ring = dict(rings._description_selection(self.env))[role["ring"]]
        return f"{self._say(role['name'])} ({ring})"

    def _get_languages(self):
        """Return the languages to write in, the source first."""
        installed = [code for code, _label in self.env["res.lang"].get_installed()]
        return [SOURCE_LANG, *(code for code in installed if code != SOURCE_LANG)]

    def _find_languages(self, content):
        """Return all languages that any text of the file has."""
        found = set()
        values = list(content.values())
        while values:
            value = values.pop()
            if isinstance(value, list):
                values += value
            elif isinstance(value, dict) and SOURCE_LANG in value:
                found |= set(value)
            elif isinstance(value, dict):
                values += value.values()
        return found

    # ------------------------------------------------------------
    # COMPARING WITH WHAT IS HERE
    # ------------------------------------------------------------

    def _get_domain(self):
        """Return what the method can share or replace: of all companies or this one."""
        return [("company_id", "in", [False, *self.company_id.ids])]

    def _get_names(self, records):
        """Return ``{record: names}``, in all languages, upper and lower case alike."""
        names = {record: set() for record in records}
        for lang in self._get_languages():
            for record in records.with_context(lang=lang):
                names[record].add(self._fold(record.name))
        return names

    def _fold(self, name):
        return " ".join((name or "").split()).casefold()

    def _match_roles(self, content):
        """Find the role of each line of seats, by its ring and a name in any language.

        :return: the roles that are here, by number of the line of seats; and what the
            file says of those that have to be made, by the same
        """
        role_model = self.env["spiegelgesprek.role"].with_context(active_test=False)
        roles = role_model.search(
            self._get_domain(), order="active desc, company_id, sequence, id"
        )
        known = {}
        for role, names in self._get_names(roles).items():
            for name in names:
                known.setdefault((role.ring, name), role)
        found, unknown, taken = [], [], set()
        for seat in content["seat_ids"]:
            ring, texts = seat["role_id"]["ring"], seat["role_id"]["name"]
            keys = [(ring, self._fold(text)) for text in texts.values()]
            role = next((known[key] for key in keys if key in known), None)
            found.append(role)
            if role is None:
                unknown.append(seat["role_id"])
            own = {role} if role else set(keys)
            if own & taken:
                raise UserError(
                    self.env._(
                        "Line %(line)s: the role “%(role)s” has its seats twice.",
                        line=seat["line"],
                        role=self._say(texts),
                    )
                )
            taken |= own
        return found, unknown

    def _compare(self, content):
        """Return the method of this name that is the same, just older or just newer."""
        method_model = self.env["spiegelgesprek.method"].with_context(active_test=False)
        wanted = {self._fold(name) for name in content["name"].values()}
        version = self._get_rank(content["version"])
        older, same, newer = [], [], []
        for method, names in self._get_names(
            method_model.search(self._get_domain(), order="active desc, id desc")
        ).items():
            if not names & wanted:
                continue
            rank = self._get_rank(method.version)
            group = same if rank == version else older if rank < version else newer
            group.append((rank, method.id))
        newest = max(older, key=lambda pair: pair[0], default=(None, False))
        return {
            "same_method_id": same[0][1] if same else False,
            "older_method_id": newest[1],
            "newer_method_id": max(newer)[1] if newer else False,
        }

    def _get_rank(self, version):
        """Return what orders versions: 1.10 comes after 1.9, and 1.0 is 1."""
        numbers = [int(number) for number in re.findall("[0-9]{1,9}", version or "")]
        while numbers and not numbers[-1]:
            numbers.pop()
        return numbers

    # ------------------------------------------------------------
    # MAKING
    # ------------------------------------------------------------

    def _create_method(self, content):
        """Make the method with all its lines, in all languages that are here."""
        roles = self._create_roles(content)
        values = {name: content[name] for name in (*TEXTS, *PLAN)}
        values["version"] = content["version"] or False
        method = self._create_translated(
            self.env["spiegelgesprek.method"],
            [{**values, "company_id": self.company_id.id}],
        )
        for _parent_tag, _tag, name, field_names in LINES:
            field = method._fields[name]
            lines = []
            for number, line in enumerate(content[name]):
                values = {field_name: line[field_name] for field_name in field_names}
                if "role_id" in values:
                    values["role_id"] = roles[number].id
                lines.append({**values, field.inverse_name: method.id})
            self._create_translated(self.env[field.comodel_name], lines)
        return method

    def _create_roles(self, content):
        """Return the role of each line of seats, and make those that aren't here."""
        found, _unknown = self._match_roles(content)
        return [
            role
            or self._create_translated(
                self.env["spiegelgesprek.role"],
                [{**seat["role_id"], "company_id": self.company_id.id}],
            )
            for role, seat in zip(found, content["seat_ids"], strict=True)
        ]

    def _create_translated(self, model, lines):
        """Create records of which texts are ``{language: text}``."""
        plain = [
            {
                name: value[SOURCE_LANG] if isinstance(value, dict) else value
                for name, value in line.items()
                if value is not None
            }
            for line in lines
        ]
        records = model.with_context(lang=SOURCE_LANG).create(plain)
        for record, line in zip(records, lines, strict=True):
            texts = {
                name: value for name, value in line.items() if isinstance(value, dict)
            }
            self._write_translations(record, texts)
        return records.with_env(self.env)

    def _write_translations(self, record, texts):
        """Write the other languages: Odoo keeps a checklist part by part."""
        for name, by_lang in texts.items():
            field = record._fields[name]
            others = {
                lang: by_lang[lang]
                for lang in self._get_languages()[1:]
                if lang in by_lang
            }
            if callable(field.translate):
                terms = field.get_translation_dictionary(record[name], others)
                others = {
                    lang: {term: texts[lang] for term, texts in terms.items()}
                    for lang in others
                }
            if others:
                record.update_field_translations(name, others)
