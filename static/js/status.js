/**
 * The page at `/status`: asks `/health` every two seconds and shows what it says.
 */

import { describeHealth, describeSilence, parseHealth } from "./health.js";

/** @typedef {import("./health.js").View} View */
/** @typedef {import("./health.js").Row} Row */

const EVERY_MS = 2_000;
const PATIENCE_MS = 5_000;

/** @type {View | null} */
let last = null;
let shown = "";

/** Ask, show, and ask again; a page nobody looks at waits until it is looked at. */
async function keepAsking() {
  for (;;) {
    if (document.hidden) await becomesVisible();
    const view = await ask();
    show(view);
    await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
  }
}

/** @returns {Promise<View>} */
async function ask() {
  try {
    const answer = await fetch("/health", {
      cache: "no-store",
      headers: { accept: "application/json" },
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    last = describeHealth(parseHealth(await answer.json()));
    element("checked").textContent = `Last answer at ${new Date().toLocaleTimeString()}.`;
    return last;
  } catch {
    return describeSilence(last);
  }
}

function becomesVisible() {
  return new Promise((resolve) => {
    document.addEventListener("visibilitychange", resolve, { once: true });
  });
}

/** @param {View} view */
function show(view) {
  setText("version", view.version);
  setText("uptime", view.uptime);
  setText("headline", view.headline);
  document.querySelector("main")?.setAttribute("data-state", view.state);
  document.querySelector("[aria-busy]")?.setAttribute("aria-busy", "false");

  const rows = JSON.stringify(view.rows);
  if (rows === shown) return;
  shown = rows;
  element("parts").replaceChildren(...view.rows.map(partElement));
}

/** @param {Row} row */
function partElement(row) {
  const part = create("li", "part");
  part.dataset.state = row.state;
  const icon = create("span", "sign", row.icon);
  icon.setAttribute("aria-hidden", "true");
  part.append(
    icon,
    create("span", "name", row.name),
    create("span", "word", row.word),
    create("span", "detail", row.detail),
  );
  return part;
}

/**
 * @param {string} tag
 * @param {string} className
 * @param {string} [text]
 */
function create(tag, className, text) {
  const made = document.createElement(tag);
  made.className = className;
  if (text !== undefined) made.textContent = text;
  return made;
}

/**
 * Change a text only when it differs: a screen reader speaks of every change.
 *
 * @param {string} id
 * @param {string} text
 */
function setText(id, text) {
  const target = element(id);
  if (target.textContent !== text) target.textContent = text;
}

/** @param {string} id */
function element(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`status.html has no element called '${id}'.`);
  return found;
}

void keepAsking();
