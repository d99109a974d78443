// The charts of static/js/charts, loaded when somebody looks at them.
const WIDE = "(min-width: 721px)";

export default {
  template: `
    <details ref="all" class="charts" @toggle="look">
      <summary class="part-head"><h2>{{ words.title }}</h2><span class="muted">{{ words.summary }}</span></summary>
      <div ref="host" class="charts-body"></div>
    </details>`,
  props: { script: String, address: String, track: String, name: String, player: Number, words: Object, tokens: Object },
  watch: {
    name(title) {
      if (this.panel) this.panel.setting.title = title;
    },
  },
  mounted() {
    this.$refs.all.open = matchMedia(WIDE).matches;
    this.sight = new IntersectionObserver((seen) => {
      this.isNear = seen.some((one) => one.isIntersecting);
      this.look();
    }, { rootMargin: "200px" });
    this.sight.observe(this.$refs.all);
  },
  beforeUnmount() {
    this.isGone = true;
    this.sight.disconnect();
    this.ready?.then((panel) => panel?.close());
  },
  methods: {
    look() {
      if (this.ready || !this.isNear || !this.$refs.all.open) return;
      this.ready = import(this.script).then(({ mount }) => {
        if (this.isGone) return null;
        const playing = Promise.resolve(getElement(this.player)?.ready ?? null);
        const { address, track, name, words, tokens } = this;
        this.panel = mount(this.$refs.host, { address, track, title: name, words, tokens, playing });
        return this.panel;
      });
    },
    async lookAgain() {
      await (await this.ready)?.lookAgain();
    },
  },
};
