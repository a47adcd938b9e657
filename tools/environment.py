"""What every command needs first: Odoo, its Python, the unprivileged user."""

from . import odoo, user


def prepare():
    """Fetch and build what is missing; silent when nothing is."""
    user.runner()
    odoo.python()
    odoo.find()
