import {registry} from "@web/core/registry";
import {openApp, openTab, type} from "./tour_steps";

const SAID = "Nobody called me back";
const INSIGHT = "Clients wait long for an answer";

registry.category("web_tour.tours").add("spiegelgesprek_insight", {
    steps: () => [
        ...openApp(),
        {
            content: "open the traject",
            trigger: `.o_kanban_record:contains("Contact with youngsters")`,
            run: "click",
        },
        openTab("evaluation"),
        {
            content: "see what people wrote",
            trigger: ".o_form_view button[name=action_open_written_answers]",
            run: "click",
        },
        {
            content: "one click makes an insight of a text",
            trigger: `.o_list_view .o_data_row:contains("${SAID}") button[name=action_spiegelgesprek_make_insight]`,
            run: "click",
        },
        {
            content: "it starts with what was written",
            trigger: `.o_form_view .o_field_widget[name=text] textarea:value("${SAID}")`,
        },
        {
            content: "it can be better",
            trigger: `.o_field_widget[name=kind] label:contains("Can be better")`,
            run: "click",
        },
        type(".o_form_view", "text", INSIGHT),
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "one click makes an action point of it",
            trigger: ".o_form_saved button[name=action_make_action_point]",
            run: "click",
        },
        {
            content: "it comes from the insight",
            trigger: `.o_form_view .o_field_widget[name=insight_ids]:contains("${INSIGHT}")`,
        },
        {
            content: "and starts with its words",
            trigger: `.o_form_view .o_field_widget[name=name] input:value("${INSIGHT}"), .o_form_view .o_field_widget[name=name] textarea:value("${INSIGHT}")`,
        },
        type(".o_form_view", "name", "Call back within two days"),
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it is saved",
            trigger: ".o_form_saved",
        },
    ],
});
