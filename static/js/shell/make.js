// Elements made by hand. Everything a person wrote goes in as text, never as HTML.

/** @param {string} tag @param {string} name @param {(Node | string | undefined)[]} inside */
export function make(tag, name, ...inside) {
  const made = document.createElement(tag);
  if (name) made.className = name;
  made.append(...inside.filter((one) => one !== undefined));
  return made;
}

/** @param {string} name */
export function icon(name) {
  const sign = make("i", "icon", name);
  sign.setAttribute("aria-hidden", "true");
  return sign;
}

/** @param {string} label @param {string} sign */
export function iconButton(label, sign) {
  const button = make("button", "button icon-button", icon(sign));
  button.setAttribute("type", "button");
  button.setAttribute("aria-label", label);
  return button;
}

/** @param {string} text @param {string} [kind] */
export function toast(text, kind = "error") {
  window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind } }));
}
