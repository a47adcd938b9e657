import {formatDate, formatDateTime} from "@web/core/l10n/dates";
import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";
import {stepUtils} from "@web_tour/tour_utils";
import {
    choose,
    drag,
    goBack,
    nextMonth,
    openApp,
    openTab,
    select,
    settle,
    switchView,
    type,
    typeDate,
} from "./tour_steps";

const NAME = "Tour about the family plan";
const CARD = `.o_kanban_record:contains("${NAME}")`;
const QUICK = ".o_kanban_quick_create";
const FORM = ".o_form_view .o_form_sheet";
const ROW = ".o_list_view .o_selected_row";

function dateShown(day) {
    const text = nextMonth(day).toFormat("MMM d");
    return {
        content: `the form shows ${text}`,
        trigger: `${FORM} .o_field_widget[name=date_conversation] button:contains("${text}")`,
    };
}

function statButton(name, text) {
    return {
        content: `${name} says ${text}`,
        trigger: `.oe_stat_button[name=${name}]:contains("${text}")`,
    };
}

function openCard() {
    return [
        {content: "open the traject", trigger: CARD, run: "click"},
        {
            content: "it is the form of the traject",
            trigger: `${FORM} .o_field_widget[name=name] textarea:value("${NAME}")`,
        },
    ];
}

