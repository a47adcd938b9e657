# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import BaseCase

from odoo.addons.spiegelgesprek.wizard import address_list


class TestAddressList(BaseCase):
    def _read(self, text):
        found, wrong = address_list.read(text)
        return [(a.name, a.email) for a in found], [tuple(w) for w in wrong]

    def assertFound(self, text, *addresses):
        self.assertEqual(self._read(text), (list(addresses), []), text)

    def test_shapes(self):
        jan = ("Jan Smit", "jan@smit.example")
        for text in (
            "Jan Smit <jan@smit.example>",
            '"Jan Smit" <Jan@Smit.example>',
            "Jan Smit <mailto:jan@smit.example>",
            "Jan Smit jan@smit.example",
            "Jan Smit\u00a0<jan@smit.example>",
            "  'Jan Smit'   < jan@smit.example > ;",
        ):
            self.assertFound(text, jan)
        self.assertFound('"Smit, Jan" <jan@smit.example>', ("Smit, Jan", jan[1]))
        self.assertFound("jan@smit.example", ("", jan[1]))

    def test_separators(self):
        both = ("", "a@x.example"), ("", "b@y.example")
        for text in (
            "a@x.example\nb@y.example",
            "a@x.example, b@y.example",
            "a@x.example;b@y.example;",
            "a@x.example\tb@y.example",
            "a@x.example b@y.example",
            "\r\n a@x.example \r\n\r\n,b@y.example\r\n",
        ):
            self.assertFound(text, *both)
        self.assertFound(
            "A <a@x.example>; B <b@y.example>, a@x.example",
            ("A", "a@x.example"),
            ("B", "b@y.example"),
        )

    def test_doubles(self):
        self.assertFound(
            "a@x.example\nA@X.example\nAnna <a@x.example>\nOther <a@x.example>",
            ("Anna", "a@x.example"),
        )

    def test_wrong(self):
        found, wrong = self._read(
            "a@x.example\nJan\nb@@y.example, c@z\n<d@w.example>\ne@.example\nSmit, Jan"
        )
        self.assertEqual(found, [("", "a@x.example"), ("", "d@w.example")])
        self.assertEqual(
            wrong,
            [(2, "Jan"), (3, "b@@y.example"), (3, "c@z")]
            + [(5, "e@.example"), (6, "Smit"), (6, "Jan")],
        )

    def test_nothing(self):
        for text in (None, False, "", "\n \n", ",;"):
            self.assertFound(text)
