import {formatDate, formatDateTime} from "@web/core/l10n/dates";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";
import {
    choose,
    drag,
    goBack,
    nextMonth,
    openApp,
    openTab,
    settle,
    switchView,
    type,
    typeDate,
} from "./tour_steps";

const NAME = "Tour of the step plan";
const CARD = `.o_kanban_record:contains("${NAME}")`;
const QUICK = ".o_kanban_quick_create";
const FORM = ".o_form_view .o_form_sheet";
const DONE = "Ask professionals what they want to know";
const DONE_TOO = "Arrange place, room, food and vouchers";
const SHIFTED = "Ask both rings for feedback";
const OPEN = "Get the room ready and hold the conversation";

function row(name) {
    return `${FORM} .o_field_widget[name=step_ids] .o_data_row:contains("${name}")`;
}

/** A step stands on a day of next month. */
function planned(name, day) {
    const text = nextMonth(day).toFormat("MMM d");
    return {
        content: `${name} is planned on ${text}`,
        trigger: `${row(name)} [name=date_deadline]:contains(/${text}(?!\\d)/)`,
    };
}

function openPlan() {
    return [
        {content: "open the traject", trigger: CARD, run: "click"},
        openTab("steps"),
    ];
}

/** Tick an activity in the list behind the cell; the list closes after that. */
function tick(summary) {
    const cell = `.o_activity_view .o_data_row:contains("${NAME}") .o_activity_summary_cell`;
    const item = `.o-mail-ActivityListPopoverItem:contains("${summary}")`;
    return [
        settle(),
        {
            content: "open what is to do",
            trigger: `${cell}.overdue .cursor-pointer`,
            run: "click",
        },
        {
            content: `mark ${summary}`,
            trigger: `${item} .o-mail-ActivityListPopoverItem-markAsDone`,
            run: "click",
        },
        {
            content: "it is done",
            trigger: `${item} button[aria-label=Done]`,
            run: "click",
        },
        {
            content: "the list closes",
            trigger: `body:not(:has(${item}))`,
        },
    ];
}

registry.category("web_tour.tours").add("spiegelgesprek_plan", {
    steps: () => [
        ...openApp(),

        // Pick a method and set the date
        {
            content: "new traject",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        type(QUICK, "name", NAME),
        ...choose(QUICK, "method_id", "Tour method"),
        ...typeDate(QUICK, "date_conversation", formatDateTime(nextMonth(14))),
        {
            content: "open it",
            trigger: `${QUICK} .o_kanban_edit`,
            run: "click",
        },
        openTab("steps"),
        planned(OPEN, 14),
        planned(SHIFTED, 15),

        // Shift a step by hand
        {
            content: "edit the deadline",
            trigger: `${row(SHIFTED)} [name=date_deadline]`,
            run: "click",
        },
        ...typeDate(
            `${FORM} .o_selected_row`,
            "date_deadline",
            formatDate(nextMonth(18))
        ),
        ...stepUtils.saveForm(),
        planned(SHIFTED, 18),

        // Tick two steps among the activities
        ...goBack("kanban"),
        ...switchView("activity"),
        ...tick(DONE),
        ...tick(DONE_TOO),

        // Drag the date, and see the plan move
        ...switchView("calendar"),
        {
            content: "next month",
            trigger: ".o_calendar_button_next",
            run: "click",
        },
        ...drag(NAME, 14, 22),
        ...switchView("kanban"),
        ...openPlan(),
        planned(OPEN, 22),
        planned(SHIFTED, 26),
        {
            content: "what is done is done",
            trigger: `${row(DONE)}:contains("Done")`,
        },
    ],
});

registry.category("web_tour.tours").add("spiegelgesprek_plan_back", {
    steps: () => [
        ...openApp(),
        ...switchView("calendar"),
        {
            content: "next month",
            trigger: ".o_calendar_button_next",
            run: "click",
        },
        ...drag(NAME, 22, 12),
        ...switchView("kanban"),
        {
            content: "the tile counts what is late by now",
            trigger: ".o_spiegelgesprek_today [data-tile=late_steps] .text-danger",
        },
        ...openPlan(),
        planned(OPEN, 12),
        planned(SHIFTED, 16),
        settle(),
        {
            content: "what came to lie in the past is flagged",
            trigger: `${row("Soon")} [name=date_deadline].text-danger`,
        },
    ],
});
