# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import test_action_plan_xlsx
from . import test_action_point
from . import test_conversation
from . import test_counters
from . import test_data_integrity
from . import test_method
from . import test_participant
from . import test_performance
from . import test_security_canaries
from . import test_security_matrix
from . import test_settings
from . import test_tours
from . import test_traject