/** Add somebody in a list of the form. */
function addRow(field, index, role, contact) {
    const list = `${FORM} .o_field_widget[name=${field}]`;
    const row = `${list} .o_data_row:eq(${index}).o_selected_row`;
    return [
        {
            content: `add a row in ${field}`,
            trigger: `${list} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        ...choose(row, "role_id", role),
        ...choose(row, "partner_id", contact),
    ];
}

/** Click a state in a row and see that the row took it. */
function setState(within, who, action, state) {
    const row = `${within} .o_data_row:contains("${who}")`;
    return [
        {
            content: `${who}: ${action}`,
            trigger: `${row} button[name=${action}]`,
            run: "click",
        },
        {
            content: `${who} is ${state}`,
            trigger: `${row} [name=state] .badge:contains("${state}")`,
        },
    ];
}

function addActionPoint(index, name, level, owner, who, deadline) {
    const list = `${FORM} .o_field_widget[name=action_point_ids]`;
    const row = `${list} .o_data_row:eq(${index}).o_selected_row`;
    return [
        {
            content: "add an action point",
            trigger: `${list} .o_field_x2many_list_row_add a`,
            run: "click",
        },
        type(row, "name", name),
        ...select(row, "level", level),
        ...choose(row, owner, who),
        ...typeDate(row, "date_deadline", formatDate(deadline)),
    ];
}

registry.category("web_tour.tours").add("spiegelgesprek_coordinator", {
    steps: () => [
        ...openApp(),

        // A traject of the method
        {
            content: "new traject",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        type(QUICK, "name", NAME),
        ...choose(QUICK, "method_id", "Youth and family protection"),
        {
            content: "open it",
            trigger: `${QUICK} .o_kanban_edit`,
            run: "click",
        },
        statButton("action_open_clients", "0 of 11"),
        statButton("action_open_listeners", "0 of 28"),
        openTab("listeners"),
        {
            content: "it has the seats of the method",
            trigger: `${FORM} [name=seat_ids]:has([name=maximum]:contains(20)):has([name=maximum]:contains(5)):has([name=maximum]:contains(3))`,
        },

        // T, in the form and by dragging
        ...typeDate(FORM, "date_conversation", formatDateTime(nextMonth(15))),
        ...stepUtils.saveForm(),
        {
            content: "the meeting is in the calendar",
            trigger: ".oe_stat_button[name=action_open_calendar]",
        },
        ...goBack("kanban"),
        ...switchView("calendar"),
        {
            content: "next month",
            trigger: ".o_calendar_button_next",
            run: "click",
        },
        ...drag(NAME, 15, 23),
        ...switchView("kanban"),
        ...openCard(),
        dateShown(23),

        // Once more, in Odoo's own calendar
        {
            content: "open the calendar",
            trigger: ".oe_stat_button[name=action_open_calendar]",
            run: "click",
        },
        {
            content: "choose another scale",
            trigger: ".o_calendar_view .scale_button_selection",
            run: "click",
        },
        {
            content: "the whole month",
            trigger: ".o_scale_button_month",
            run: "click",
        },
        {
            content: "it is the month",
            trigger: ".fc-dayGridMonth-view",
        },
        ...drag("SG/", 23, 22),
        ...goBack("form"),
        dateShown(22),

        // A client, in the screen for clients
        {
            content: "open the clients",
            trigger: ".oe_stat_button[name=action_open_clients]",
            run: "click",
        },
        {
            content: "add a client",
            trigger: ".o_list_view .o_list_button_add",
            run: "click",
        },
        ...choose(ROW, "role_id", "Client"),
        type(ROW, "name", "Wilhelmina"),
        {
            content: "save the client",
            trigger: ".o_list_button_save",
            run: "click",
        },
        ...setState(".o_list_view", "Wilhelmina", "action_invite", "Asked"),
        ...setState(".o_list_view", "Wilhelmina", "action_accept", "Agreed"),
        ...goBack("form"),
        statButton("action_open_clients", "1 of 11"),

        // Listeners and the lead, in the form
        openTab("listeners"),
        ...addRow("outer_participant_ids", 0, "Employee", "Tour Employee"),
        ...addRow("outer_participant_ids", 1, "Chain partner", "Tour Partner"),
        openTab("lead"),
        ...addRow("lead_participant_ids", 0, "Facilitator", "Tour Facilitator"),
        ...stepUtils.saveForm(),
        ...setState(FORM, "Tour Facilitator", "action_invite", "Asked"),
        ...setState(FORM, "Tour Facilitator", "action_accept", "Agreed"),
        ...setState(FORM, "Tour Facilitator", "action_confirm", "Confirmed"),
        openTab("listeners"),
        ...setState(FORM, "Tour Employee", "action_invite", "Asked"),
        ...setState(FORM, "Tour Employee", "action_accept", "Agreed"),
        ...setState(FORM, "Tour Partner", "action_invite", "Asked"),
        statButton("action_open_listeners", "1 of 28"),

        // To the next stage
        ...goBack("kanban"),
        {
            content: "the card counts",
            trigger: `${CARD}:contains("Clients 1 of 11"):contains("Listeners 1 of 28")`,
        },
        settle(),
        {
            content: "drag the card to the next stage",
            trigger: `.o_kanban_group:eq(0) ${CARD}`,
            run: ({drag_and_drop}) => drag_and_drop(".o_kanban_group:eq(1)"),
        },
        {
            content: "it is in the next stage",
            trigger: `.o_kanban_group:eq(1) ${CARD}`,
        },

        // Two action points
        ...openCard(),
        openTab("action_points"),
        settle(),
        ...addActionPoint(
            0,
            "One contact person for each family",
            "Organisation",
            "user_id",
            "User listener",
            nextMonth(25)
        ),
        ...addActionPoint(
            1,
            "Letters in plain words",
            "Team",
            "partner_id",
            "Tour Employee",
            nextMonth(27)
        ),
        ...stepUtils.saveForm(),
        statButton("action_open_action_points", "0 of 2"),

        // To Excel
        {
            content: "open the menu of actions",
            trigger: ".o_cp_action_menus .fa-cog",
            run: "click",
        },
        {
            content: "export the action plan",
            trigger: `.o-dropdown--menu .o_menu_item:contains("Export action plan")`,
            async run({click}) {
                // Tell when the file has come; it comes as it always does.
                const original = download._download;
                download._download = async (options) => {
                    const name = await original(options);
                    download._download = original;
                    document.body.dataset.downloaded = name;
                };
                await click();
            },
        },
        {
            content: "the file has come",
            trigger: `body[data-downloaded^="Action plan SG-"][data-downloaded$=".xlsx"]`,
        },
        {
            content: "the screen is free again",
            trigger: `body:not(:has(.o_blockUI)) ${FORM}`,
        },
    ],
});
