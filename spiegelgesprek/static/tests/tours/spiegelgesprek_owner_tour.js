import {registry} from "@web/core/registry";
import {openApp, openMenu, type} from "./tour_steps";

const POINT = "One contact person";
const STATE = ".o_form_statusbar .o_field_widget[name=state]";

registry.category("web_tour.tours").add("spiegelgesprek_owner", {
    steps: () => [
        ...openApp(),
        ...openMenu("action_point_menu_root", "action_point_menu_mine"),
        {
            content: "my own action point, and not the one of somebody else",
            trigger: `.o_list_view:not(:contains("Not mine")) .o_data_row:contains("${POINT}") button[name=get_formview_action]`,
            run: "click",
        },
        {
            content: "in progress",
            trigger: `${STATE} button[data-value=in_progress]`,
            run: "click",
        },
        {
            content: "it is in progress",
            trigger: `.o_form_saved ${STATE} button[data-value=in_progress].o_arrow_button_current`,
        },
        {
            content: "done",
            trigger: `${STATE} button[data-value=done]`,
            run: "click",
        },
        {
            content: "not without a result, and it says so",
            trigger: `.modal .modal-body:contains("Write down the result")`,
        },
        {
            content: "close the message",
            trigger: ".modal .modal-footer .btn-primary",
            run: "click",
        },
        type(".o_form_sheet", "result", "Every family knows whom to call"),
        {
            content: "save",
            trigger: ".o_form_button_save",
            run: "click",
        },
        {
            content: "it is done",
            trigger: `.o_form_saved ${STATE} button[data-value=done].o_arrow_button_current`,
        },
    ],
});
