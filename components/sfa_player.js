// The player bar of static/js/player.js, where NiceGUI's Vue can place it.
export default {
  template: "<div></div>",
  props: { script: String, words: Object },
  mounted() {
    window.addEventListener("sfa:leave", () => this.mounted?.player.close(), { once: true });
    this.ready = import(this.script).then(({ mount }) => {
      const mounted = mount(this.$el, { words: this.words, tell: (told) => this.$emit("state", told) });
      this.mounted = mounted;
      return mounted;
    });
  },
  beforeUnmount() {
    this.ready?.then((mounted) => mounted.close());
  },
  methods: {
    async load(address, autoplay) {
      const { player } = await this.ready;
      void player.load(address, { autoplay });
    },
    async pause() {
      (await this.ready).player.pause();
    },
    async lookAgain(track) {
      const { player } = await this.ready;
      if (player.manifest?.track_id === track) void player.lookAgain();
    },
    async unload(track) {
      const { player } = await this.ready;
      if (player.state !== "empty" && player.address.includes(track)) player.close();
    },
  },
};
