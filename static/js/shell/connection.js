// The line to the studio. NiceGUI takes it up again by itself; who is no longer signed in has to go.

const CUT = 4401;
const PATIENCE_MS = 1_500;

/**
 * @typedef {object} Socket socket.io's, as far as it is needed here
 * @property {boolean} connected
 * @property {(event: string, hear: (...told: any[]) => void) => unknown} on
 * @property {() => unknown} disconnect
 */

/**
 * @typedef {object} Around what stands around a connection
 * @property {(isAway: boolean) => void} show say that the studio is away, or that it is back
 * @property {(address: string) => void} [go]
 * @property {() => Promise<number>} [ask] whether somebody is signed in: 401 says no
 */

/** @param {Socket} socket @param {Around} around */
export function watchConnection(socket, { show, go = (address) => location.assign(address), ask = askStudio }) {
  let isLeaving = false;
  let isAsking = false;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let patience;

  const leave = () => {
    if (isLeaving) return;
    isLeaving = true;
    clearTimeout(patience);
    socket.disconnect();
  };

  const signIn = () => {
    if (isLeaving) return;
    leave();
    go(signInFor(location.pathname + location.search));
  };

  const wonder = async () => {
    if (isLeaving || isAsking) return;
    isAsking = true;
    const status = await ask().catch(() => 0);
    isAsking = false;
    if (status === 401) signIn();
  };

  socket.on("connect", () => {
    clearTimeout(patience);
    show(false);
  });
  socket.on("disconnect", (_reason, details) => {
    if (isLeaving) return;
    if (details?.context?.code === CUT) {
      signIn();
      return;
    }
    patience = setTimeout(() => show(true), PATIENCE_MS);
    void wonder();
  });
  socket.on("connect_error", () => void wonder());
  addEventListener("sfa:leave", leave);
}

/** Return the address that leads back here once somebody has signed in. @param {string} here */
export function signInFor(here) {
  return here === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(here).replaceAll("%2F", "/")}`;
}

async function askStudio() {
  return (await fetch("/signed-in", { cache: "no-store" })).status;
}
