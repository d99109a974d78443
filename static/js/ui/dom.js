/**
 * Make an element with attributes and children.
 *
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag
 * @param {Record<string, string>} [attributes]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function make(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
}

/**
 * Make a button that is read aloud by `label`.  A click with a pointer leaves no focus behind, so
 * that Space goes on to mean play; the keyboard's focus stays.
 *
 * @param {string} name
 * @param {string} label
 * @param {string} text
 * @param {() => void} act
 */
export function button(name, label, text, act) {
  const made = make("button", { type: "button", class: name, "aria-label": label, title: label }, text);
  made.addEventListener("click", (event) => {
    if (event.detail > 0) made.blur();
    act();
  });
  return made;
}

/** Make a slider from 0 to 1; a double click sets it back. @param {string} label @param {(value: number) => void} act */
export function slider(label, act) {
  const made = make("input", { type: "range", class: "sfa-slider", min: "0", max: "1", step: "0.01", value: "1", "aria-label": label, title: label });
  const tell = () => {
    made.setAttribute("aria-valuetext", `${Math.round(Number(made.value) * 100)} %`);
    act(Number(made.value));
  };
  made.addEventListener("input", tell);
  made.addEventListener("dblclick", () => {
    made.value = "1";
    tell();
  });
  return made;
}

/** Set a text only when it differs. @param {Element} element @param {string} text */
export function say(element, text) {
  if (element.textContent !== text) element.textContent = text;
}
