// The page behind a share link: its links play in one player, one after the other.
// Without this script they lead to the sound itself, and the browser plays it.

const player = /** @type {HTMLAudioElement | null} */ (document.querySelector(".shared-player audio"));
const links = /** @type {HTMLAnchorElement[]} */ ([...document.querySelectorAll("a.shared-row")]);

/** @param {HTMLAnchorElement | undefined} link */
function play(link) {
  if (!player || !link) return;
  player.parentElement?.removeAttribute("hidden");
  for (const one of links) one.removeAttribute("aria-current");
  link.setAttribute("aria-current", "true");
  player.src = link.href;
  player.play().catch(() => {}); // the player itself says what is wrong
}

for (const link of links) {
  link.addEventListener("click", (event) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    play(link);
  });
}

player?.addEventListener("ended", () => {
  const now = links.findIndex((link) => link.hasAttribute("aria-current"));
  play(links[now + 1]);
});
