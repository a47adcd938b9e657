# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import re
from copy import deepcopy

from lxml import etree

from odoo.exceptions import UserError
from odoo.tools import file_open

from ..models.spiegelgesprek_plan import PLAN_DEFAULTS
from ..report.method_xml_format import (
    FORMAT,
    LINES,
    OLDER_FORMATS,
    PLAN,
    ROOT,
    SCHEMA,
    SOURCE_LANG,
    TAGS,
    TEXTS,
)

MAX_MEGABYTES = 2
MAX_SIZE = MAX_MEGABYTES * 1024 * 1024
# Never in a file of ours: there it would be written as &lt;!DOCTYPE
FORBIDDEN = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
# What the schema complains of, by the names that lxml gives it
NOT_EXPECTED = ("RELAXNG_ERR_ELEMWRONG", "RELAXNG_ERR_EXTRACONTENT")
LOOSE_TEXT = ("RELAXNG_ERR_TEXTWRONG",)
MISSING = ("RELAXNG_ERR_NOELEM",)
STRANGE = ("RELAXNG_ERR_INVALIDATTR",)
WRONG_ATTRIBUTE = (*STRANGE, "RELAXNG_ERR_ATTRVALID")
NAMED = re.compile(r"\b[Ee]lement ([\w.-]+)")


