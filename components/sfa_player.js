// The player bar of static/js/player.js, where NiceGUI's Vue can place it.
export default {
  template: "<div></div>",
  props: { script: String, words: Object, owner: String },
  mounted() {
    window.addEventListener("sfa:leave", () => this.mounted?.player.close(), { once: true });
    this.ready = import(this.script).then(({ mount }) => {
      const { words, owner } = this;
      const mounted = mount(this.$el, { words, owner, tell: (told) => this.$emit("state", told) });
      this.mounted = mounted;
      return mounted;
    });
  },
  beforeUnmount() {
    this.ready?.then((mounted) => mounted.close());
  },
  methods: {
    async load(address, autoplay) {
      const { jukebox } = await this.ready;
      void jukebox.load(address, { autoplay });
    },
    async pause() {
      (await this.ready).player.pause();
    },
    async lookAgain(track) {
      const { player } = await this.ready;
      if (player.manifest?.track_id === track) void player.lookAgain();
    },
    async unload(...tracks) {
      const { player, jukebox } = await this.ready;
      for (const track of tracks) {
        const isPlayed = jukebox.playing?.id === track;
        jukebox.forget(track);
        if (!isPlayed && player.state !== "empty" && player.address.includes(track)) player.close();
      }
    },
  },
};
