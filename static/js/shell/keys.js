// Keys that work everywhere. Whoever writes in a field writes, and nothing else happens.

/** @param {EventTarget | null} target */
export function isWriting(target) {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}

/** @param {Document} page */
export function listenToKeys(page) {
  page.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const search = /** @type {HTMLInputElement | null} */ (page.querySelector("#search"));
    if (event.key === "Escape" && event.target === search) search?.blur();
    if (event.key === "ArrowDown" && isNowhere(event.target, search)) {
      event.preventDefault();
      dispatchEvent(new Event("sfa:enter-list"));
    }
    if (isWriting(event.target)) return;
    if (event.key === "/") {
      event.preventDefault();
      search?.focus();
      search?.select();
    } else if (event.key === "?") {
      event.preventDefault();
      toggleShortcuts(page);
    } else if (event.key.toLowerCase() === "i" && !page.querySelector("dialog[open]")) {
      event.preventDefault();
      dispatchEvent(new CustomEvent("sfa:import"));
    }
  });
}

/** Say whether nothing in particular has the keys: from there, and from the search, they lead into the list.
 * @param {EventTarget | null} target @param {Element | null} search */
function isNowhere(target, search) {
  return target === search || target === document.body || (target instanceof Element && target.id === "content");
}

/** @param {Document} page */
function toggleShortcuts(page) {
  const sheet = /** @type {HTMLDialogElement | null} */ (page.querySelector("#shortcuts"));
  if (sheet?.open) sheet.close();
  else sheet?.showModal();
}
