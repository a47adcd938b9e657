# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import re

from lxml import etree

from odoo import http
from odoo.exceptions import AccessError, UserError
from odoo.tests import Form, HttpCase, tagged
from odoo.tools import file_open, mute_logger
from odoo.tools.translate import code_translations

from ..report.method_xml_format import LINES, PLAN, SCHEMA, TEXTS
from ..wizard.method_xml_reader import MAX_SIZE
from .common import SpiegelgesprekCommon

ROUTE = "/spiegelgesprek/methode"
SHIPPED = ("jgb", "jbwest", "leersessie", "werkplaats", "amc")
# What stays at home, of the method and of its lines
NOT_SHARED = {
    "active",
    # forms stay at home: they are surveys, which Odoo shares in its own way
    "client_survey_id",
    "company_id",
    "create_date",
    "create_uid",
    "id",
    "listener_survey_id",
    "method_id",
    "sequence",
    "version",
    "write_date",
    "write_uid",
}
NOTE = '<ul class="o_checklist"><li>%s</li><li>%s</li></ul>'
SECRET = "/etc/" + "hostname"
# What is changed in a good file, by what, how many lines further the complaint is, and
# the complaint
BAD = {
    "cut off": ("</spiegelgesprek_method>", "", 1, "isn't valid XML"),
    "tags crossed": ("</client_min>", "</client_max>", 0, "isn't valid XML"),
    "entity unknown": ("<phase>run", "<phase>&secret;run", 0, "isn't valid XML"),
    "document type": (
        "<spiegelgesprek_method",
        f'<!DOCTYPE a [\n<!ENTITY b SYSTEM "file://{SECRET}">\n]>\n'
        "<spiegelgesprek_method",
        0,
        "<!DOCTYPE",
    ),
    "entity in a text": (
        "<phase>run",
        "<!ENTITY b 'bbbbbbbbbb'><phase>run",
        0,
        "<!DOCTYPE",
    ),
    "format unknown": ('format="2"', 'format="3"', 0, "has format 3"),
    "no format": (' format="2"', "", 0, "has format ?"),
    "number is a word": (
        "<client_min>6",
        "<client_min>six",
        0,
        "<client_min> can't be “six”",
    ),
    "number negative": (
        "<client_reserve>5",
        "<client_reserve>-5",
        0,
        "<client_reserve> can't be “-5”",
    ),
    "number huge": (
        "<confirm_days>7",
        f"<confirm_days>{2**31}",
        0,
        "<confirm_days> can't be “2147483648”",
    ),
    "number missing": (
        "<client_reserve>5</client_reserve>",
        "",
        1,
        "<question_mode> isn't expected here",
    ),
    "step over two years away": (
        "<offset_days>-91",
        "<offset_days>-731",
        0,
        "<offset_days> can't be “-731”",
    ),
    "phase unknown": ("<phase>run", "<phase>party", 0, "<phase> can't be “party”"),
    "hour past midnight": ("<hour>1", "<hour>31", 0, "<hour> can't be “31"),
    "ring unknown": ('<role ring="outer">', '<role ring="side">', 0, "<role> isn't as"),
    "id of a record": ("<role ring", '<role id="3" ring', 0, "<role> has an attribute"),
    "company": (
        "<is_default>true</is_default>",
        "<is_default>true</is_default><company_id>1</company_id>",
        0,
        "<company_id> isn't expected here",
    ),
    "python": (
        "<requirements>",
        "<function model='res.users' name='unlink'/><requirements>",
        0,
        "<function> isn't expected here",
    ),
    "loose text": ("<sequence>", "hello<sequence>", -1, "loose text in <"),
    "markup in a text": (
        '<text lang="en_US">',
        '<text lang="en_US"><b/>',
        0,
        "<b> isn't expected here",
    ),
    "no source language": ('lang="en_US"', 'lang="nl_NL"', 0, "<text> has an attribu"),
    "language that can't be": (
        '<text lang="en_US">Youth and family protection</text>',
        '<text lang="en_US">Youth</text><text lang="../x">Youth</text>',
        0,
        "<text> has an attribute that",
    ),
    "text twice in one language": (
        '<text lang="en_US">Youth and family protection</text>',
        '<text lang="en_US">Youth</text><text lang="en_US">Family</text>',
        0,
        "<name> is there twice in en_US",
    ),
    "text empty": (
        '<text lang="en_US">Youth and family protection</text>',
        '<text lang="en_US"> </text>',
        -1,
        "<name> has no text in en_US",
    ),
    "clients: minimum above maximum": (
        "<client_min>6",
        "<client_min>16",
        1,
        "number of clients can't be above",
    ),
    "seating unknown": (
        "<seating>around",
        "<seating>on the roof",
        0,
        "<seating> can't be “on the roof”",
    ),
    "recording unclear": (
        "<recording>false",
        "<recording>maybe",
        0,
        "<recording> can't be “maybe”",
    ),
    "three facilitators": (
        "<facilitator_min>1",
        "<facilitator_min>3",
        0,
        "<facilitator_min> can't be “3”",
    ),
    "questions longer than the conversation": (
        "<minutes_questions>10",
        "<minutes_questions>91",
        0,
        "Question time is part",
    ),
    "seats: minimum above maximum": (
        "<minimum>0",
        "<minimum>21",
        -5,
        "number of seats can't be above",
    ),
    "role twice": ("Chain partner", "EMPLOYEE ", -3, "has its seats twice"),
}