class MethodXmlReader:
    """Reads the file of a method without believing anything in it.

    Nothing in a file can make the parser read another file, ask the network or grow.
    Each complaint names the line, in the language of the user: who gets a file by mail
    can tell the sender what is wrong with it. The database isn't touched.
    """

    def __init__(self, env):
        self.env = env

    def read_content(self, content):
        """Return what is in the file.

        Texts are ``{language: text}``, lines are lists of values by field, each with
        ``line``: where it stands in the file.

        :param bytes content: of the file
        :raise UserError: for whatever can't be imported
        """
        root = self._parse(content)
        self._check_format(root)
        self._complete_older(root)
        self._check_schema(root)
        model = self.env["spiegelgesprek.method"]
        values = {"version": root.get("version", "").strip()}
        for name in TEXTS:
            values[name] = self._read_field(model, root, name)
        plan = root.find("plan")
        for name in PLAN:
            values[name] = self._read_field(model, plan, name)
        for parent_tag, _tag, name, field_names in LINES:
            line_model = self.env[model._fields[name].comodel_name]
            values[name] = [
                self._read_line(line_model, element, field_names)
                for element in root.find(parent_tag)
            ]
        self._check_numbers(plan, values)
        self._check_requirements(values)
        return values

    # ------------------------------------------------------------
    # THE FILE
    # ------------------------------------------------------------

    def _parse(self, content):
        if len(content) > MAX_SIZE:
            raise UserError(
                self.env._(
                    "This file is too big: a method is never over %(size)s MB.",
                    size=MAX_MEGABYTES,
                )
            )
        try:
            content.decode()
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            raise self._refuse(line, self.env._("This isn't text in UTF-8.")) from error
        found = FORBIDDEN.search(content)
        if found:
            line = content.count(b"\n", 0, found.start()) + 1
            text = self.env._("A document type or entities (<!DOCTYPE) aren't allowed.")
            raise self._refuse(line, text)
        parser = etree.XMLParser(
            encoding="utf-8",
            resolve_entities=False,
            load_dtd=False,
            no_network=True,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            return etree.fromstring(content, parser)
        except etree.XMLSyntaxError as error:
            text = self.env._("The file is broken here: this isn't valid XML.")
            raise self._refuse(error.lineno or 1, text) from error

    def _check_format(self, root):
        if root.tag != ROOT:
            text = self.env._(
                "This isn't the file of a method: it begins with <%(found)s>, not with "
                "<%(expected)s>.",
                found=root.tag,
                expected=ROOT,
            )
            raise self._refuse(root.sourceline, text)
        if root.get("format") not in (FORMAT, *OLDER_FORMATS):
            text = self.env._(
                "This file has format %(found)s, and only formats up to %(known)s are "
                "known here. Update the app, or ask for an older file.",
                found=root.get("format", "?"),
                known=FORMAT,
            )
            raise self._refuse(root.sourceline, text)

    def _complete_older(self, root):
        """Fill in what an older format lacks, so that one schema reads them all.

        Format 1 knew no word for several clients and no numbers for the two rings; they
        become those of a new method. The word for several is the one for one, for the
        manager to change.
        """
        if root.get("format") == FORMAT:
            return
        root.set("format", FORMAT)
        label, plan = root.find("client_label"), root.find("plan")
        if label is not None and root.find("client_label_plural") is None:
            several = deepcopy(label)
            several.tag = "client_label_plural"
            label.addnext(several)
        mode = None if plan is None else plan.find("question_mode")
        if mode is None:
            return
        for name in ("facilitator_min", "recording", "seating"):
            if plan.find(name) is None:
                element = etree.Element(name)
                element.text = str(PLAN_DEFAULTS[name]).lower()
                mode.addnext(element)

    def _check_schema(self, root):
        with file_open(SCHEMA, "rb") as file:
            schema = etree.RelaxNG(etree.parse(file))
        if not schema.validate(root):
            raise self._explain(root, list(schema.error_log))

    def _explain(self, root, errors):
        """Return the first complaint of the schema, in words for who isn't a coder."""
        line = next((error.line for error in errors if error.line > 0), 1)
        here = [error for error in errors if error.line == line] or errors
        # one wrong thing gives several complaints: the first says what is the matter
        error = next((error for error in here if error.type_name in STRANGE), here[0])
        found = [NAMED.search(other.message) for other in (error, *here)]
        tag = next((match[1] for match in found if match), root.tag)
        if error.type_name in NOT_EXPECTED:
            text = self.env._(
                "<%(tag)s> isn't expected here: something is missing before it, or it "
                "doesn't belong in a method.",
                tag=tag,
            )
        elif error.type_name in LOOSE_TEXT:
            text = self.env._("There is loose text in <%(tag)s>.", tag=tag)
        elif error.type_name in MISSING:
            element = self._find(root, error)
            tag = tag if element is None else element.tag
            text = self.env._("Something is missing in <%(tag)s>.", tag=tag)
        elif error.type_name in WRONG_ATTRIBUTE:
            text = self.env._(
                "<%(tag)s> has an attribute that is missing, unknown or wrong.", tag=tag
            )
        else:
            text = self._explain_value(root, error, tag)
        return self._refuse(line, text)

    def _explain_value(self, root, error, tag):
        element = self._find(root, error)
        if element is None or len(element):
            return self.env._("<%(tag)s> isn't as it should be.", tag=tag)
        value = (element.text or "").strip()[:80]
        return self.env._("<%(tag)s> can't be “%(value)s”.", tag=tag, value=value)

    def _find(self, root, error):
        """Return the element of which the schema complains, if it says so."""
        found = root.getroottree().xpath(error.path) if error.path else []
        return found[0] if found else None

    def _refuse(self, line, text):
        return UserError(
            self.env._("Line %(line)s: %(text)s", line=line or 1, text=text)
        )

    # ------------------------------------------------------------
    # ITS FIELDS
    # ------------------------------------------------------------

    def _read_line(self, model, element, field_names):
        values = {"line": element.sourceline}
        for name in field_names:
            values[name] = self._read_field(model, element, name)
        if "minimum" in values and 0 < values["maximum"] < values["minimum"]:
            text = self.env._(
                "The smallest number of seats can't be above the largest."
            )
            raise self._refuse(element.sourceline, text)
        return values

    def _read_field(self, model, parent, name):
        """Return the value of one field, as the schema has let it through."""
        field = model._fields[name]
        element = parent.find(TAGS.get(name, name))
        if element is None:
            return None
        if name == "role_id":
            return {"ring": element.get("ring"), "name": self._read_texts(element)}
        if field.translate:
            return self._read_texts(element, field, model)
        text = element.text.strip()
        if field.type == "integer":
            return int(text)
        if field.type == "boolean":
            return text == "true"
        if field.type == "float":
            hours, minutes = text.split(":")
            return int(hours) + int(minutes) / 60
        return text

    def _read_texts(self, element, field=None, model=None):
        """Return ``{language: text}``, without those that say nothing."""
        texts = {}
        for child in element:
            lang, text = child.get("lang"), child.text or ""
            if lang in texts:
                text = self.env._(
                    "<%(tag)s> is there twice in %(lang)s.", tag=element.tag, lang=lang
                )
                raise self._refuse(child.sourceline, text)
            if field is not None and field.type == "html":
                # dangerous markup goes, as when somebody types it
                text = str(field.convert_to_cache(text, model) or "")
            texts[lang] = text
        texts = {lang: text for lang, text in texts.items() if text.strip()}
        if SOURCE_LANG not in texts:
            text = self.env._(
                "<%(tag)s> has no text in %(lang)s.", tag=element.tag, lang=SOURCE_LANG
            )
            raise self._refuse(element.sourceline, text)
        if field is not None and callable(field.translate):
            self._check_terms(element, field, texts)
        return texts

    def _check_terms(self, element, field, texts):
        """Refuse a translation that has other parts: Odoo translates part by part."""
        counts = {
            lang: len(field.get_trans_terms(text)) for lang, text in texts.items()
        }
        for child in element:
            if counts.get(child.get("lang")) not in (None, counts[SOURCE_LANG]):
                text = self.env._(
                    "<%(tag)s> in %(lang)s has not as many parts as in %(original)s.",
                    tag=element.tag,
                    lang=child.get("lang"),
                    original=SOURCE_LANG,
                )
                raise self._refuse(child.sourceline, text)

    def _check_numbers(self, plan, values):
        if values["client_min"] > values["client_max"]:
            text = self.env._(
                "The smallest number of clients can't be above the largest."
            )
            raise self._refuse(plan.find("client_max").sourceline, text)
        if values["minutes_questions"] > values["minutes_conversation"]:
            text = self.env._("Question time is part of the conversation.")
            raise self._refuse(plan.find("minutes_questions").sourceline, text)

    def _check_requirements(self, values):
        kinds = set()
        for requirement in values["requirement_ids"]:
            if requirement["kind"] in kinds:
                text = self.env._("Each requirement stands in a method once.")
                raise self._refuse(requirement["line"], text)
            kinds.add(requirement["kind"])
