import {SurveyForm} from "@survey/interactions/survey_form";
import {ConfirmationDialog} from "@web/core/confirmation_dialog/confirmation_dialog";
import {patch} from "@web/core/utils/patch";

patch(SurveyForm.prototype, {
    /** Mirrors core's `onSubmit`: our forms ask in the words that stand on the page. */
    onSubmit(ev) {
        const words = this.el.querySelector(".o_spiegelgesprek_sure");
        if (!words || ev.currentTarget.value !== "finish") {
            return super.onSubmit(ev);
        }
        ev.preventDefault();
        const [title, body, confirmLabel] = [...words.children].map((element) =>
            element.textContent.trim()
        );
        this.dialog.add(ConfirmationDialog, {
            title,
            body,
            confirmLabel,
            confirm: () => {
                this.waitForTimeout(() => this.submitForm({isFinish: true}), 0);
            },
            cancel: () => {},
        });
    },
});
