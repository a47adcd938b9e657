import {browser} from "@web/core/browser/browser";
import {registry} from "@web/core/registry";
import {openApp, openMenu, type} from "./tour_steps";

function openCard() {
    return {
        content: "open the questions of this card",
        trigger: ".modal button[name=action_open]",
        run: "click",
    };
}

registry.category("web_tour.tours").add("spiegelgesprek_card", {
    steps: () => [
        ...openApp(),
        ...openMenu("menu_reporting", "evaluation_entry_menu"),
        {
            content: "it says who types in, and who doesn't",
            trigger: `.modal .o_form_view:contains("Who was in the room doesn't do this")`,
        },
        type(".modal", "code", "K7M4 P2RY"),
        openCard(),
        {
            content: "no such card, and what to look at",
            trigger: `.modal .modal-body:contains("No card has this code")`,
        },
        {
            content: "close the message",
            trigger: ".modal:not(.o_inactive_modal) .modal-footer .btn-primary",
            run: "click",
        },
        type(".modal", "code", "k7m4-p2rx"),
        {
            content: "note what is opened in another tab",
            trigger: ".modal",
            run() {
                browser.open = (url) => {
                    document.body.dataset.opened = url;
                    return {closed: false};
                };
            },
        },
        openCard(),
        {
            content: "the page of the card is opened",
            trigger: `body[data-opened*="/spiegelgesprek/evaluatie/"]`,
        },
    ],
});
