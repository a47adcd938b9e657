import {TodayTiles} from "./today_tiles";
import {KanbanRenderer} from "@web/views/kanban/kanban_renderer";
import {kanbanView} from "@web/views/kanban/kanban_view";
import {registry} from "@web/core/registry";

class TrajectKanbanRenderer extends KanbanRenderer {
    static template = "spiegelgesprek.TrajectKanbanRenderer";
    static components = {...KanbanRenderer.components, TodayTiles};
}

registry.category("views").add("spiegelgesprek_traject_kanban", {
    ...kanbanView,
    Renderer: TrajectKanbanRenderer,
});
