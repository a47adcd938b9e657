# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import tagged

from .common import SpiegelgesprekCommon


@tagged("post_install", "-at_install")
class TestEvaluationNames(SpiegelgesprekCommon):
    """Which texts are marked because they hold a name of somebody in the traject."""

    def _find(self, texts, **values):
        self.client.write({"name": "Quirinia", "alias": False, **values})
        find = self.traject._get_name_finder()
        return [text for text in texts if find(text)]

    def test_particles(self):
        """What stands between names stands in every other sentence."""
        said = (
            "De rust van de gespreksleider.",
            "Op het einde ter zake",
            "in den beginne",
        )
        for name in (
            "Zoë van der Heide",
            "Jan Op den Velde",
            "Van de Ven",
            "Ali el Idrissi",
        ):
            self.assertEqual(self._find(said, name=name), [])
        self.assertTrue(self._find(["dat heide zei"], name="Zoë van der Heide"))
        self.assertTrue(self._find(["Idrissi was stil"], name="Ali el Idrissi"))

    def test_however_it_is_written(self):
        for text in ("zoë zei het", "ZOË zei het", "dank aan Zoë's moeder"):
            self.assertTrue(self._find([text], name="Zoë van der Heide"), text)
        self.assertFalse(self._find(["zoete koffie"], name="Zoë"))

    def test_short_names(self):
        """Two letters, and ordinary words: with a capital only. Initials: never."""
        for name, word in (
            ("Bo", "bo"),
            ("jo Smit", "jo"),
            ("Ben", "ben"),
            ("Wil", "wil"),
        ):
            self.assertTrue(self._find([f"Dat zei {word.capitalize()}"], name=name))
            self.assertFalse(self._find([f"ik {word} daar"], name=name))
        self.assertFalse(self._find(["Optie A of b"], name="A. Quirinia"))

    def test_insight(self):
        """The same in what is made of it."""
        self.client.write({"name": "Bo van der Heide", "alias": False})
        insights = self.env["spiegelgesprek.insight"].with_user(self.coordinator)
        for text, holds in (
            ("De rust Van de gespreksleider", False),
            ("Bo wil rust", True),
            ("Op de Heide", True),
            ("op de heide", False),
        ):
            insight = insights.create({"traject_id": self.traject.id, "text": text})
            self.assertEqual(insight.holds_name, holds, text)
