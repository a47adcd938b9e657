import {registry} from "@web/core/registry";
import {goBack, openApp, type} from "./tour_steps";

const NAME = "Contact with youngsters";
const CLIENT = "Quirinia";
const CLIENTS = ".oe_stat_button[name=action_open_clients]";

registry.category("web_tour.tours").add("spiegelgesprek_manager", {
    steps: () => [
        ...openApp(),
        {
            content: "a manager sees the numbers",
            trigger: `.o_kanban_record:contains("${NAME}"):contains("Clients 1 of 11")`,
            run: "click",
        },
        {
            content: "open the clients",
            trigger: `${CLIENTS}:contains("1 of 11")`,
            run: "click",
        },
        {
            content: "and sees none of them",
            trigger: `.o_list_view:not(:contains("${CLIENT}")) .o_view_nocontent`,
        },
        ...goBack("form"),
        {
            content: "take over",
            trigger: `.o_statusbar_buttons button:contains("Take Over")`,
            run: "click",
        },
        type(".modal", "reason", "The coordinator is on sick leave"),
        {
            content: "take over with this reason",
            trigger: ".modal button[name=action_take_over]",
            run: "click",
        },
        {
            content: "the manager is the coordinator now",
            trigger: `body:not(:has(.modal)) .o_field_widget[name=user_id] input:value("User manager")`,
        },
        {
            content: "there is nothing left to take over",
            trigger: `.o_form_view:not(:has(.o_statusbar_buttons button:contains("Take Over")))`,
        },
        {
            content: "open the clients again",
            trigger: CLIENTS,
            run: "click",
        },
        {
            content: "now they are there",
            trigger: `.o_list_view .o_data_row:contains("${CLIENT}")`,
        },
    ],
});
