// The sheet that takes links. The server says what they are; nothing is fetched before somebody starts it.
const PATIENCE_MS = 250;
const STEPS = ["download", "separate", "analyse"];
const SIGNS = {
  spotify_track: "music_note", spotify_album: "album", spotify_playlist: "queue_music", spotify_short: "link",
  audio: "audio_file", page: "public", refused: "error_outline",
};

export default {
  template: `
    <div>
      <dialog ref="sheet" class="sheet importer" :aria-label="words.title">
        <form class="form" @submit.prevent="start">
          <div class="sheet-title">{{ words.title }}</div>
          <label class="field"><span>{{ words.links }}</span>
            <textarea ref="text" v-model="text" rows="4" spellcheck="false" autocomplete="off" autocapitalize="off"
              :placeholder="words.example" aria-describedby="importer-said" @input="recogniseSoon"
              @keydown.ctrl.enter.prevent="start" @keydown.meta.enter.prevent="start"></textarea>
          </label>
          <div class="importer-files">
            <button type="button" class="button" @click="pick"><i class="icon" aria-hidden="true">folder_open</i>{{ words.files }}</button>
            <span class="muted">{{ words.drop }}</span>
          </div>
          <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
          <p v-if="reading" class="muted" role="status">{{ words.readingList.replace("{name}", () => reading) }}</p>
          <ul v-if="waitingLists.length" class="importer-waiting" :aria-label="words.waitingLists">
            <li v-for="one in waitingLists" :key="one.id"><button type="button" class="button" @click="review(one.id)"><i class="icon" aria-hidden="true">playlist_add_check</i>{{ words.reviewList.replace("{title}", () => one.title) }}</button></li>
          </ul>
          <p id="importer-said" class="muted number" role="status">{{ said }}</p>
          <ul v-if="links.length" class="importer-found" :aria-label="words.found">
            <li v-for="(link, place) in links" :key="place" class="importer-link" :data-kind="link.kind">
              <i class="icon" aria-hidden="true">{{ signs[link.kind] ?? 'link' }}</i>
              <template v-if="link.kind === 'refused'"><span class="importer-reason">{{ link.reason }}</span></template>
              <template v-else><span class="importer-kind">{{ words[link.kind] ?? link.kind }}</span><span class="importer-text muted" :title="link.url">{{ link.text }}</span></template>
            </li>
          </ul>
          <fieldset class="boxes importer-steps">
            <legend>{{ words.steps }}</legend>
            <label v-for="step in steps" :key="step" class="box">
              <input type="checkbox" :name="step" v-model="wish[step]" :disabled="step !== 'download' && !wish.download" @change="chosen.add(step)">
              <span>{{ words[step] }}</span>
            </label>
          </fieldset>
          <div class="form-acts">
            <button type="button" class="button" @click="$refs.sheet.close()">{{ words.cancel }}</button>
            <button type="submit" class="button primary" :disabled="busy || !text.trim() || (isRead && !count)">{{ label }}</button>
          </div>
        </form>
      </dialog>
    </div>`,
  props: { root: String, words: Object },
  emits: ["review"],
  data: () => ({
    waitingLists: [], reading: "", text: "", links: [], readText: "", problem: "", busy: false, steps: STEPS, signs: SIGNS,
    wish: { download: true, separate: true, analyse: true },
  }),
  computed: {
    isRead() {
      return this.readText === this.text;
    },
    understood() {
      return this.links.filter((link) => link.kind !== "refused");
    },
    count() {
      return this.understood.length;
    },
    label() {
      return this.count ? say(this.words, "start", this.count) : this.words.startAny;
    },
    said() {
      if (!this.text.trim()) return this.words.hint;
      if (!this.links.length) return "";
      const refused = this.links.length - this.count;
      if (!this.count) return this.words.noneRead;
      return [say(this.words, "read", this.count), refused && say(this.words, "refused", refused)].filter(Boolean).join(" · ");
    },
  },
  created() {
    this.chosen = new Set();
    this.turn = 0;
    this.onOpen = (event) => this.open(event.detail ?? "");
    this.onPaste = (event) => this.paste(event);
    this.onLists = (event) => (event.preventDefault(), this.readLists(event.detail));
    this.onDrop = () => !this.text.trim() && this.$refs.sheet.close();
    window.addEventListener("sfa:import", this.onOpen);
    window.addEventListener("sfa:lists", this.onLists);
    window.addEventListener("drop", this.onDrop);
    document.addEventListener("paste", this.onPaste);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:import", this.onOpen);
    window.removeEventListener("sfa:lists", this.onLists);
    window.removeEventListener("drop", this.onDrop);
    document.removeEventListener("paste", this.onPaste);
    clearTimeout(this.waiting);
  },
  methods: {
    open(text) {
      if (text) this.text = [this.text.trim(), text.trim()].filter(Boolean).join("\n");
      this.problem = "";
      if (!this.$refs.sheet.open) this.$refs.sheet.showModal();
      this.$nextTick(() => this.$refs.text.focus());
      this.prefer();
      this.recognise();
      this.askForLists();
    },
    /** Send lists of other programs, to be looked over: the first of them now, the others later. */
    async readLists(files) {
      this.open("");
      const read = [];
      for (const file of files) {
        this.reading = file.name;
        try {
          read.push(await this.send(`/list-reviews?name=${encodeURIComponent(file.name)}`, file));
        } catch (error) {
          this.problem = error.said || this.words.lost.replace("{name}", () => file.name);
        }
      }
      this.reading = "";
      await this.askForLists();
      if (read.length === 1 && files.length === 1) this.review(read[0].id);
    },
    async askForLists() {
      try {
        this.waitingLists = await this.send("/list-reviews");
      } catch {
        this.waitingLists = []; // the sheet says by itself when the studio does not answer
      }
    },
    review(id) {
      this.$refs.sheet.close();
      this.$emit("review", id);
    },
    paste(event) {
      if (event.target.closest?.("input, textarea, select, [contenteditable]") || document.querySelector("dialog[open]")) return;
      const text = event.clipboardData?.getData("text") ?? "";
      if (!window.sfaCells.hasLinks(text)) return;
      event.preventDefault();
      this.open(text);
    },
    pick() {
      if (!this.text.trim()) this.$refs.sheet.close();
      window.dispatchEvent(new Event("sfa:pick"));
    },
    /** Let the boxes say what the user prefers, except those that somebody has set here. */
    async prefer() {
      if (this.preferred) return;
      try {
        this.preferred = await this.send("/imports/preferences");
        for (const step of STEPS) if (!this.chosen.has(step)) this.wish[step] = this.preferred[step] ?? true;
      } catch {
        this.preferred = null; // what nobody sets here is then done as the server knows it
      }
    },
    recogniseSoon() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.recognise(), PATIENCE_MS);
    },
    async recognise() {
      clearTimeout(this.waiting);
      const { text } = this;
      const turn = ++this.turn; // the newest question is the one that counts
      try {
        const links = text.trim() ? await this.send("/links", { text }) : [];
        if (turn === this.turn) Object.assign(this, { links, readText: text, problem: "" });
      } catch (error) {
        if (turn === this.turn) Object.assign(this, { links: [], readText: "", problem: error.said || this.words.unreachable });
      }
    },
    async start() {
      if (this.busy || !this.text.trim()) return;
      this.busy = true;
      try {
        if (!this.isRead) await this.recognise();
        if (this.isRead && this.count) this.started(await this.send("/imports", { text: this.text, then: this.then() }));
      } catch (error) {
        this.problem = error.said || this.words.unreachable;
      } finally {
        this.busy = false;
      }
    },
    then() {
      const said = STEPS.map((step) => [step, this.preferred || this.chosen.has(step) ? this.wish[step] : null]);
      return Object.fromEntries(said);
    },
    started({ jobs, refused }) {
      const rest = window.sfaCells.leaveOut(this.readText, this.understood.map((link) => link.text));
      Object.assign(this, { text: refused.length ? rest : "", links: [], readText: "", problem: "" });
      this.preferred = null;
      this.chosen.clear();
      this.$refs.sheet.close();
      const left = refused.length ? ` ${say(this.words, "kept", refused.length)}` : "";
      toast(say(this.words, "started", jobs.length) + left, refused.length ? "warning" : "ok");
    },
    async send(path, body) {
      const isFile = body instanceof Blob;
      const headers = { "Content-Type": isFile ? "application/octet-stream" : "application/json" };
      const how = body && { method: "POST", body: isFile ? body : JSON.stringify(body), headers };
      const answer = await fetch(this.root + path, how);
      if (answer.status === 401) location.assign("/sign-in");
      const said = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(), { said: said.error?.message });
      return said;
    },
  },
};

/** Say how many: `words` has a sentence for one and a sentence for many, with a place for the number. */
function say(words, name, count) {
  return words[count === 1 ? `${name}One` : `${name}Many`].replace("{count}", count.toLocaleString(document.documentElement.lang || undefined));
}

function toast(text, kind) {
  window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind } }));
}
