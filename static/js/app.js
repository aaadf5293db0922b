// Everything that makes the page quicker than its forms. Without this file every form still posts and every link still leads.

import "htmx.org";
import "./elements/command-palette.js";
import "./elements/copy-text.js";
import "./elements/date-picker.js";
import "./elements/inline-edit.js";
import "./elements/item-list.js";
import "./elements/key-map.js";
import "./elements/live-page.js";
import "./elements/local-time.js";
import "./elements/meet-clock.js";
import { watchNotes } from "./elements/note-editor.js";
import "./elements/save-status.js";
import "./elements/session-panel.js";
import "./elements/theme-switch.js";
import "./elements/undo-toast.js";
import { watchDrafts } from "./lib/drafts.js";
import { watchMenus } from "./lib/menus.js";
import { watchRequests } from "./lib/requests.js";

watchRequests();
watchDrafts();
watchMenus();
watchNotes();
