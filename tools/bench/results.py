"""Results of an evaluation beside Odoo's own page of results: the same questions.

Runs in `odoo shell`; what it makes is rolled back. Ours is read by a manager of the
addon, Odoo's by an officer of the survey app. Measured is the whole page: finding the
answers, counting them, and the HTML.
"""

import time
from contextlib import contextmanager
from types import SimpleNamespace

from odoo.http import _request_stack
from odoo.tools import SQL

from odoo.addons.spiegelgesprek.controllers.survey import SpiegelgesprekSurvey
from odoo.addons.survey.controllers.main import Survey

SIZES, ROUNDS, BUDGET = (60, 2000), 12, 1.1
OURS, THEIRS = (
    "spiegelgesprek.spiegelgesprek_group_manager",
    "survey.group_survey_user",
)
env = env(user=1)  # noqa: F821 - the shell's, with all rights


def make_user(login, group):
    groups = ("base.group_user", group)
    return env["res.users"].create(
        {
            "name": login,
            "login": login,
            "group_ids": [(6, 0, [env.ref(name).id for name in groups])],
        }
    )


def copy_plain(form):
    """A survey of Odoo's own with the same questions."""
    survey = env["survey.survey"].create({"title": "Plain", "survey_type": "survey"})
    for question in form.question_and_page_ids:
        question.copy({"survey_id": survey.id})
    return survey


def answer(survey, **values):
    """One answer to all questions."""
    given = env["survey.user_input"].create(
        {"survey_id": survey.id, "state": "done", **values}
    )
    for question in survey.question_ids:
        value = "4" if question.question_type == "scale" else "Words of some length"
        given._save_lines(question, value)
    env.flush_all()
    return given


def multiply(given, number):
    """So many answers as the first, each with its lines."""
    if number <= 0:
        return
    env.flush_all()
    env.cr.execute(
        SQL(
            "INSERT INTO survey_user_input (access_token, %(names)s)"
            " SELECT gen_random_uuid()::text, %(names)s FROM survey_user_input,"
            " generate_series(1, %(number)s) WHERE id = %(id)s RETURNING id",
            names=columns(given, "access_token"),
            number=number,
            id=given.id,
        )
    )
    ids = [row[0] for row in env.cr.fetchall()]
    env.cr.execute(
        SQL(
            "INSERT INTO survey_user_input_line (user_input_id, %(names)s)"
            " SELECT n, %(names)s FROM survey_user_input_line, unnest(%(ids)s) AS n"
            " WHERE user_input_id = %(id)s",
            names=columns(given.user_input_line_ids, "user_input_id"),
            ids=ids,
            id=given.id,
        )
    )
    env.invalidate_all()


def columns(records, but):
    return SQL(", ").join(
        SQL.identifier(name)
        for name, field in records._fields.items()
        if field.store and field.column_type and name not in ("id", but)
    )


@contextmanager
def pretend_request(own, params):
    session = SimpleNamespace(debug="", uid=own.uid, is_dirty=False)
    _request_stack.push(
        SimpleNamespace(
            env=own,
            params=params,
            db=own.cr.dbname,
            session=session,
            is_frontend=False,
            is_frontend_multilang=False,
        )
    )
    try:
        yield
    finally:
        _request_stack.pop()


def show(controller, survey_id, user, **params):
    """Make the page as its route does; return seconds, queries and answers shown."""
    env.flush_all()
    env.invalidate_all()
    own = env(user=user.id, su=False, context={"lang": "en_US"})
    before, started = env.cr.sql_log_count, time.perf_counter()
    with pretend_request(own, params):
        survey = own["survey.survey"].browse(survey_id)
        lines, filters = controller._extract_filters_data(survey, params)
        counted = survey._prepare_statistics(lines)
        values = {
            "survey": survey,
            "survey_data": counted,
            "question_and_page_data": survey.question_and_page_ids._prepare_statistics(
                lines
            ),
            "search_filters": filters,
            "search_finished": False,
            "search_failed": False,
            "search_passed": False,
            "page_record_limit": 10,
        }
        own["ir.qweb"]._render("survey.survey_page_statistics_inner", values)
    spent = time.perf_counter() - started
    return spent, env.cr.sql_log_count - before, counted["count_all"]


manager, officer = make_user("ours", OURS), make_user("theirs", THEIRS)
method = env.ref("spiegelgesprek.method_jgb")
traject = env["spiegelgesprek.traject"].create(
    {"name": "Bench", "method_id": method.id}
)
form = traject.client_survey_id
plain = copy_plain(form)
first = answer(form, traject_id=traject.id, ring="inner", released=True)
other = answer(plain)
sides = (
    (SpiegelgesprekSurvey(), form, manager, first),
    (Survey(), plain, officer, other),
)
params = {"traject_id": str(traject.id), "ring": "inner"}
print(f"{'':26} {'ours':>8} {'Odoo':>8} {'ratio':>6}  budget")
seen = []
for size in SIZES:
    for _controller, survey, _user, given in sides:
        have = env["survey.user_input"].search_count([("survey_id", "=", survey.id)])
        multiply(given, size - have)
    env.cr.execute("ANALYZE survey_user_input, survey_user_input_line")
    # in turns: what else the machine does hits both
    rounds = [
        [
            show(controller, survey.id, user, **(params if survey == form else {}))
            for controller, survey, user, _given in sides
        ]
        for _round in range(ROUNDS)
    ]
    if {shown for pair in rounds for _spent, _queries, shown in pair} != {size}:
        raise AssertionError(f"{rounds} instead of {size} answers")
    best = [1000 * min(pair[side][0] for pair in rounds) for side in (0, 1)]
    queries = [rounds[-1][side][1] for side in (0, 1)]
    seen.append(queries[0])
    ratio = best[0] / best[1]
    print(
        f"{f'{size} answers: ms, best':26} {best[0]:8.0f} {best[1]:8.0f} {ratio:6.2f}"
        f"  <= {BUDGET}"
    )
    print(f"{'queries':26} {queries[0]:8} {queries[1]:8}")
print(f"{'same queries at both sizes':26} {str(len(set(seen)) == 1):>8}")
env.cr.rollback()
