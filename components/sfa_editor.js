// The editor of static/js/edit, where NiceGUI's Vue can place it, beside the page's player.
export default {
  template: "<div class='ed-host'></div>",
  props: { script: String, player: Number, options: Object },
  mounted() {
    this.ready = Promise.all([import(this.script), getElement(this.player).ready]).then(([{ mountEditor }, { player, view }]) =>
      this.gone ? null : mountEditor(this.$el, { ...this.options, player, view }),
    );
  },
  beforeUnmount() {
    this.gone = true;
    this.ready?.then((editor) => editor?.close());
  },
  methods: {
    async look() {
      void (await this.ready)?.look();
    },
  },
};
