// What every page of the studio needs before anything else: table cells, keys and its line home.

import { cells } from "./shell/cells.js";
import { watchConnection } from "./shell/connection.js";
import { listenToKeys } from "./shell/keys.js";
import { listenToMenus } from "./shell/menus.js";
import * as together from "./shell/together.js";

Object.assign(window, { sfaCells: cells, sfaConnection: watchConnection, sfaTogether: together });
listenToKeys(document);
listenToMenus(document);

if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => void navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
