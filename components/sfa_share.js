export default {
  template: `
    <div>
      <dialog ref="sheet" class="sheet picker" :aria-label="heading">
        <div class="sheet-title">{{ heading }}</div>
        <p class="muted sheet-words">{{ words.means }}</p>
        <form class="form" @submit.prevent="make">
          <label class="field"><span>{{ words.ends }}</span>
            <select v-model="expires"><option v-for="life in words.lives" :key="life.value" :value="life.value">{{ life.label }}</option></select>
          </label>
          <button type="submit" class="button primary" :disabled="busy">{{ words.make }}</button>
        </form>
        <div v-if="made" class="share-made">
          <label class="field"><span>{{ words.once }}</span><input ref="made" readonly :value="made" @focus="$event.target.select()"></label>
          <button type="button" class="button" @click="copy"><i class="icon" aria-hidden="true">content_copy</i>{{ copied ? words.copied : words.copy }}</button>
        </div>
        <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
        <ul v-if="links.length" class="share-links" :aria-label="words.links">
          <li v-for="link in links" :key="link.id"><span class="number">{{ tell(link) }}</span><button type="button" class="button" :disabled="busy" @click="revoke(link)">{{ words.revoke }}</button></li>
        </ul>
        <div class="form-acts"><button type="button" class="button" @click="$refs.sheet.close()">{{ words.close }}</button></div>
      </dialog>
    </div>`,
  props: { address: String, words: Object },
  data: () => ({ about: {}, expires: "week", made: "", copied: false, links: [], problem: "", busy: false }),
  computed: {
    heading() {
      return this.words.heading.replace("{title}", () => this.about.title ?? "");
    },
  },
  created() {
    this.onOpen = (event) => this.open(event.detail);
    window.addEventListener("sfa:share", this.onOpen);
    const shown = { day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" };
    this.moments = new Intl.DateTimeFormat(document.documentElement.lang || undefined, shown);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:share", this.onOpen);
  },
  methods: {
    /** Share a track or a playlist: ``track_id`` or ``playlist_id``, and its ``title``. */
    open(about) {
      Object.assign(this, { about, made: "", copied: false, links: [], problem: "" });
      this.$refs.sheet.showModal();
      return this.look();
    },
    look() {
      const { track_id, playlist_id } = this.about;
      const which = track_id ? `track=${track_id}` : `playlist=${playlist_id}`;
      return this.attempt(async () => (this.links = await this.call("GET", `?${which}`)));
    },
    async make() {
      const { track_id = null, playlist_id = null } = this.about;
      await this.attempt(async () => {
        const made = await this.call("POST", "", { track_id, playlist_id, expires: this.expires });
        this.made = location.origin + made.path;
        this.copied = false;
        this.links = [made, ...this.links];
      });
      this.$nextTick(() => this.$refs.made?.focus());
    },
    revoke(link) {
      return this.attempt(async () => {
        await this.call("DELETE", `/${link.id}`);
        this.links = this.links.filter((one) => one.id !== link.id);
        this.made = "";
      });
    },
    async copy() {
      try {
        await navigator.clipboard.writeText(this.made);
        this.copied = true;
      } catch {
        this.$refs.made.select(); // without https there is no clipboard: it is marked, to be copied by hand
      }
    },
    tell(link) {
      const made = this.words.since.replace("{moment}", this.moments.format(new Date(link.created_at)));
      const ends = link.expires_at ? this.words.until.replace("{moment}", this.moments.format(new Date(link.expires_at))) : this.words.open;
      return `${made} · ${ends}`;
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
    async call(method, path, body) {
      const json = body && { body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
      const answer = await fetch(this.address + path, { method, ...json });
      if (answer.status === 204) return null;
      const said = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(), { said: said.error?.message });
      return said;
    },
  },
};
