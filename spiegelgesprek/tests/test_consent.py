# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from datetime import date

from psycopg2.errors import CheckViolation

from odoo.exceptions import AccessError, UserError, ValidationError
from odoo.tests import Form, freeze_time, tagged
from odoo.tools import mute_logger

from .common import SpiegelgesprekCommon

TODAY = date(2026, 3, 10)
FORM = "spiegelgesprek.spiegelgesprek_client_view_form"
PARENT = {"capacity": "parent_one", "given_by": "Moeder"}
OTHER_PARENT = {"capacity": "parent_one", "given_by": "Vader"}
BOTH = {"capacity": "parent_both", "given_by": "Beide ouders"}
CURATOR = {"capacity": "curator_mentor", "given_by": "Mentor"}
NO = {"answer": "no"}
SHARE = "share_with_facilitator"


@tagged("post_install", "-at_install")
@freeze_time("2026-03-10 12:00:00")
class TestConsent(SpiegelgesprekCommon):
    """Noted by the coordinator, with no more rights than that."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.own = cls.client.with_user(cls.coordinator)
        cls.consents = cls.env["spiegelgesprek.consent"].with_user(cls.coordinator)

    def _note(self, purpose="take_part", **values):
        return self.consents.create(
            {"participant_id": self.client.id, "purpose": purpose, **values}
        )

    def _get_missing(self, purpose="take_part"):
        return self.own._get_missing_consents(purpose)[self.own]

    # ------------------------------------------------------------
    # WHOSE YES IS NEEDED
    # ------------------------------------------------------------

    def test_asked_by_age(self):
        """The defaults: each row is an age, what was said, and what is missing."""
        represented = {"age_band": "adult", "is_represented": True}
        for values, said, missing in (
            ({"age_band": "0_11"}, [], ["one"]),
            ({"age_band": "0_11"}, [{}], ["one"]),
            ({"age_band": "0_11"}, [PARENT], []),
            ({"age_band": "0_11"}, [PARENT, NO], ["refused"]),
            ({"age_band": "12_15"}, [], ["self", "one"]),
            ({"age_band": "12_15"}, [{}], ["one"]),
            ({"age_band": "12_15"}, [PARENT], ["self"]),
            ({"age_band": "12_15"}, [PARENT, {}], []),
            ({"age_band": "12_15"}, [BOTH, {}], []),
            ({"age_band": "12_15"}, [{}, PARENT, {**OTHER_PARENT, **NO}], ["against"]),
            ({"age_band": "12_15"}, [{}, CURATOR], ["one"]),
            ({"age_band": "12_15"}, [PARENT, NO], ["refused"]),
            ({"age_band": "16_17"}, [], ["self"]),
            ({"age_band": "16_17"}, [{}], []),
            ({"age_band": "16_17"}, [{}, {**PARENT, **NO}], []),
            ({"age_band": "adult"}, [PARENT], ["self"]),
            ({"age_band": "adult"}, [{}], []),
            ({"age_band": False}, [{}], []),
            ({"age_band": False, "relation": "youngster"}, [{}], ["age_band"]),
            (represented, [{}], ["one"]),
            (represented, [{}, PARENT], ["one"]),
            (represented, [{}, CURATOR], []),
            (represented, [CURATOR, NO], ["refused"]),
        ):
            with self.subTest(values=values, said=said):
                self.own = self._create_client(**values).with_user(self.coordinator)
                self.client = self.own
                for answer in said:
                    self._note(**answer)
                self.assertEqual(self._get_missing(), missing)
                self.assertEqual(self.own._has_consent("take_part"), not missing)

    def test_company_decides(self):
        """Managers change the table; both parents are both, in one line or in two."""
        self.own.age_band = "16_17"
        with Form(self.env["res.config.settings"].with_user(self._get_admin())) as form:
            form.spiegelgesprek_agree_16_17 = "self_all"
        form.record.execute()
        self.assertEqual(self._get_missing(), ["self", "all"])
        self._note()
        mother = self._note(**PARENT)
        self.assertEqual(self._get_missing(), ["all"])
        father = self._note(**OTHER_PARENT)
        self.assertEqual(self._get_missing(), [])
        (mother | father).action_withdraw()
        self._note(**BOTH)
        self.assertEqual(self._get_missing(), [])

    def _get_admin(self):
        self.manager.group_ids += self.env.ref("base.group_system")
        return self.manager

    def test_each_purpose_apart(self):
        self._note()
        for purpose in (
            "share_with_facilitator",
            "contact_again",
            "recording",
            "quote",
        ):
            self.assertFalse(self.own._has_consent(purpose), purpose)
        others = self._create_client().with_user(self.coordinator)
        both = self.own | others
        self.assertEqual(both._filter_consent("take_part"), self.own)

    def test_companions_speak_for_themselves(self):
        self.company.spiegelgesprek_agree_adult = "self_all"
        companion = self._create_client(role_id=self.roles["companion"].id)
        self.assertEqual(companion._list_missing("recording"), ["self"])
        self._create_consent(companion, "recording")
        self.assertTrue(companion._has_consent("recording"))

    # ------------------------------------------------------------
    # THE GUARDIAN IS AN ORGANISATION
    # ------------------------------------------------------------

    def test_guardian_organisation(self):
        """Somebody named, without another part, and the own yes as well."""
        self.own.age_band = "0_11"
        guardian = self._get_guardian()
        line = self._note(**guardian)
        self.assertEqual(line.given_by, "Somebody of the board")
        self.assertEqual(self._get_missing(), ["self"])
        self._note()
        self.assertEqual(self._get_missing(), [])

    def _get_guardian(self, partner=None):
        partner = partner or self.env["res.partner"].create(
            {"name": "Somebody of the board"}
        )
        return {"capacity": "guardian_organisation", "given_by_id": partner.id}

    def test_guardian_without_a_part(self):
        second = self._create_user("second", "spiegelgesprek.spiegelgesprek_group_user")
        self.client.recruiter_id = second
        for user in (self.coordinator, self.recruiter, second, self.listener):
            with self.subTest(user=user.login), self.assertRaises(ValidationError):
                self._note(**self._get_guardian(user.partner_id))
        with self.assertRaises(ValidationError):
            self._note(capacity="guardian_organisation", given_by="Somebody")
        self.outer.action_decline()
        self.assertTrue(self._note(**self._get_guardian(self.listener.partner_id)))

    def test_guardian_who_gets_a_part(self):
        """Who is invited to listen later spoke for nobody."""
        self.own.age_band = "12_15"
        line = self._note(**self._get_guardian())
        self._note()
        self.assertEqual(self._get_missing(), [])
        listener = self._create_contact_participant("employee")
        listener.partner_id = line.given_by_id
        self.assertEqual(self._get_missing(), ["impartial"])

    def test_guardian_seen_by_a_recruiter(self):
        """Who sees neither listeners nor other recruiters sees the same warning."""
        self.own.write({"age_band": "12_15", "state": "accepted"})
        line = self._note(**self._get_guardian())
        mine = self.client.with_user(self.recruiter)
        self.assertEqual(
            mine.read(["consent_missing"])[0]["consent_missing"], "own yes"
        )
        listener = self._create_contact_participant("employee")
        listener.partner_id = line.given_by_id
        self.env.invalidate_all()
        self.assertIn("without a part", mine.consent_missing)

    # ------------------------------------------------------------
    # WHAT WAS SAID STAYS
    # ------------------------------------------------------------

    def test_last_word_counts(self):
        first = self._note(date="2026-03-01")
        no = self._note(date="2026-03-03", **NO)
        self.assertEqual(first.date_withdrawn, date(2026, 3, 3))
        self.assertEqual(self._get_missing(), ["refused"])
        again = self._note(given_by="Piet")
        self.assertEqual(no.date_withdrawn, TODAY)
        self.assertEqual(self._get_missing(), [])
        late = self._note(date="2026-03-02", **NO)
        self.assertEqual(late.date_withdrawn, TODAY)
        self.assertFalse(again.date_withdrawn)
        self.assertEqual(len(self.own.consent_ids), 4)

    def test_two_voices(self):
        """A parent's word replaces that of the same parent, not of the other."""
        mother = self._note(**PARENT)
        father = self._note(**OTHER_PARENT)
        self._note(capacity="parent_one", given_by=" moeder ", **NO)
        self.assertEqual(mother.date_withdrawn, TODAY)
        self.assertFalse(father.date_withdrawn)

    def test_withdraw(self):
        line = self._note(SHARE, date="2026-03-01")
        self.assertTrue(self.own.is_shared_with_facilitator)
        line.action_withdraw()
        self.assertEqual(line.date_withdrawn, TODAY)
        self.assertFalse(self.own.is_shared_with_facilitator)
        with freeze_time("2026-03-20"):
            line.action_withdraw()
        self.assertEqual(line.date_withdrawn, TODAY)

    @mute_logger("odoo.addons.base.models.ir_model")
    def test_nothing_is_changed_or_deleted(self):
        line = self._note()
        line.action_withdraw()
        for values in (
            {"date_withdrawn": False},
            {"answer": "no"},
            {"participant_id": self._create_client().id},
            {"noted_by": self.other.id},
            {"date": "2026-01-01"},
        ):
            with self.subTest(values), self.assertRaises(UserError):
                line.write(values)
        with self.assertRaises(AccessError):
            line.unlink()
        self.assertTrue(line.exists())

    def test_who_noted_it(self):
        self.assertEqual(self._note(noted_by=self.other.id).noted_by, self.coordinator)

    @mute_logger("odoo.sql_db")
    def test_dates(self):
        for values in ({"date": "2026-03-11"}, {"date_withdrawn": "2026-03-11"}):
            with self.subTest(values), self.assertRaises(ValidationError):
                self._note(**values)
        with self.assertRaises(CheckViolation), self.env.cr.savepoint():
            self._note(date_withdrawn="2026-03-09")

    def test_inner_ring_only(self):
        with self.assertRaises(ValidationError):
            self._create_consent(self.outer)

    # ------------------------------------------------------------
    # SCREENS
    # ------------------------------------------------------------

    def test_buttons(self):
        for _click in range(2):
            self.own.action_agree_take_part()
            self.own.action_agree_share()
        lines = self.own.consent_ids
        self.assertEqual(set(lines.mapped("purpose")), {"take_part", SHARE})
        self.assertEqual(len(lines), 2)
        self.assertEqual(lines.noted_by, self.coordinator)
        self._note(**NO)
        self.own.action_agree_take_part()
        self.assertEqual(self._get_missing(), [])

    @mute_logger("odoo.addons.base.models.ir_rule")
    def test_buttons_of_others(self):
        for user in (self.recruiter, self.other, self.manager):
            with self.subTest(user=user.login), self.assertRaises(AccessError):
                self.client.with_user(user).action_agree_take_part()

    def test_form(self):
        self.own.write({"age_band": "12_15", "state": "accepted"})
        self.assertEqual(self.own.consent_missing, "own yes, yes of a representative")
        with Form(self.own, FORM) as form, form.consent_ids.new() as line:
            line.capacity = "parent_one"
            line.given_by = "Moeder"
        self.assertEqual(self.own.consent_missing, "own yes")
        self.assertEqual(self.own.consent_ids.noted_by, self.coordinator)
        self.own.state = "declined"
        self.assertFalse(self.own.consent_missing)

    def test_on_the_traject(self):
        """The coordinator reads how many; nobody else does."""
        self.own.action_accept()
        other = self._create_client().with_user(self.coordinator)
        other.action_accept()
        other.action_agree_take_part()
        for user, summary in (
            (self.coordinator, "Agreement still needed: 1 of 2 clients"),
            (self.other, False),
            (self.manager, False),
        ):
            traject = self.traject.with_user(user)
            traject.invalidate_recordset()
            self.assertEqual(traject.agreement_summary, summary, user.login)
        self.assertNotIn(
            "agreement_summary", self.traject.with_user(self.facilitator).fields_get()
        )

    # ------------------------------------------------------------
    # HARD BLOCKS
    # ------------------------------------------------------------

    def test_attending(self):
        """A minor or a represented adult without, anybody who said no."""
        for values, said, blocked in (
            ({"age_band": "adult"}, [], False),
            ({"age_band": "adult"}, [NO], True),
            ({"age_band": False}, [], False),
            ({"age_band": False, "relation": "youngster"}, [{}], True),
            ({"age_band": "16_17"}, [], True),
            ({"age_band": "16_17"}, [{}], False),
            ({"age_band": "12_15"}, [{}], True),
            ({"age_band": "12_15"}, [{}, PARENT], False),
            ({"age_band": "adult", "is_represented": True}, [{}], True),
        ):
            with self.subTest(values=values, said=said):
                self.client = self._create_client(**values)
                for answer in said:
                    self._note(**answer)
                client = self.client.with_user(self.coordinator)
                if not blocked:
                    client.action_attend()
                    self.assertEqual(client.state, "attended")
                    continue
                with self.assertRaises(ValidationError), self.env.cr.savepoint():
                    client.action_attend()
                self.env.invalidate_all()
                self.assertEqual(client.state, "draft")

    def test_attending_names_nobody(self):
        """The message says what is missing, by number."""
        self.own.age_band = "12_15"
        ready = self._create_client().with_user(self.coordinator)
        with self.assertRaises(ValidationError) as caught:
            (self.own | ready).action_attend()
        message = str(caught.exception)
        self.assertIn(f"{self.own.display_name}: own yes, yes of a rep", message)
        self.assertNotIn(self.client.name, message)
        self.assertNotIn(ready.display_name, message)

    def test_attending_at_once(self):
        with self.assertRaises(ValidationError):
            self._create_client(age_band="0_11", state="attended")

    def test_companions_attend(self):
        self._create_client(
            role_id=self.roles["companion"].id, age_band="0_11", state="attended"
        )
