# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
import base64
import io
import json
from datetime import date, datetime
from unittest.mock import patch

from openpyxl import load_workbook

from odoo import http
from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.fields import Domain
from odoo.tests import HttpCase, freeze_time, tagged
from odoo.tools import mute_logger
from odoo.tools.translate import code_translations

from ..report import spiegelgesprek_action_plan_sheet as sheet_module
from ..report.xlsx_sheet import MAX_TEXT, clean_text, sheet_name
from .common import GROUP, SpiegelgesprekCommon

HEADINGS = [
    "Reference",
    "Traject",
    "Theme",
    "Action point",
    "Level",
    "Owner",
    "Deadline",
    "State",
    "Annual plan goal",
    "Result",
    "Effect",
    "Link",
]
ROUTE = "/spiegelgesprek/actieplan"


class ActionPlanCommon(SpiegelgesprekCommon):
    """Everyone here may export in general, so that only our own rules decide."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.allow_export = cls.env.ref("base.group_allow_export")
        users = cls.coordinator + cls.other + cls.manager + cls.sponsor
        users += cls.listener + cls.employee
        users.group_ids = [(4, cls.allow_export.id)]
        cls.env["res.lang"]._activate_lang("en_US")
        users.lang = "en_US"
        cls.goal = cls.env["spiegelgesprek.goal"].create(
            {"name": "One plan, one contact", "year": 2026}
        )
        cls.point = cls._create_action_point(
            goal_id=cls.goal.id,
            level="chain",
            partner_id=cls.env["res.partner"].create({"name": "Jo Wijkteam"}).id,
            date_deadline="2026-03-31",
            state="done",
            result="Agreed with all five partners",
            effect="Families tell it once",
        )

    def _create_elsewhere(self):
        """Make a second company, with an action point in a traject of its own."""
        company = self.env["res.company"].create({"name": "Elsewhere"})
        user = self._create_user(
            "elsewhere",
            "spiegelgesprek.spiegelgesprek_group_coordinator",
            company_id=company.id,
            company_ids=company.ids,
        )
        traject = self._create_traject(company_id=company.id, user_id=user.id)
        return company, self._create_action_point(name="Theirs", traject_id=traject.id)

    def _export(self, user=None, **selection):
        """Return the workbook that a user gets, opened again."""
        report = self.env["spiegelgesprek.action.plan.xlsx"]
        _name, content = report.with_user(user or self.coordinator)._export(selection)
        return load_workbook(io.BytesIO(content))

    def _get_values(self, book):
        """Return the rows of the first sheet below its headings."""
        return [list(row) for row in book.worksheets[0].values][1:]

    def _get_names(self, book):
        return [values[3] for values in self._get_values(book)]

    def _get_logs(self, **values):
        domain = Domain("kind", "=", "export")
        for name, value in values.items():
            domain &= Domain(name, "=", value)
        return self.env["spiegelgesprek.access.log"].search(domain)


@tagged("post_install", "-at_install")
class TestActionPlanXlsx(ActionPlanCommon):
    def test_cells(self):
        """Each cell holds what the action point says, as the right kind of value."""
        self.traject.theme_ids = self.env["spiegelgesprek.theme"].create(
            [{"name": "Contact"}, {"name": "Housing"}]
        )
        book = self._export(traject_ids=self.traject.ids)
        self.assertEqual(book.sheetnames, ["Action plan", "Summary"])
        sheet = book.worksheets[0]
        self.assertEqual([cell.value for cell in sheet[1]], HEADINGS)
        self.assertEqual(
            [cell.value for cell in sheet[2]],
            [
                self.traject.code,
                "Contact with youngsters",
                "Contact, Housing",
                "One contact person",
                "Chain",
                "Jo Wijkteam",
                datetime(2026, 3, 31),
                "Done",
                "2026: One plan, one contact",
                "Agreed with all five partners",
                "Families tell it once",
                f'=HYPERLINK("{self.point.get_base_url()}/odoo/'
                f'spiegelgesprek.action.point/{self.point.id}","Open in Odoo")',
            ],
        )
        kinds = "".join(cell.data_type for cell in sheet[2])
        self.assertEqual(kinds, "ssssssdssssf")
        self.assertTrue(sheet["G2"].is_date)
        self.assertEqual(sheet["G2"].number_format, "mm-dd-yy", "the reader's own")
        self.assertEqual(sheet.max_row, 2)

    def test_sheet(self):
        """Header frozen, filter on all rows, widths that fit what is in them."""
        self._create_action_point(name="An action point with a rather long name")
        sheet = self._export(traject_ids=self.traject.ids).worksheets[0]
        self.assertEqual(sheet.freeze_panes, "A2")
        self.assertEqual(sheet.auto_filter.ref, "A1:L3")
        widths = {key: column.width for key, column in sheet.column_dimensions.items()}
        self.assertGreater(widths["D"], len("An action point with a rather long name"))
        self.assertLess(widths["E"], 15)
        self.point.result = "word " * 100
        sheet = self._export(traject_ids=self.traject.ids).worksheets[0]
        self.assertLess(sheet.column_dimensions["J"].width, 62)
        self.assertTrue(sheet["J2"].alignment.wrap_text)

    def test_state_drop_down(self):
        self._create_action_point()
        book = self._export(traject_ids=self.traject.ids)
        (validation,) = book.worksheets[0].data_validations.dataValidation
        self.assertEqual(validation.type, "list")
        self.assertEqual(str(validation.sqref), "H2:H3")
        self.assertEqual(validation.formula1, "'Summary'!$A$4:$A$7")
        labels = [row[0].value for row in book["Summary"]["A4:A7"]]
        self.assertEqual(labels, ["Open", "In progress", "Done", "Dropped"])

    def test_overdue(self):
        """Excel itself compares with the day on which the file is read."""
        sheet = self._export(traject_ids=self.traject.ids).worksheets[0]
        (marked,) = sheet.conditional_formatting
        self.assertEqual(str(marked.sqref), "A2:L2")
        self.assertEqual(
            marked.rules[0].formula,
            ['AND($G2<>"",$G2<TODAY(),OR($H2="Open",$H2="In progress"))'],
        )
        self.assertTrue(marked.rules[0].dxf.fill.bgColor.rgb.endswith("F8D7DA"))

    def test_order(self):
        """Per traject, then by deadline, as Odoo's list: without one comes last."""
        later = self._create_traject(name="Later")
        self._create_action_point(name="3", traject_id=later.id)
        self._create_action_point(name="2")
        self._create_action_point(name="1", date_deadline="2026-12-01", sequence=2)
        self._create_action_point(name="0", date_deadline="2026-12-01", sequence=1)
        book = self._export(traject_ids=(later + self.traject).ids)
        self.assertEqual(
            self._get_names(book), ["One contact person", "0", "1", "2", "3"]
        )

    def test_pages(self):
        """However small the pages: each point once, in the same order."""
        for number in range(12):
            day = (False, "2026-05-01", "2026-06-01")[number % 3]
            self._create_action_point(
                name=f"{number}", sequence=number % 2, date_deadline=day
            )
        names = self._get_names(self._export(traject_ids=self.traject.ids))
        self.assertEqual(len(set(names)), 13)
        for size in (1, 3, 13):
            with patch.object(sheet_module, "PAGE", size):
                paged = self._get_names(self._export(traject_ids=self.traject.ids))
            self.assertEqual(paged, names, f"pages of {size}")

    def test_summary(self):
        self._create_action_point(level="self", date_deadline="2026-02-01")
        self._create_action_point(level="self", goal_id=self.goal.id)
        sheet = self._export(traject_ids=self.traject.ids)["Summary"]
        rows = [(row[0], row[1]) for row in sheet.values if row[0]]
        self.assertEqual(
            rows,
            [
                ("Summary", None),
                ("State", "Count"),
                ("Open", 2),
                ("In progress", 0),
                ("Done", 1),
                ("Dropped", 0),
                ("Level", "Count"),
                ("Own work", 2),
                ("Team", 0),
                ("Organisation", 0),
                ("Chain", 1),
                ("Annual plan goal", "Count"),
                ("2026: One plan, one contact", 2),
                ("No goal", 1),
                ("Owner", "Count"),
                ("Jo Wijkteam", 1),
                ("No owner", 2),
            ],
        )
        (chart,) = sheet._charts
        series = chart.series[0]
        self.assertEqual(series.cat.strRef.f, "'Summary'!$A$4:$A$7")
        self.assertEqual(series.val.numRef.f, "'Summary'!$B$4:$B$7")
        shown = [point.v for point in series.val.numRef.numCache.pt]
        self.assertEqual(shown, [2, 0, 1, 0])

    # ------------------------------------------------------------
    # TEXT
    # ------------------------------------------------------------

    def test_text_is_never_a_formula(self):
        for text in (
            '=HYPERLINK("http://evil.example","Click")',
            "+31 6 12345678",
            "-1",
            "@SUM(1)",
            "http://link.example",
            "{=1+1}",
            "12",
            "<r><t>markup</r>",
        ):
            self.point.name = text
            sheet = self._export(traject_ids=self.traject.ids).worksheets[0]
            cell = sheet["D2"]
            self.assertEqual(cell.value.strip(), text)
            self.assertIn(cell.data_type, ("s", "inlineStr"), text)
            self.assertIsNone(cell.hyperlink)

    def test_text_too_long(self):
        """A cell that holds too much says so itself, and isn't left out."""
        self.point.result = "x" * (MAX_TEXT + 1)
        cell = self._export(traject_ids=self.traject.ids).worksheets[0]["J2"]
        self.assertEqual(len(cell.value), MAX_TEXT)
        self.assertTrue(cell.value.endswith("x … [cut off: too long for a cell]"))
        self.point.result = "x" * MAX_TEXT
        cell = self._export(traject_ids=self.traject.ids).worksheets[0]["J2"]
        self.assertEqual(cell.value, "x" * MAX_TEXT)

    def test_text_outside_the_plane(self):
        """Excel counts an emoji as two; none is cut in half."""
        self.assertEqual(clean_text("😀" * 16383, "!"), "😀" * 16383)
        self.assertEqual(clean_text("😀" * 16384, "!"), "😀" * 16383 + "!")
        self.assertEqual(clean_text("x" + "😀" * 16384, "."), "x" + "😀" * 16382 + ".")

    def test_text_forbidden_in_xml(self):
        self.point.result = "a\x01\x0b\x1fb\ufffe\uffff\tc\r\nd\re"
        self.point.effect = '<b> & "q" ]]> _x0041_ \'é😀'
        sheet = self._export(traject_ids=self.traject.ids).worksheets[0]
        self.assertEqual(sheet["J2"].value, "ab\tc\nd\ne")
        text = sheet["K2"].value.replace("_x005F_x0041_", "_x0041_")
        self.assertEqual(text, '<b> & "q" ]]> _x0041_ \'é😀')

    def test_sheet_name(self):
        self.assertEqual(sheet_name("Plan: [a]/b*?\\"), "Plan   a  b")
        self.assertEqual(len(sheet_name("x" * 40)), 31)

    # ------------------------------------------------------------
    # LANGUAGE
    # ------------------------------------------------------------

    def test_language(self):
        """Headings, labels and rules are in the language of who exports."""
        self.env["res.lang"]._activate_lang("nl_NL")
        self.coordinator.lang = "nl_NL"
        label = self.env["ir.model.fields.selection"].search(
            [
                ("field_id.model", "=", "spiegelgesprek.action.point"),
                ("field_id.name", "=", "state"),
                ("value", "=", "open"),
            ]
        )
        label.with_context(lang="nl_NL").name = "Nog te doen"
        self._create_action_point(date_deadline="2026-01-01")
        terms = {"Action plan": "Actieplan", "Summary": "Samenvatting", "Owner": "Wie"}
        with patch.object(
            type(code_translations), "get_python_translations", return_value=terms
        ):
            report = self.env["spiegelgesprek.action.plan.xlsx"]
            report = report.with_user(self.coordinator).with_context(lang="nl_NL")
            name, content = report._export({"traject_ids": self.traject.ids})
        book = load_workbook(io.BytesIO(content))
        code = self.traject.code.replace("/", "-")
        self.assertEqual(name, f"Actieplan {code}.xlsx")
        self.assertEqual(book.sheetnames, ["Actieplan", "Samenvatting"])
        sheet = book.worksheets[0]
        self.assertEqual(sheet["F1"].value, "Wie")
        self.assertEqual(sheet["H2"].value, "Nog te doen")
        (marked,) = sheet.conditional_formatting
        self.assertIn('$H2="Nog te doen"', marked.rules[0].formula[0])
        (validation,) = sheet.data_validations.dataValidation
        self.assertEqual(validation.formula1, "'Samenvatting'!$A$4:$A$7")
        self.assertEqual(book["Samenvatting"]["A4"].value, "Nog te doen")

    # ------------------------------------------------------------
    # WHAT IS IN IT, FOR WHOM
    # ------------------------------------------------------------

    def test_file_name(self):
        """The name tells no topic: it ends up in folders and mails."""
        report = self.env["spiegelgesprek.action.plan.xlsx"]
        code = self.traject.code.replace("/", "-")
        for selection, name in (
            ({"traject_ids": self.traject.ids}, f"Action plan {code}.xlsx"),
            ({"point_ids": self.point.ids}, "Action plan.xlsx"),
            ({"year": 2026}, "Action plan 2026.xlsx"),
        ):
            self.assertEqual(report._get_file_name(selection), name)

    def test_year(self):
        """The year of the goal counts, and the deadline only where there is none."""
        goal = self.goal.copy({"year": 2027})
        for name, values in {
            "goal next year": {"goal_id": goal.id, "date_deadline": "2026-06-01"},
            "first day": {"date_deadline": "2026-01-01"},
            "last day": {"date_deadline": "2026-12-31"},
            "day before": {"date_deadline": "2025-12-31"},
            "day after": {"date_deadline": "2027-01-01"},
            "nothing": {},
        }.items():
            self._create_action_point(name=name, **values)
        mine = {"company_id": self.company.id}
        self.assertEqual(
            set(self._get_names(self._export(year=2026, **mine))),
            {"One contact person", "first day", "last day"},
        )
        self.assertEqual(
            set(self._get_names(self._export(year=2026, only_open=True, **mine))),
            {"first day", "last day"},
        )
        self.assertIn("nothing", self._get_names(self._export(year=0, **mine)))

    def test_owner(self):
        """Who owns one point gets that one, whatever was asked for."""
        point = self._create_action_point(name="Mine", user_id=self.listener.id)
        for selection in (
            {"traject_ids": self.traject.ids},
            {"point_ids": (point + self.point).ids},
            {},
        ):
            book = self._export(self.listener, **selection)
            self.assertEqual(self._get_names(book), ["Mine"])
            counts = {row[0]: row[1] for row in book["Summary"].values}
            self.assertNotIn("Jo Wijkteam", counts)
            self.assertEqual((counts["Open"], counts["Done"]), (1, 0))

    def test_sponsor(self):
        book = self._export(self.sponsor, traject_ids=self.traject.ids)
        self.assertEqual(self._get_names(book), ["One contact person"])

    def test_nothing_allowed(self):
        for selection, message in (
            ({"traject_ids": self.traject.ids}, "no action points, or none that you"),
            ({"point_ids": self.point.ids}, "none of these action points"),
            ({"year": 2026}, "no action points match"),
        ):
            with self.assertRaisesRegex(UserError, message):
                self._export(self.listener, **selection)
        with self.assertRaises(AccessError):
            self._export(self.employee, traject_ids=self.traject.ids)
        self.assertFalse(self._get_logs())

    def test_nothing_selected(self):
        for name in ("spiegelgesprek.traject", "spiegelgesprek.action.point"):
            records = self.env[name].with_user(self.coordinator)
            with self.assertRaisesRegex(UserError, "Select what you want"):
                records.action_export_action_plan()

    def test_no_action_points(self):
        traject = self._create_traject().with_user(self.coordinator)
        with self.assertRaisesRegex(UserError, "have no action points"):
            traject.action_export_action_plan()

    def test_export_right(self):
        """A coordinator may export the plan; others as far as Odoo lets them export."""
        users = self.coordinator + self.sponsor
        users.group_ids = [(3, self.allow_export.id)]
        coordinated = self.traject.with_user(self.coordinator)
        self.assertTrue(coordinated.action_export_action_plan())
        with self.assertRaisesRegex(AccessError, "may not export"):
            self.point.with_user(self.sponsor).action_export_action_plan()

    def test_other_company(self):
        company, point = self._create_elsewhere()
        points = self.point + point
        book = self._export(self.manager, point_ids=points.ids)
        self.assertEqual(self._get_names(book), ["One contact person"])
        with self.assertRaises(UserError):
            self._export(self.manager, point_ids=point.ids)
        with self.assertRaises(UserError):
            self._export(self.manager, company_id=company.id)
        self.manager.company_ids += company
        book = self._export(self.manager, company_id=company.id)
        self.assertEqual(self._get_names(book), ["Theirs"])
        self.assertEqual(self._get_logs().company_id, self.company + company)

    def test_too_many(self):
        with (
            patch(
                "odoo.addons.spiegelgesprek.report.spiegelgesprek_action_plan_xlsx"
                ".MAX_ROWS",
                0,
            ),
            self.assertRaisesRegex(UserError, "room for 0 action points"),
        ):
            self._export(traject_ids=self.traject.ids)

    def test_selection_cut_off(self):
        """Odoo passes on a selection up to a limit, in silence; we don't."""
        self.env["ir.config_parameter"].set_param("web.active_ids_limit", 2)
        points = (self.point + self._create_action_point()).with_user(self.coordinator)
        self.assertTrue(points[0].action_export_action_plan())
        with self.assertRaisesRegex(UserError, "no more than 2 selected"):
            points.action_export_action_plan()

    # ------------------------------------------------------------
    # LOG, WIZARD, COSTS
    # ------------------------------------------------------------

    def test_log(self):
        """Once per traject, with a number and without a name."""
        self._create_action_point()
        self._export(traject_ids=self.traject.ids)
        log = self._get_logs()
        self.assertEqual(len(log), 1)
        self.assertEqual(log.user_id, self.coordinator)
        self.assertEqual(log.traject_id, self.traject)
        self.assertEqual(log.description, "2 action points")

    def test_log_year(self):
        """A whole year is one line, not one for each traject."""
        self._export(year=2026, company_id=self.company.id)
        log = self._get_logs()
        self.assertEqual(len(log), 1)
        self.assertFalse(log.traject_id)
        self.assertEqual(log.company_id, self.company)

    def test_wizard(self):
        wizards = self.env["spiegelgesprek.action.plan.export"]
        wizard = wizards.with_user(self.coordinator).create({"year": "2026"})
        self.assertEqual(
            wizard._get_selection(),
            {"year": 2026, "company_id": self.company.id, "only_open": False},
        )
        action = wizard.action_export()
        self.assertEqual(action["tag"], "spiegelgesprek_download")
        self.assertFalse(self._get_logs(), "a button makes no file yet")
        for year in ("202", "0999", "²026", "year"):
            with self.assertRaises(ValidationError):
                wizard.year = year
                wizard.action_export()
        wizard.year = False
        self.assertEqual(wizard._get_selection()["year"], 0)

    def test_wizard_default(self):
        wizards = self.env["spiegelgesprek.action.plan.export"]
        with freeze_time("2026-12-31 23:30:00"):
            wizard = wizards.with_user(self.coordinator).with_context(
                tz="Europe/Amsterdam"
            )
            self.assertEqual(wizard.new({}).year, "2027", "the user's own new year")

    def test_server_actions(self):
        """In the menu of lists and forms, also for who may only read."""
        point = self._create_action_point(user_id=self.listener.id)
        for model, record, user in (
            ("traject", self.traject, self.sponsor),
            ("action_point", point, self.listener),
        ):
            action = self.env.ref(
                f"spiegelgesprek.spiegelgesprek_{model}_action_export"
            )
            bindings = self.env["ir.actions.actions"].with_user(user)
            bound = bindings.get_bindings(record._name)["action"]
            self.assertIn(action.id, [binding["id"] for binding in bound])
            context = {"active_model": record._name, "active_ids": record.ids}
            context["active_id"] = record.id
            result = action.with_user(user).with_context(**context).run()
            self.assertEqual(result["tag"], "spiegelgesprek_download")

    def _count_queries(self, size, page):
        """Return the queries for a plan of so many points, read in pages."""
        # an environment reads its company once, as long as somebody holds on to it
        self.kept = self.env["res.company"].with_user(self.coordinator)
        traject = self._create_traject()
        partners = self.env["res.partner"].create([{"name": n} for n in "abcdefghij"])
        for number in range(size):
            self._create_action_point(
                name=f"{number}",
                traject_id=traject.id,
                partner_id=partners[number % 10].id,
                goal_id=self.goal.id if number % 2 else False,
                date_deadline=date(2026, 1 + number % 12, 1),
            )
        with patch.object(sheet_module, "PAGE", page):
            for _warm in range(2):
                self.env.flush_all()
                self.env.invalidate_all()
                before = self.cr.sql_log_count
                book = self._export(traject_ids=traject.ids)
                queries = self.cr.sql_log_count - before
        self.assertEqual(len(self._get_names(book)), size)
        return queries

    def test_queries(self):
        """As many for 299 points as for 30, and one more for each page."""
        few, many = self._count_queries(30, 300), self._count_queries(299, 300)
        self.assertEqual(few, many)
        self.assertLessEqual(few, 25)
        four, six = self._count_queries(299, 75), self._count_queries(299, 50)
        self.assertEqual(six - four, 2)


