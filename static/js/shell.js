// What every page of the studio needs before anything else: table cells and keys.

import { cells } from "./shell/cells.js";
import { listenToKeys } from "./shell/keys.js";

Object.assign(window, { sfaCells: cells });
listenToKeys(document);

if ("serviceWorker" in navigator && isSecureContext) {
  addEventListener("load", () => void navigator.serviceWorker.register("/sw.js").catch(() => {}));
}
