// The script of static/js/shell.js knows what to do; this shows what it says.
export default {
  template: `
    <div role="status" aria-live="polite">
      <p v-if="isAway" class="connection-away"><i class="icon" aria-hidden="true">sync</i>{{ words.away }}</p>
    </div>`,
  props: { words: Object },
  data: () => ({ isAway: false }),
  mounted() {
    // NiceGUI opens its socket when the whole page is mounted, which is right after this.
    setTimeout(() => window.sfaConnection(window.socket, { show: (isAway) => (this.isAway = isAway) }));
  },
};
