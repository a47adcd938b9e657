import {registry} from "@web/core/registry";
import {settle} from "./tour_steps";

const NOW = ".o_field_widget[name=call_now_ids]";

function spoken(text) {
    return {
        content: `the count says ${text}`,
        trigger: `.o_field_widget[name=call_summary]:contains("${text}")`,
    };
}

function next(name) {
    return {
        content: `${name} is next`,
        trigger: `${NOW} .o_kanban_record:contains("${name}")`,
    };
}

function tap(name, list = "call_now_ids") {
    return {
        content: `tap ${name}`,
        trigger: `.o_field_widget[name=${list}] button[name=action_call_${name}]`,
        run: "click",
    };
}

registry.category("web_tour.tours").add("spiegelgesprek_recruiting", {
    steps: () => [
        {
            content: "open the traject",
            trigger: `.o_kanban_record:contains("Contact with youngsters")`,
            run: "click",
        },
        {
            content: "look whether the group will be there",
            trigger: ".o_notebook .nav-link[name=recruiting]",
            run: "click",
        },
        {
            content: "the recruiter passed somebody on",
            trigger: `.o_field_widget[name=recruitment_ids]:contains("User recruiter")`,
        },
        {
            content: "somebody is still needed",
            trigger: `div[name=meter]:contains("To find") .o_field_widget[name=client_short]:contains("9")`,
        },
        {
            content: "open the numbers",
            trigger: ".o-form-buttonbox .o_button_more",
            run: "click",
        },
        {
            content: "open the clients",
            trigger: `.oe_stat_button[name=action_open_clients]:contains("2 of 11")`,
            run: "click",
        },
        {
            content: "the clients of this traject are there",
            trigger: `.o_kanban_view .o_kanban_record:contains("Quirinia")`,
        },
        settle(),
        {
            content: "add one whom the coordinator found",
            trigger: ".o-kanban-button-new",
            run: "click",
        },
        {
            content: "a first name",
            trigger: ".o_form_view .o_field_widget[name=name] input",
            run: "edit Wilhelmina",
        },
        {
            content: "a number",
            trigger: ".o_form_view .o_field_widget[name=phone] input",
            run: "edit 06 11 22 33 44",
        },
        {
            content: "may be contacted",
            trigger: ".o_form_view .o_field_widget[name=is_contactable] input",
            run: "click",
        },
        {
            content: "was asked",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_invite]",
            run: "click",
        },
        {
            content: "agrees",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_accept]",
            run: "click",
        },
        {
            content: "agreed",
            trigger: ".o_form_view .o_statusbar_buttons button[name=action_confirm]",
        },
        {
            content: "back to the clients",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "the clients are there",
            trigger: ".o_kanban_view",
        },
        {
            content: "back to the traject",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: "call them",
            trigger: ".o_form_view button[name=action_open_calls]",
            run: "click",
        },
        spoken("0 of 3 spoken"),
        next("Quirinia"),
        {
            content: "the number can be tapped, and the script says when",
            trigger: `${NOW} .o_kanban_record:contains("Does it still suit?") a[href^="tel:"]`,
        },
        tap("comes"),
        spoken("1 of 3 spoken"),
        next("Second"),
        tap("later"),
        next("Wilhelmina"),
        {
            content: "who was not reached comes after that",
            trigger: `.o_field_widget[name=call_rest_ids] .o_kanban_record:contains("Second"):contains("Not reached")`,
        },
        tap("undo", "call_last_ids"),
        next("Second"),
        tap("not_coming"),
        spoken("2 of 3 spoken"),
        next("Wilhelmina"),
        tap("doubts"),
        {
            content: "nobody is left for now",
            trigger: `.o_form_view:contains("Nobody is left to call now")`,
        },
        settle(),
    ],
});
