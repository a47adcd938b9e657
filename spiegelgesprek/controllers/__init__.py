# Copyright 2026 Spiegelgesprek
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
from . import evaluation
from . import facilitator
from . import invitation
from . import portal
from . import public_page
from . import spiegelgesprek
from . import recruitment
from . import survey
