const NEAR_PX = 24;

export default {
  template: `
    <ol class="log" ref="all" tabindex="0" :aria-label="label">
      <li v-for="(line, place) in lines" :key="place">
        <time :datetime="line.at" :title="day(line.at)">{{ clock(line.at) }}</time><span>{{ line.text }}</span>
      </li>
      <li v-if="!lines.length" class="muted">{{ empty }}</li>
    </ol>`,
  props: { label: String, empty: String, lines: Array },
  mounted() {
    // Nothing has a height before the log is open.
    this.$el.closest("details")?.addEventListener("toggle", () => this.toEnd());
    this.toEnd();
  },
  beforeUpdate() {
    const { all } = this.$refs;
    this.follows = all.scrollHeight - all.scrollTop - all.clientHeight < NEAR_PX;
  },
  updated() {
    if (this.follows) this.toEnd();
  },
  methods: {
    toEnd() {
      this.$refs.all.scrollTop = this.$refs.all.scrollHeight;
    },
    clock: (moment) => shown(moment, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
    day: (moment) => shown(moment, { dateStyle: "long", timeStyle: "medium" }),
  },
};

function shown(moment, how) {
  return new Intl.DateTimeFormat(document.documentElement.lang || undefined, how).format(new Date(moment));
}
