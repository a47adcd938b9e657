import {registry} from "@web/core/registry";

const CLIENT = "Quirinia";

registry.category("web_tour.tours").add("spiegelgesprek_phone", {
    steps: () => [
        {
            content: "open the traject",
            trigger: `.o_kanban_record:contains("Contact with youngsters")`,
            run: "click",
        },
        {
            content: "open the numbers",
            trigger: ".o-form-buttonbox .o_button_more",
            run: "click",
        },
        {
            content: "open the clients",
            trigger: `.oe_stat_button[name=action_open_clients]:contains("0 of 11")`,
            run: "click",
        },
        {
            content: "open a client",
            trigger: `.o_kanban_record:contains("${CLIENT}")`,
            run: "click",
        },
        {
            content: "the client agrees",
            trigger: ".o_statusbar_buttons button[name=action_accept]",
            run: "click",
        },
        {
            content: "it says so",
            trigger: ".o_statusbar_buttons button[name=action_confirm]",
        },
    ],
});