class MethodShareCommon(SpiegelgesprekCommon):
    """The manager imports; a file is that of the first method, in one language."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env["res.lang"]._activate_lang("en_US")
        cls.allow_export = cls.env.ref("base.group_allow_export")
        users = cls.coordinator + cls.manager + cls.recruiter
        users.group_ids = [(4, cls.allow_export.id)]
        users.lang = "en_US"
        # lines of each kind, also where the sources have none
        cls.method.write(
            {
                "meeting_ids": [(0, 0, {"name": "Look back", "offset_days": 3})],
                "guide_item_ids": [
                    (0, 0, {"block": "Start", "text": "Who are you?", "minutes": 5}),
                    (0, 0, {"block": "Start", "text": "What brings you here?"}),
                ],
                "rule_ids": [
                    (0, 0, {"ring": "outer", "text": "Listen"}),
                    (0, 0, {"ring": "inner", "text": "Say what you want"}),
                ],
            }
        )

    def _export(self, method=None, user=None):
        export = self.env["spiegelgesprek.method.xml"].with_user(user or self.manager)
        _name, content = export._export((method or self.method).with_env(export.env))
        return content

    def _get_plain_file(self):
        """Return the file without translations, whatever is installed here."""
        text = self._export().decode()
        return re.sub(r'\s*<text lang="(?!en_US)[^"]*">[^<]*</text>', "", text)

    def _upload(self, content, user=None, **values):
        if isinstance(content, str):
            content = content.encode()
        wizards = self.env["spiegelgesprek.method.import"]
        wizards = wizards.with_user(user or self.manager)
        return wizards.create({"file": base64.b64encode(content), **values})

    def _import(self, content, **values):
        action = self._upload(content, **values).action_import()
        return self.env["spiegelgesprek.method"].browse(action["res_id"])

    def _count_all(self):
        """Return how many records each model of ours has."""
        self.env.flush_all()
        return {
            name: self.env[name].with_context(active_test=False).search_count([])
            for name, model in self.registry.items()
            if model._original_module == "spiegelgesprek"
            and not model._abstract
            and not model._transient
        }

    def _forget(self):
        """Give all methods and roles other names, as in a database without them."""
        languages = [code for code, _name in self.env["res.lang"].get_installed()]
        for model in ("spiegelgesprek.method", "spiegelgesprek.role"):
            for record in self.env[model].with_context(active_test=False).search([]):
                names = dict.fromkeys(languages, f"Forgotten {record.id}")
                record.update_field_translations("name", names)


@tagged("post_install", "-at_install")
class TestMethodShare(MethodShareCommon):
    # ------------------------------------------------------------
    # ROUND TRIP
    # ------------------------------------------------------------

    def test_round_trip(self):
        """Export, import, export: the same bytes, roles or no roles."""
        for name in SHIPPED:
            method = self.env.ref(f"spiegelgesprek.method_{name}")
            with self.subTest(method=name):
                content = self._export(method)
                self.assertEqual(content, self._export(method), "stable")
                self.assertEqual(self._export(self._import(content)), content)

    def test_elsewhere(self):
        """A database that knows neither the method nor its roles gets both."""
        content = self._export()
        before = self._get_values(self.method)
        self._forget()
        wizard = self._upload(content)
        self.assertFalse(wizard.same_method_id)
        self.assertEqual(len(wizard.new_roles.splitlines()), 3)
        self.assertIn("Chain partner (Outer ring)", wizard.new_roles)
        roles = self.env["spiegelgesprek.role"].search([])
        method = self._import(content)
        self.assertNotEqual(method, self.method)
        self.assertEqual(self._get_values(method), before)
        self.assertEqual(self._export(method), content)
        made = self.env["spiegelgesprek.role"].search([]) - roles
        self.assertEqual(made, method.seat_ids.role_id)
        self.assertEqual(set(made.mapped("ring")), {"outer"})
        for name in ("is_client", "is_facilitator", "sees_clients"):
            self.assertFalse(any(made.mapped(name)))

    def _get_values(self, method):
        """Return all that a method holds, in each language, without any id."""
        languages = ["en_US", *dict(self.env["res.lang"].get_installed())]
        values = [method.version, *(method[name] for name in PLAN)]
        for lang in languages:
            values += [method.with_context(lang=lang)[name] for name in TEXTS]
        for _parent_tag, _tag, name, field_names in LINES:
            for lang in languages:
                lines = method.with_context(lang=lang)[name].sorted()
                for field_name in field_names:
                    found = lines.mapped(field_name)
                    if field_name == "role_id":
                        found = lines.role_id.mapped("name")
                    values.append(list(found))
        return values

    def test_all_is_shared(self):
        """A new field is shared, or somebody thought of why not."""
        method = self.method
        self.assertEqual(self._get_stored(method), {*TEXTS, *PLAN})
        shared = {name: set(names) for _parent, _tag, name, names in LINES}
        lines = {
            name: self._get_stored(method[name]) | (shared.get(name) or set())
            for name, field in method._fields.items()
            if field.type == "one2many"
        }
        self.assertEqual(lines, shared)

    def _get_stored(self, records):
        return {
            name
            for name, field in records._fields.items()
            if field.store and field.type != "one2many"
        } - NOT_SHARED

    def test_schema_knows_all(self):
        """Each value that can be chosen here can be read elsewhere."""
        with file_open(SCHEMA, "rb") as file:
            schema = etree.RelaxNG(etree.parse(file))
        for name in ("method", *(names[2] for names in LINES)):
            records = self.method if name == "method" else self.method[name]
            for field_name, field in records._fields.items():
                if field.type != "selection" or field_name in NOT_SHARED:
                    continue
                for value, _label in field._description_selection(self.env):
                    with self.subTest(lines=name, field=field_name, value=value):
                        records[:1][field_name] = value
                        xml = etree.fromstring(self._export())
                        self.assertTrue(schema.validate(xml), schema.error_log)

    def test_nothing_personal(self):
        """No person, id, company or date, and the coordinator may have it too."""
        self.method.company_id = self.company
        text = self._export(user=self.coordinator).decode()
        self.assertNotIn(self.company.name, text)
        self.assertNotIn(self.env.user.name, text)
        self.assertFalse(re.search(r"\b20\d\d-\d\d-\d\d|\d\d:\d\d:\d\d", text))
        self.assertFalse(re.search(r"_id\b|\bid=|<id>", text))

    def test_languages(self):
        """Each installed language goes along; one not installed here is told."""
        self.env["res.lang"]._activate_lang("fr_FR")
        step = self.method.step_ids[0]
        step.note = NOTE % ("One", "Two")
        french = {"One": "Un", "Two": "Deux"}
        step.update_field_translations("note", {"fr_FR": french})
        step.update_field_translations("name", {"fr_FR": "Le premier pas"})
        self.method.update_field_translations("name", {"fr_FR": "La méthode"})
        content = self._export()
        self.assertIn('<text lang="fr_FR">La méthode</text>'.encode(), content)
        made = self._import(content)
        self.assertEqual(self._export(made), content)
        first = made.step_ids[0].with_context(lang="fr_FR")
        self.assertEqual(first.name, "Le premier pas")
        self.assertEqual(first.note, NOTE % ("Un", "Deux"))
        self.assertEqual(
            made.step_ids[0].with_context(lang="en_US").note, NOTE % ("One", "Two")
        )
        foreign = content.replace(b'"fr_FR"', b'"sv_SE"')
        wizard = self._upload(foreign)
        self.assertEqual(wizard.languages_left_out, "sv_SE")
        made = self._import(foreign)
        self.assertEqual(self._export(made).count(b"sv_SE"), 0)

    def test_any_text(self):
        """Whatever people type arrives as it was, but for what XML can't hold."""
        text = '<b> & ]]> "q" \'é😀 \r\n\tnext <!DOCTYPE x> &amp; %s\x01\x0b\ufffe'
        self.method.source_note = text
        self.method.client_label = "inwoner & <buur>"
        content = self._export()
        made = self._import(content)
        arrived = text[: -len("\x01\x0b\ufffe")].replace("\r\n", "\n")
        self.assertEqual(made.source_note, arrived)
        self.assertEqual(made.client_label, "inwoner & <buur>")
        self.assertEqual(self._export(made), content)

    def test_hour(self):
        self.method.meeting_ids[-1].hour = 23.999
        content = self._export()
        self.assertIn(b"<hour>23:59</hour>", content)
        self.assertEqual(self._export(self._import(content)), content)

    # ------------------------------------------------------------
    # AN OLDER FORMAT
    # ------------------------------------------------------------

    def _make_first_format(self):
        """Return the file as the first format had it."""
        text = self._get_plain_file().replace('format="2"', 'format="1"')
        for name in ("client_label_plural", "seating", "recording", "facilitator_min"):
            text, count = re.subn(
                rf"\s*<{name}>.*?</{name}>", "", text, flags=re.DOTALL
            )
            self.assertEqual(count, 1, name)
        start = text.index("<guide_items>")
        lines = re.sub(r"\s*<source>.*?</source>", "", text[start:], flags=re.DOTALL)
        return text[:start] + lines

    def test_first_format(self):
        """It is filled in: our defaults, and the word for one as that for several."""
        first = self._make_first_format()
        self.assertNotIn("source", first[first.index("<guide_items>") :])
        wizard = self._upload(first)
        self.assertFalse(wizard.problem)
        self.assertEqual(wizard.client_label_plural, "client")
        made = self._import(first)
        self.assertEqual(made.client_label, "client")
        self.assertRecordValues(
            made, [{"seating": "ask", "recording": False, "facilitator_min": 1}]
        )
        self.assertEqual(made.client_max, 15)
        self.assertEqual(len(made.rule_ids), len(self.method.rule_ids))
        self.assertIn(b'format="2"', self._export(made))

    def test_first_format_is_checked_as_well(self):
        """A complaint names the line of the file as it came."""
        first = self._make_first_format()
        bad = first.replace("<confirm_days>7", "<confirm_days>soon")
        line = first[: first.index("<confirm_days>")].count("\n") + 1
        self.assertRefused(bad, f"Line {line}: ", "<confirm_days> can't be “soon”")
        for missing in ("client_label", "plan"):
            bad = re.sub(rf"<{missing}>.*?</{missing}>", "", first, flags=re.DOTALL)
            self.assertRefused(bad, "Line ")

    # ------------------------------------------------------------
    # BEFORE IMPORTING
    # ------------------------------------------------------------

    def test_preview(self):
        """What will be made is shown as soon as the file is there; nothing is made."""
        content = base64.b64encode(self._export())
        before = self._count_all()
        wizards = self.env["spiegelgesprek.method.import"].with_user(self.manager)
        form = Form(wizards)
        self.assertFalse(form.name)
        form.file = content
        self.assertFalse(form.problem)
        self.assertEqual(form.name, "Youth and family protection")
        self.assertEqual((form.version, form.client_label), ("1.0", "client"))
        self.assertEqual(form.step_count, len(self.method.step_ids))
        self.assertEqual(form.seat_count, 3)
        self.assertFalse(form.new_roles)
        self.assertEqual(form.same_method_id, self.method)
        wizard = form.save()
        self.assertEqual(self._count_all(), before)
        wizard.invalidate_recordset()
        sized = wizard.with_context(bin_size=True)
        self.assertFalse(sized.problem)
        self.assertEqual(sized.step_count, len(self.method.step_ids))

    def test_bad_file_in_preview(self):
        form = Form(self.env["spiegelgesprek.method.import"].with_user(self.manager))
        form.file = base64.b64encode(b"<odoo/>")
        self.assertIn("Line 1: This isn't the file of a method", form.problem)
        self.assertFalse(form.name)

    def test_newer_version(self):
        """A newer one stands next to the old, which can go; trajects keep theirs."""
        text = self._get_plain_file()
        newer = text.replace(' version="1.0">', ' version="1.10">').replace(
            "<client_max>15", "<client_max>9"
        )
        wizard = self._upload(newer)
        self.assertEqual(wizard.older_method_id, self.method)
        self.assertFalse(wizard.same_method_id)
        before = self.traject.client_max, self.traject.step_ids.ids
        made = self._import(newer, archive_older=True)
        self.assertEqual(made.display_name, "Youth and family protection 1.10")
        self.assertFalse(self.method.active)
        self.assertEqual(self.traject.method_id, self.method)
        self.assertEqual((self.traject.client_max, self.traject.step_ids.ids), before)
        wizard = self._upload(newer.replace("1.10", "1.9"))
        self.assertEqual(wizard.older_method_id, self.method)
        self.assertEqual(wizard.newer_method_id, made)
        wizard = self._upload(newer.replace("1.10", "1.10.0"))
        self.assertEqual(wizard.same_method_id, made)
        wizard.archive_older = False
        self.assertTrue(wizard.action_import()["res_id"])
        self.assertTrue(made.active)

    def test_role_by_name_in_any_language(self):
        """“medewerker” in their English is our “Employee”."""
        self.env["res.lang"]._activate_lang("fr_FR")
        role = self.roles["employee"]
        role.update_field_translations("name", {"fr_FR": "Collaborateur"})
        text = self._get_plain_file().replace(">Employee<", ">collaborateur <")
        self.assertFalse(self._upload(text).new_roles)
        self.assertIn(role, self._import(text).seat_ids.role_id)
        # the same name in another ring is another role
        text = text.replace('ring="outer"', 'ring="lead"', 1)
        self.assertEqual(self._upload(text).new_roles, "collaborateur  (Lead)")

    def test_company(self):
        """A role of another company is no role of this method."""
        text = self._get_plain_file()
        second = self.env["res.company"].create({"name": "Second company"})
        self.roles["employee"].company_id = second
        self.assertEqual(self._upload(text).new_roles, "Employee (Outer ring)")
        made = self._import(text, company_id=self.company.id)
        self.assertEqual(made.company_id, self.company)
        self.assertEqual(made.seat_ids[0].role_id.company_id, self.company)

    # ------------------------------------------------------------
    # BAD FILES
    # ------------------------------------------------------------

    def test_bad_files(self):
        """Each is refused in its own words, with the line; nothing is made."""
        good = self._get_plain_file()
        self._upload(good).action_import()
        before, said = self._count_all(), set()
        for label, (old, new, further, message) in BAD.items():
            with self.subTest(label):
                self.assertIn(old, good)
                at = good.index(old)
                line = good.count("\n", 0, at) + 1 + further
                bad = good[:at] + new + good[at + len(old) :]
                said.add(self.assertRefused(bad, f"Line {line}: ", message))
        self.assertEqual(self._count_all(), before)
        self.assertGreaterEqual(len(said), 20)

    def test_bad_bytes(self):
        good = self._get_plain_file()
        before = self._count_all()
        for label, content, message in (
            ("empty", b" ", "Line 1: The file is broken"),
            ("another file", b"<odoo/>", "Line 1: This isn't the file of a method"),
            ("no text", b"PK\x03\x04\xff\xfe", "Line 1: This isn't text in UTF-8"),
            ("UTF-16", good.encode("utf-16"), "Line 1: This isn't text in UTF-8"),
            (
                "Latin",
                good.replace("Chain", "Kéten").encode("latin-1"),
                "This isn't text in UTF-8",
            ),
            ("null", good.replace("Chain", "\0").encode(), "isn't valid XML"),
            ("too big", good.encode() + b" " * MAX_SIZE, "too big: a method is never"),
            ("far too big", b" " * MAX_SIZE * 4, "too big: a method is never"),
            ("deep", b"<a>" * 9999, "isn't valid XML"),
        ):
            with self.subTest(label):
                self.assertRefused(content, message)
        self.assertEqual(self._count_all(), before)

    def assertRefused(self, content, *messages):
        """Refused when shown and when imported, in the same words."""
        wizard = self._upload(content)
        with self.assertRaises(UserError) as caught:
            wizard.action_import()
        said = str(caught.exception)
        for message in messages:
            self.assertIn(message, said)
        self.assertEqual(wizard.problem, said)
        self.assertFalse(wizard.name)
        return said

    def test_at_the_limit(self):
        good = self._get_plain_file().encode()
        self.assertFalse(self._upload(good.ljust(MAX_SIZE)).problem)
        self.assertTrue(self._upload(good.ljust(MAX_SIZE + 1)).problem)

    def test_checklist_with_other_parts(self):
        text = self._get_plain_file()
        at = text.index("<note>\n")
        end = text.index("</text>", at) + len("</text>")
        two = '<text lang="fr_FR">&lt;p&gt;a&lt;/p&gt;&lt;p&gt;b&lt;/p&gt;</text>'
        self.assertRefused(
            text[:end] + two + text[end:], "<note> in fr_FR has not as many parts"
        )

    def test_dangerous_markup(self):
        """A checklist from a file is as clean as one that is typed."""
        text = self._get_plain_file()
        script = "&lt;script&gt;alert(1)&lt;/script&gt;&lt;li onclick='x()'&gt;"
        made = self._import(text.replace("&lt;li&gt;", script, 1))
        note = made.step_ids[0].note
        self.assertNotIn("script", note)
        self.assertNotIn("onclick", note)

    def test_in_the_language_of_the_user(self):
        terms = {
            "Line %(line)s: %(text)s": "Regel %(line)s: %(text)s",
            "The file is broken here: this isn't valid XML.": "Dit is geen XML.",
        }
        self.env["res.lang"]._activate_lang("nl_NL")
        wizard = self._upload(b"x").with_context(lang="nl_NL")
        self.patch(
            type(code_translations), "get_python_translations", lambda *args: terms
        )
        self.assertEqual(wizard.problem, "Regel 1: Dit is geen XML.")

    # ------------------------------------------------------------
    # WHO
    # ------------------------------------------------------------

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_only_managers_import(self):
        content = self._get_plain_file()
        for user in (self.coordinator, self.recruiter, self.employee):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self._upload(content, user=user)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_who_exports(self):
        """Who reads a method and may export data."""
        for user in (self.manager, self.coordinator, self.recruiter):
            self.assertTrue(self._export(user=user))
            action = self.method.with_user(user).action_export_xml()
            self.assertEqual(action["params"]["url"], ROUTE)
        self.coordinator.group_ids = [(3, self.allow_export.id)]
        with self.assertRaisesRegex(AccessError, "may not export"):
            self.method.with_user(self.coordinator).action_export_xml()
        self.employee.group_ids = [(4, self.allow_export.id)]
        with self.assertRaises(AccessError):
            self.method.with_user(self.employee).action_export_xml()

    def test_one_at_a_time(self):
        methods = self.env["spiegelgesprek.method"].with_user(self.manager).search([])
        for chosen in (methods, methods.browse()):
            with self.assertRaisesRegex(UserError, "Choose one method"):
                chosen.action_export_xml()


