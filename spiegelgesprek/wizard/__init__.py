# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import calendar_popover_delete_wizard
from . import spiegelgesprek_action_plan_export
from . import spiegelgesprek_method_add
from . import spiegelgesprek_evaluation_card
from . import spiegelgesprek_evaluation_entry
from . import spiegelgesprek_evaluation_reading
from . import mail_compose_message
from . import spiegelgesprek_invite
from . import spiegelgesprek_invite_people
from . import spiegelgesprek_invite_preview
from . import spiegelgesprek_method_import
from . import spiegelgesprek_paper
from . import spiegelgesprek_paper_evaluation
from . import spiegelgesprek_traject_next_stage
from . import spiegelgesprek_traject_postpone
from . import spiegelgesprek_traject_takeover
