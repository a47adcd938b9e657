import {registry} from "@web/core/registry";

const CLIENT = "Quirinia";
const CARD = `.o_field_widget[name=coming_client_ids] .o_kanban_record:contains("${CLIENT}")`;

function count(text) {
    return {
        content: `the count says ${text}`,
        trigger: `.o_field_widget[name=evening_summary]:contains("${text}")`,
    };
}

registry.category("web_tour.tours").add("spiegelgesprek_evening", {
    steps: () => [
        {
            content: "open the traject",
            trigger: `.o_kanban_record:contains("Contact with youngsters")`,
            run: "click",
        },
        {
            content: "open the evening before",
            trigger: "button[name=action_open_evening]",
            run: "click",
        },
        count("2 of 2 come, minimum 2"),
        {
            content: "the phone can be tapped",
            trigger: `${CARD} a[href^="tel:"]`,
        },
        {
            content: "the client withdraws",
            trigger: `${CARD} button[name=action_withdraw]`,
            run: "click",
        },
        {
            content: "the second tap confirms it",
            trigger: ".modal-footer .btn-primary",
            run: "click",
        },
        count("1 of 2 come, minimum 2"),
        {
            content: "call spares",
            trigger: "button[name=action_open_spares]",
            run: "click",
        },
        {
            content: "the spare comes",
            trigger:
                ".o_field_widget[name=spare_client_ids] button[name=action_accept]",
            run: "click",
        },
        count("2 of 3 come, minimum 2"),
        {
            content: "go back",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "postpone",
            trigger: `button:contains("Postpone")`,
            run: "click",
        },
        {
            content: "open the new date",
            trigger:
                ".modal .o_field_widget[name=date_conversation] button, .modal .o_field_widget[name=date_conversation] input",
            run: "click",
        },
        {
            content: "type the new date",
            trigger: ".modal .o_field_widget[name=date_conversation] input",
            run: "edit 06/16/2099 15:30:00",
        },
        {
            content: "say why",
            trigger: ".modal .o_field_widget[name=reason] textarea",
            run: "edit Too few people can come",
        },
        {
            content: "postpone it",
            trigger: ".modal-footer button[name=action_postpone]",
            run: "click",
        },
        {
            content: "it says whom to call",
            trigger: `.modal div[name=result]:contains("Clients who agreed"):contains("2")`,
        },
        {
            content: "close it",
            trigger: `.modal-footer button:contains("Close")`,
            run: "click",
        },
        {
            content: "back on the evening before",
            trigger: "body:not(:has(.modal)) .o_field_widget[name=evening_summary]",
        },
    ],
});
