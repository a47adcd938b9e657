/** Steps that several tours take. */

/** Open the app from the menu of apps, and one of its menus. */
export function openMenu(...menus) {
    return menus.map((menu) => ({
        content: `open the menu ${menu}`,
        trigger: `[data-menu-xmlid="spiegelgesprek.spiegelgesprek_${menu}"]`,
        run: "click",
    }));
}

export function openApp() {
    return [
        {
            content: "open the menu of apps",
            trigger: ".o_navbar_apps_menu button:enabled",
            run: "click",
        },
        {
            content: "open our app",
            trigger: `.o_app[data-menu-xmlid="spiegelgesprek.spiegelgesprek_menu_root"]`,
            run: "click",
        },
        {
            content: "the trajects are there",
            trigger: ".o_kanban_view .o_kanban_group:not(.o_kanban_group_nocontent)",
        },
    ];
}

/** Type in a field, a row or a form given by `within`. */
export function type(within, name, text) {
    return {
        content: `type ${text} in ${name}`,
        trigger: `${within} .o_field_widget[name=${name}] input, ${within} .o_field_widget[name=${name}] textarea`,
        run: `edit ${text}`,
    };
}

/**
 * Wait until nothing on the screen changes any more. What is drawn again halfway
 * falls out of the mouse.
 */
export function settle() {
    return {
        content: "the screen stands still",
        trigger: ".o_action_manager",
        run({anchor}) {
            return new Promise((resolve) => {
                let timer = 0;
                const observer = new MutationObserver(() => wait());
                const wait = () => {
                    clearTimeout(timer);
                    timer = setTimeout(() => {
                        observer.disconnect();
                        resolve();
                    }, 300);
                };
                observer.observe(anchor, {
                    attributes: true,
                    childList: true,
                    subtree: true,
                });
                wait();
            });
        },
    };
}

/** Choose a record by typing its name. */
export function choose(within, name, label) {
    const field = `${within} .o_field_widget[name=${name}]`;
    return [
        {
            content: `look for ${label} in ${name}`,
            trigger: `${field} input`,
            run: `edit ${label}`,
        },
        // The search starts when nobody types any more. Whoever chooses before that
        // gets the list back.
        settle(),
        {
            content: `choose ${label}`,
            trigger: `${field} .o-autocomplete--dropdown-item:not(.o_m2o_dropdown_option) a:contains("${label}")`,
            run: "click",
        },
        {
            content: `${label} is chosen`,
            trigger: `${field}:not(:has(.o-autocomplete--dropdown-menu)) input:value("${label}")`,
        },
    ];
}

/** Choose one of the options of a field. */
export function select(within, name, label) {
    const field = `${within} .o_field_widget[name=${name}]`;
    return [
        {
            content: `open ${name}`,
            trigger: `${field} input`,
            run: "click",
        },
        {
            content: `choose ${label}`,
            trigger: `.o_select_menu_menu .o_select_menu_item:contains("${label}")`,
            run: "click",
        },
        {
            content: `${label} is chosen`,
            trigger: `${field} input:value("${label}")`,
        },
    ];
}

/** Type a date or time; what stands there already is a button. */
export function typeDate(within, name, text) {
    return [
        {
            content: `open ${name}`,
            trigger: `${within} .o_field_widget[name=${name}] button, ${within} .o_field_widget[name=${name}] input`,
            run: "click",
        },
        {
            content: `type ${text} in ${name}`,
            trigger: `${within} .o_field_widget[name=${name}] input`,
            run: `edit ${text}`,
        },
    ];
}

/** Open a tab of the form. */
export function openTab(name) {
    return {
        content: `open the tab ${name}`,
        trigger: `.o_notebook .nav-link[name=${name}]`,
        run: "click",
    };
}

/** Go to another view of the same records. */
export function switchView(view) {
    return [
        {
            content: `switch to ${view}`,
            trigger: `.o_switch_view.o_${view}`,
            run: "click",
        },
        {
            content: `it is ${view}`,
            trigger: `.o_${view}_view`,
        },
    ];
}

/** Go back to where the form was opened from. */
export function goBack(view) {
    return [
        {
            content: "go back",
            trigger: ".o_breadcrumb .o_back_button",
            run: "click",
        },
        {
            content: `back in ${view}`,
            trigger: `.o_${view}_view`,
        },
    ];
}

/** In the middle of next month: days that each month has, and no change of the clock. */
export function nextMonth(day) {
    const month = luxon.DateTime.now().startOf("month").plus({months: 1});
    return month.set({day, hour: 12});
}

function cell(day) {
    return `.fc-daygrid-day[data-date="${nextMonth(day).toISODate()}"]`;
}

/** Take the meeting with the mouse and drop it on another day of the month. */
export function drag(text, from, to) {
    return [
        settle(),
        {
            content: `${text} is on day ${from}`,
            // the last of the day: the pre-meeting has the same neutral name
            trigger: `${cell(from)} .fc-event:contains("${text}"):last`,
            run: `drag_and_drop ${cell(to)} .fc-daygrid-day-events`,
        },
        {
            content: `${text} is on day ${to}`,
            trigger: `${cell(to)} .fc-event:contains("${text}")`,
        },
        {
            content: "and no longer where it was",
            trigger: `${cell(from)}:not(:has(.fc-event))`,
        },
    ];
}
