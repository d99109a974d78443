/** Let everything happen that is due now. */
export async function settled() {
  for (let turn = 0; turn < 30; turn++) await new Promise((resolve) => setImmediate(resolve));
}

/** A clock that stands still until a test turns it. */
export function handClock() {
  const timers = new Map();
  let count = 0;
  return {
    ms: 0,
    isHidden: () => false,
    setTimeout(act, ms) {
      timers.set(++count, { act, due: this.ms + ms });
      return count;
    },
    clearTimeout: (timer) => timers.delete(timer),
    async pass(ms) {
      const end = this.ms + ms;
      await settled();
      for (;;) {
        const [key, next] = [...timers].sort((a, b) => a[1].due - b[1].due)[0] ?? [];
        if (!next || next.due > end) break;
        timers.delete(key);
        this.ms = next.due;
        next.act();
        await settled();
      }
      this.ms = end;
    },
  };
}
