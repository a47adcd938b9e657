# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import spiegelgesprek_action_plan_xlsx
from . import spiegelgesprek_action_plan_sheet
from . import spiegelgesprek_action_plan_summary
from . import spiegelgesprek_action_plan_download
from . import spiegelgesprek_method_xml
from . import spiegelgesprek_papers
from . import spiegelgesprek_sheets
from . import spiegelgesprek_letter
from . import spiegelgesprek_listening_sheet
from . import spiegelgesprek_recruiter_sheet
from . import spiegelgesprek_evaluation_xlsx
from . import spiegelgesprek_evaluation_download