@tagged("post_install", "-at_install")
class TestMethodShareDownload(MethodShareCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("sg_coordinator", "sg_coordinator")

    def _post(self, payload):
        data = {"payload": payload, "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(ROUTE, data=data)

    def test_download(self):
        """From the button to the file."""
        action = self.method.with_user(self.coordinator).action_export_xml()
        response = self._post(action["params"]["payload"])
        self.assertEqual(response.status_code, 200)
        self.assertEqual(response.content, self._export())
        self.assertIn("application/xml", response.headers["Content-Type"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        name = "Youth%20and%20family%20protection%201.0.xml"
        self.assertIn(name, response.headers["Content-Disposition"])

    def test_refused(self):
        response = self.url_open(f"{ROUTE}?payload={self.method.id}")
        self.assertEqual(response.status_code, 405)
        company = self.env["res.company"].create({"name": "Elsewhere"})
        theirs = self.method.copy({"company_id": company.id})
        for payload in ("", "x", "0", "-1", "[1]", "99999999", "9" * 40):
            with self.subTest(payload):
                self.assertEqual(self._post(payload).status_code, 422)
        with mute_logger("odoo.addons.base.models.ir_rule"):
            response = self._post(str(theirs.id))
        self.assertEqual(response.status_code, 403)
        self.assertFalse(response.json()["data"]["debug"])
