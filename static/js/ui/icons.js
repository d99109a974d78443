/** Signs on the player's buttons, drawn so that they are there without any font. */

/** @type {Record<string, string>} */
const SIGNS = {
  previous: "M18 5v14l-9-7zM6 5h2.2v14H6z",
  next: "M6 5v14l9-7zM15.8 5H18v14h-2.2z",
  shuffle: "M3 6h4.6l9 10H18v-3l4 4-4 4v-3h-2.3l-9-10H3zM3 16h3.7l2.2-2.5 1.3 1.5L7.6 18H3zM14.2 9.5 15.7 6H18V3l4 4-4 4V8h-1.4l-1.1 1.3z",
  repeat: "M7 7h9v3l4.5-4L16 2v3H5v7h2zM17 17H8v-3l-4.5 4L8 22v-3h11v-7h-2z",
  one: "M7 7h9v3l4.5-4L16 2v3H5v7h2zM17 17H8v-3l-4.5 4L8 22v-3h11v-7h-2zM11.4 9.2H13v5.6h-1.6v-3.9l-1.1.4V10z",
  queue: "M4 6h12v2H4zM4 10.5h12v2H4zM4 15h7v2H4zM14 14.5l6 3.5-6 3.5z",
  handle: "M8 5h3v3H8zM13 5h3v3h-3zM8 10.5h3v3H8zM13 10.5h3v3h-3zM8 16h3v3H8zM13 16h3v3h-3z",
  close: "m6.4 5 5.6 5.6L17.6 5 19 6.4 13.4 12l5.6 5.6-1.4 1.4-5.6-5.6L6.4 19 5 17.6l5.6-5.6L5 6.4z",
};

/** @param {string} name */
export function sign(name) {
  const space = "http://www.w3.org/2000/svg";
  const drawn = document.createElementNS(space, "svg");
  drawn.setAttribute("viewBox", "0 0 24 24");
  drawn.setAttribute("aria-hidden", "true");
  drawn.setAttribute("class", "sfa-sign");
  const path = document.createElementNS(space, "path");
  path.setAttribute("d", SIGNS[name] ?? "");
  drawn.append(path);
  return drawn;
}
