import {Component, onWillStart, onWillUpdateProps, useState} from "@odoo/owl";
import {useService} from "@web/core/utils/hooks";

/** What must I do today: a number for each kind, with the list behind it. */
export class TodayTiles extends Component {
    static template = "spiegelgesprek.TodayTiles";
    static props = {list: {type: Object, optional: true}};

    setup() {
        this.orm = useService("orm");
        this.action = useService("action");
        this.state = useState({tiles: []});
        onWillStart(() => this.load());
        onWillUpdateProps(() => this.load());
    }

    async load() {
        this.state.tiles = await this.orm.call(
            "spiegelgesprek.traject",
            "get_today_tiles"
        );
    }

    getColor(tile) {
        if (!tile.count) {
            return "text-muted";
        }
        return tile.is_late ? "text-danger" : "text-body";
    }

    async open(tile) {
        const action = await this.orm.call(
            "spiegelgesprek.traject",
            "action_open_today_tile",
            [tile.key]
        );
        if (action) {
            this.action.doAction(action);
        }
    }
}
