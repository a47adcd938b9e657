# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import spiegelgesprek_action_plan_export
from . import spiegelgesprek_method_import
from . import spiegelgesprek_step_add
from . import spiegelgesprek_traject_next_stage
from . import spiegelgesprek_traject_postpone
from . import spiegelgesprek_traject_takeover
