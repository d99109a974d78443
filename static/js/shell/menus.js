// Menus close when somebody goes on elsewhere, or presses Escape.

const OPEN = "details[open]:has(> .menu)";

/** @param {Document} page */
export function listenToMenus(page) {
  page.addEventListener("pointerdown", ({ target }) => {
    for (const menu of page.querySelectorAll(OPEN)) {
      if (!menu.contains(/** @type {Node} */ (target))) menu.removeAttribute("open");
    }
  }, { capture: true });
  page.addEventListener("keydown", (event) => {
    const menu = event.key === "Escape" ? page.querySelector(OPEN) : null;
    if (!menu) return;
    event.preventDefault(); // nothing else is meant by it
    menu.removeAttribute("open");
    menu.querySelector("summary")?.focus();
  }, { capture: true });
}
