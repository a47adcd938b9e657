import {download} from "@web/core/network/download";
import {registry} from "@web/core/registry";

/**
 * Fetch a file by POST: what is taken out is logged, and a GET may change nothing.
 * Errors come back as the message that the server gave.
 */
async function downloadByPost(env, {params}) {
    env.services.ui.block();
    try {
        await download({url: params.url, data: {payload: params.payload}});
    } finally {
        env.services.ui.unblock();
    }
    return {type: "ir.actions.act_window_close"};
}

registry.category("actions").add("spiegelgesprek_download", downloadByPost);