@tagged("post_install", "-at_install")
class TestActionPlanDownload(ActionPlanCommon, HttpCase):
    def setUp(self):
        super().setUp()
        self.authenticate("sg_coordinator", "sg_coordinator")

    def _sign(self, user=None, **selection):
        selection = selection or {"traject_ids": self.traject.ids}
        downloads = self.env["spiegelgesprek.action.plan.download"]
        return downloads.with_user(user or self.coordinator)._sign(selection)

    def _post(self, payload, **kwargs):
        data = {"payload": payload, "csrf_token": http.Request.csrf_token(self)}
        return self.url_open(ROUTE, data=data, **kwargs)

    def assertRefused(self, response, status, message):
        """Refused in the form that the web client shows, and nothing logged."""
        self.assertEqual(response.status_code, status)
        error = response.json()["data"]
        self.assertIn(message, error["message"])
        self.assertTrue(error["name"].startswith("odoo.exceptions."))
        self.assertFalse(error["debug"], "no traceback for the user")
        self.assertFalse(self._get_logs())

    def test_download(self):
        """From the button to the file."""
        action = self.traject.with_user(self.coordinator).action_export_action_plan()
        self.assertEqual(action["params"]["url"], ROUTE)
        response = self._post(action["params"]["payload"])
        self.assertEqual(response.status_code, 200)
        self.assertIn("spreadsheetml.sheet", response.headers["Content-Type"])
        self.assertEqual(response.headers["Cache-Control"], "no-store")
        code = self.traject.code.replace("/", "-")
        disposition = response.headers["Content-Disposition"]
        self.assertIn("attachment", disposition)
        self.assertIn(f"Action%20plan%20{code}.xlsx", disposition)
        book = load_workbook(io.BytesIO(response.content))
        self.assertEqual(self._get_names(book), ["One contact person"])
        self.assertEqual(len(self._get_logs(traject_id=self.traject.id)), 1)

    def test_twice(self):
        """A double click gives two files, two lines in the log, and no harm."""
        payload = self._sign()
        files = [self._post(payload) for _click in range(2)]
        for response in files:
            book = load_workbook(io.BytesIO(response.content))
            self.assertEqual(self._get_names(book), ["One contact person"])
        self.assertEqual(len(self._get_logs()), 2)

    def test_get(self):
        """A GET is refused, so that no link in a mail or page takes data out."""
        response = self.url_open(f"{ROUTE}?payload={self._sign()}")
        self.assertEqual(response.status_code, 405)
        self.assertFalse(self._get_logs())

    @mute_logger("odoo.http")
    def test_csrf(self):
        response = self.url_open(ROUTE, data={"payload": self._sign()})
        self.assertEqual(response.status_code, 400)
        self.assertFalse(self._get_logs())

    def test_not_logged_in(self):
        self.authenticate(None, None)
        response = self._post(self._sign(), allow_redirects=False)
        self.assertEqual(response.status_code, 303)
        self.assertIn("/web/login", response.headers["Location"])

    def test_forged(self):
        """Whatever isn't signed by us, now, for this user: the same refusal."""
        payload = self._sign()
        raw = base64.urlsafe_b64decode(payload + "===")
        other = raw.replace(b'"traject_ids"', b'"point_idsxx"')
        forged = base64.urlsafe_b64encode(other).decode().rstrip("=")
        self.assertNotEqual(forged, payload)
        with freeze_time("2020-01-01"):
            expired = self._sign()
        for wrong in ("", "x", "é", "AQ", payload[:60], payload[:-4], forged, expired):
            self.assertRefused(self._post(wrong), 422, "has expired")
        theirs = self._sign(self.manager)
        self.assertRefused(self._post(theirs), 422, "has expired")

    def test_missing(self):
        data = {"csrf_token": http.Request.csrf_token(self)}
        self.assertRefused(self.url_open(ROUTE, data=data), 422, "has expired")

    def test_rights_when_downloading(self):
        """A signature gives no right: what was lost in between is not handed out."""
        payload = self._sign()
        self.point.unlink()
        self.assertRefused(self._post(payload), 422, "nothing to export")
        groups = self.allow_export + self.env.ref(GROUP % "coordinator")
        self.coordinator.group_ids -= groups
        self.assertRefused(self._post(payload), 403, "may not export")

    def test_companies(self):
        """The companies of the screen go along; one you lost is no longer there."""
        company, _point = self._create_elsewhere()
        self.coordinator.company_ids += company
        downloads = self.env["spiegelgesprek.action.plan.download"]
        downloads = downloads.with_user(self.coordinator)
        first, both = (
            downloads.with_context(allowed_company_ids=companies.ids)._sign({})
            for companies in (self.company, self.company + company)
        )
        for payload, names in (
            (first, {"One contact person"}),
            (both, {"One contact person", "Theirs"}),
        ):
            book = load_workbook(io.BytesIO(self._post(payload).content))
            theirs = set(self._get_names(book))
            self.assertEqual(theirs & {"One contact person", "Theirs"}, names)
        self._get_logs().unlink()
        self.coordinator.company_ids -= company
        self.assertRefused(self._post(both), 403, "ompan")

    def test_language(self):
        """The download has the user's language, though no context goes along."""
        self.env["res.lang"]._activate_lang("nl_NL")
        self.coordinator.lang = "nl_NL"
        self.authenticate("sg_coordinator", "sg_coordinator")
        terms = {"Owner": "Wie"}
        with patch.object(
            type(code_translations), "get_python_translations", return_value=terms
        ):
            response = self._post(self._sign())
        book = load_workbook(io.BytesIO(response.content))
        self.assertEqual(book.worksheets[0]["F1"].value, "Wie")

    @mute_logger("odoo.http")
    def test_message_in_browser(self):
        """A refusal is shown as a message of the app, not as a crash."""
        action = {
            "type": "ir.actions.client",
            "tag": "spiegelgesprek_download",
            "params": {"url": ROUTE, "payload": "forged"},
        }
        self.browser_js(
            "/odoo",
            f"""
            const {{ action, ui }} = odoo.__WOWL_DEBUG__.root.env.services;
            setTimeout(() => action.doAction({json.dumps(action)}));
            const timer = setInterval(() => {{
                const dialog = document.querySelector(".o_dialog .modal-body");
                if (dialog?.innerText.includes("has expired") && !ui.isBlocked) {{
                    clearInterval(timer);
                    console.log("test successful");
                }}
            }}, 50);
            """,
            "odoo.isReady === true && Boolean(odoo.__WOWL_DEBUG__)",
            login="sg_coordinator",
        )
