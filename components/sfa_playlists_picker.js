export default {
  template: `
    <div>
      <dialog ref="sheet" class="sheet picker" :aria-label="words.heading">
        <div class="sheet-title">{{ words.heading }}</div>
        <form class="picker-new" @submit.prevent="create">
          <input v-model="text" :placeholder="words.name" :aria-label="words.name" maxlength="200" autocomplete="off">
          <button type="submit" class="button primary" :disabled="busy || !text.trim()">{{ words.create }}</button>
        </form>
        <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
        <ul class="picker-list" :aria-label="words.existing">
          <li v-for="one in found" :key="one.id">
            <button type="button" class="button picker-one" :disabled="busy" @click="add(one)">
              <i class="icon" aria-hidden="true">playlist_add</i><span class="picker-title">{{ one.title }}</span>
              <span class="muted number">{{ one.count }}</span>
            </button>
          </li>
        </ul>
        <p v-if="playlists && !found.length" class="muted">{{ playlists.length ? words.nothing : words.none }}</p>
        <div class="form-acts"><button type="button" class="button" @click="$refs.sheet.close()">{{ words.cancel }}</button></div>
      </dialog>
    </div>`,
  props: { address: String, words: Object },
  data: () => ({ playlists: null, text: "", problem: "", busy: false }),
  computed: {
    found() {
      const sought = this.text.trim().toLowerCase();
      return (this.playlists ?? []).filter((one) => one.title.toLowerCase().includes(sought));
    },
  },
  created() {
    this.onOpen = (event) => this.open(event.detail);
    window.addEventListener("sfa:add-to-playlist", this.onOpen);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:add-to-playlist", this.onOpen);
  },
  methods: {
    async open({ track_ids, done = () => {} }) {
      this.asked = { track_ids, done };
      Object.assign(this, { playlists: null, text: "", problem: "" });
      this.$refs.sheet.showModal();
      await this.attempt(async () => (this.playlists = await this.send("")));
    },
    /** Make a playlist of what is written, unless there is one of that name. */
    create() {
      const title = this.text.trim();
      const known = this.playlists?.find((one) => one.title.toLowerCase() === title.toLowerCase());
      if (known) return this.add(known);
      return this.put("", { title });
    },
    add(playlist) {
      return this.put(`/${playlist.id}/items`);
    },
    /** Put the tracks where they belong; somebody may meanwhile ask for others. */
    put(path, more = {}) {
      const { asked } = this;
      const wanted = { ...more, track_ids: asked.track_ids };
      return this.attempt(async () => this.end(await this.send(path, wanted), asked));
    },
    end(playlist, asked) {
      if (asked === this.asked) this.$refs.sheet.close();
      asked.done();
      const text = this.words.added.replace("{title}", () => playlist.title);
      window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind: "ok" } }));
    },
    async attempt(act) {
      this.busy = true;
      this.problem = "";
      try {
        await act();
      } catch (error) {
        this.problem = error.said || this.words.unreachable;
      } finally {
        this.busy = false;
      }
    },
    async send(path, body) {
      const how = body && { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
      const answer = await fetch(this.address + path, how);
      const said = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(), { said: said.error?.message });
      return said;
    },
  },
};
