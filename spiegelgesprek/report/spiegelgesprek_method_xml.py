# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re

from lxml import etree

from odoo import api, models
from odoo.exceptions import AccessError, UserError

from .method_xml_format import FORMAT, LINES, PLAN, ROOT, SOURCE_LANG, TAGS, TEXTS
from .xlsx_sheet import FORBIDDEN

INDENT = "  "
LAST_MINUTE = 24 * 60 - 1


class SpiegelgesprekMethodXml(models.AbstractModel):
    """Writes a method into a file that another organisation can import.

    The same method always gives the same bytes, so that two files can be compared.
    """

    _name = "spiegelgesprek.method.xml"
    _description = "Method in XML"

    @api.model
    def _check_export(self, methods):
        """Say why there is no file, with the rights of who asks for it."""
        user = self.env.user
        if not (self.env.is_admin() or user.has_group("base.group_allow_export")):
            raise AccessError(
                self.env._(
                    "You may not export data. Ask an administrator for the right to "
                    "export."
                )
            )
        if len(methods) != 1:
            raise UserError(
                self.env._("Choose one method: each is exported to a file of its own.")
            )
        if not methods.exists():
            raise UserError(self.env._("This method isn't there any more."))
        methods.check_access("read")

    @api.model
    def _export(self, method):
        """Return the name of the file and its content.

        :raise UserError: see ``_check_export``
        """
        self._check_export(method)
        return self._get_file_name(method), self._make_xml(method)

    @api.model
    def _get_file_name(self, method):
        name = re.sub(r'[\\/:*?"<>|\s]+', " ", method.display_name).strip(" .")
        return f"{name}.xml"

    @api.model
    def _make_xml(self, method):
        root = etree.Element(ROOT, format=FORMAT)
        if method.version:
            root.set("version", self._clean(method.version))
        for name in TEXTS:
            self._append_field(root, method, name)
        plan = etree.SubElement(root, "plan")
        for name in PLAN:
            self._append_field(plan, method, name)
        for parent_tag, tag, name, field_names in LINES:
            parent = etree.SubElement(root, parent_tag)
            # in the order of the model, which ends in the id
            for line in method[name].sorted():
                element = etree.SubElement(parent, tag)
                for field_name in field_names:
                    self._append_field(element, line, field_name)
        etree.indent(root, INDENT)
        body = etree.tostring(root, encoding="unicode")
        return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'.encode()

    @api.model
    def _append_field(self, parent, record, name):
        """Add one field as an element; an empty text is left out."""
        field = record._fields[name]
        tag = TAGS.get(name, name)
        if name == "role_id":
            role = record.role_id
            self._append_texts(parent, tag, role, "name").set("ring", role.ring)
        elif field.translate:
            self._append_texts(parent, tag, record, name)
        else:
            value = record[name]
            if field.type == "boolean":
                value = "true" if value else "false"
            elif field.type == "float":
                value = self._format_hour(value)
            etree.SubElement(parent, tag).text = str(value)

    @api.model
    def _append_texts(self, parent, tag, record, name):
        """Add a text in the source language and in those that have another one."""
        texts = self._get_texts(record, name)
        if not texts:
            return None
        element = etree.SubElement(parent, tag)
        source = texts.pop(SOURCE_LANG, None) or next(iter(texts.values()))
        etree.SubElement(element, "text", lang=SOURCE_LANG).text = source
        for lang, text in texts.items():
            if text != source:
                etree.SubElement(element, "text", lang=lang).text = text
        return element

    @api.model
    def _get_texts(self, record, name):
        """Return ``{language: text}`` of what isn't empty, by name of the language."""
        installed = [code for code, _label in self.env["res.lang"].get_installed()]
        texts = {}
        for lang in sorted({*installed, SOURCE_LANG}):
            text = self._clean(record.with_context(lang=lang)[name] or "")
            if text.strip():
                texts[lang] = text
        return texts

    @api.model
    def _clean(self, text):
        """Drop what XML can't hold, whichever way it came into the database."""
        return FORBIDDEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))

    @api.model
    def _format_hour(self, hour):
        hours, minutes = divmod(min(round(hour * 60), LAST_MINUTE), 60)
        return f"{hours:02}:{minutes:02}"
