# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from odoo.tests import TransactionCase, new_test_user
from odoo.tools import SQL

QUIET = {"no_reset_password": True, "tracking_disable": True}
GROUP = "spiegelgesprek.spiegelgesprek_group_%s"


class SpiegelgesprekCommon(TransactionCase):
    """One user per kind, one traject with the three rings, and factories.

    Kinds of user: ``coordinator`` (of ``traject``), ``other`` (coordinator of another
    traject), ``manager``, ``facilitator``, ``recruiter``, ``sponsor``, ``listener``
    (all with a login and the group of users), ``employee`` (no group of ours).
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.company = cls.env.company
        cls.method = cls.env.ref("spiegelgesprek.method_jgb")
        for kind, group in (
            ("coordinator", "coordinator"),
            ("other", "coordinator"),
            ("manager", "manager"),
            ("facilitator", "user"),
            ("recruiter", "user"),
            ("sponsor", "user"),
            ("listener", "user"),
            ("employee", None),
        ):
            groups = GROUP % group if group else "base.group_user"
            setattr(cls, kind, cls._create_user(kind, groups))
        cls.roles = {
            name: cls.env.ref(f"spiegelgesprek.role_{name}")
            for name in (
                "client",
                "companion",
                "interpreter",
                "employee",
                "chain_partner",
                "client_council",
                "facilitator",
                "co_facilitator",
                "note_taker",
            )
        }
        cls.traject = cls._create_traject(
            sponsor_id=cls.sponsor.partner_id.id,
            recruiter_ids=[(4, cls.recruiter.id)],
        )
        cls.client = cls._create_client(recruiter_id=cls.recruiter.id)
        cls.outer = cls._create_contact_participant("employee", cls.listener)
        cls.lead = cls._create_contact_participant("facilitator", cls.facilitator)

    @classmethod
    def _create_user(cls, login, groups, **values):
        return new_test_user(
            cls.env,
            f"sg_{login}",
            groups,
            context=QUIET,
            name=f"User {login}",
            email=f"{login}@spiegelgesprek.example",
            tz="Europe/Amsterdam",
            **values,
        )

    @classmethod
    def _create_traject(cls, **values):
        """Make a traject of the coordinator, without the chatter of its making."""
        trajects = cls.env["spiegelgesprek.traject"].with_context(**QUIET)
        traject = trajects.create(
            {
                "name": "Contact with youngsters",
                "method_id": cls.method.id,
                "user_id": cls.coordinator.id,
                **values,
            }
        )
        return traject.with_env(cls.env)

    @classmethod
    def _create_client(cls, **values):
        """Make a client whose every field is a canary: unique and findable."""
        return cls.env["spiegelgesprek.participant"].create(
            {
                "traject_id": cls.traject.id,
                "role_id": cls.roles["client"].id,
                "name": "Quirinia Zandloper",
                "alias": "Kanariepiet",
                "email": "quirinia@canary.example",
                "phone": "+31 6 98765432",
                "address": "Kanariestraat 12, Vogeldorp",
                "contact_caution": "Never leave a voicemail, zilvervink",
                **values,
            }
        )

    @classmethod
    def _create_contact_participant(cls, role, user=None, **values):
        """Make a listener or somebody in the lead: of a user, or of a new contact."""
        partner = (
            user.partner_id
            if user
            else cls.env["res.partner"].create({"name": f"Contact {role}"})
        )
        return cls.env["spiegelgesprek.participant"].create(
            {
                "traject_id": cls.traject.id,
                "role_id": cls.roles[role].id,
                "partner_id": partner.id,
                **values,
            }
        )

    @classmethod
    def _create_consent(cls, participant, purpose="take_part", **values):
        """Note what somebody, or who speaks for them, said yes to."""
        return cls.env["spiegelgesprek.consent"].create(
            {"participant_id": participant.id, "purpose": purpose, **values}
        )

    @classmethod
    def _create_tie(cls, participant, **values):
        """Note whom a client knows."""
        return cls.env["spiegelgesprek.participant.tie"].create(
            {"participant_id": participant.id, **values}
        )

    @classmethod
    def _create_action_point(cls, **values):
        points = cls.env["spiegelgesprek.action.point"].with_context(**QUIET)
        point = points.create(
            {"name": "One contact person", "traject_id": cls.traject.id, **values}
        )
        return point.with_env(cls.env)

    @classmethod
    def _commit(cls):
        """Do what Odoo does at the end of a request, such as tracking messages."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.env.flush_all()
        cls.env.invalidate_all()

    def _find_tables(self, *words):
        """Return in which tables of the database one of these words stands."""
        self._commit()
        tables = self.env.execute_query(
            SQL(
                "SELECT table_name FROM information_schema.tables WHERE"
                " table_schema = 'public' AND table_type = 'BASE TABLE'"
            )
        )
        query = "SELECT 1 FROM %s AS line WHERE line::text ILIKE ANY(%s) LIMIT 1"
        wanted = [f"%{word}%" for word in words]
        return {
            table
            for (table,) in tables
            if self.env.execute_query(SQL(query, SQL.identifier(table), wanted))
        }
