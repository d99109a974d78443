// The bar of what can be done with the tracks that are selected; the sheets beside it ask what it needs.
const SIGNS = {
  separate: "call_split", analyse: "graphic_eq", playlist: "playlist_add", edit: "edit", tag: "sell",
  download: "download", export: "ios_share", delete: "delete_outline",
};

export default {
  template: `
    <div class="selection-frame">
      <section v-if="count" class="selection" :aria-label="words.selection" :aria-busy="String(!!busy)">
        <span class="number selection-count" role="status">{{ busy || words.selected.replace('{count}', () => counted(count)) }}</span>
        <button v-if="count < total" type="button" class="button selection-all" :disabled="!!busy" @click="selectAll">{{ words.selectAll.replace('{count}', () => counted(total)) }}</button>
        <button v-for="act in acts" :key="act" type="button" class="button selection-act" :class="{ primary: act === 'separate' }" :disabled="!!busy" :aria-label="words[act]" :title="words[act]" :data-act="act" @click="run(act)">
          <i class="icon" aria-hidden="true">{{ signs[act] }}</i><span class="selection-words" aria-hidden="true">{{ words[act] }}</span>
        </button>
        <button type="button" class="button selection-more" aria-haspopup="dialog" :disabled="!!busy" @click="$refs.sheet.showModal()"><i class="icon" aria-hidden="true">more_horiz</i>{{ words.acts }}</button>
        <button type="button" class="button icon-button" :aria-label="words.clear" :title="words.clear" :disabled="!!busy" @click="clear"><i class="icon" aria-hidden="true">close</i></button>
        <span v-if="busy" class="bar busy" role="progressbar" :aria-label="busy"><span></span></span>
      </section>
      <dialog ref="sheet" class="sheet selection-sheet" :aria-label="words.acts">
        <div class="sheet-title">{{ words.selected.replace('{count}', () => counted(count)) }}</div>
        <ul class="selection-acts">
          <li v-for="act in acts" :key="act">
            <button type="button" class="button" @click="$refs.sheet.close(); run(act)"><i class="icon" aria-hidden="true">{{ signs[act] }}</i>{{ words[act] }}</button>
          </li>
        </ul>
        <div class="form-acts"><button type="button" class="button" @click="$refs.sheet.close()">{{ words.cancel }}</button></div>
      </dialog>
    </div>`,
  props: { address: String, words: Object },
  data: () => ({ count: 0, total: 0, busy: "", acts: Object.keys(SIGNS), signs: SIGNS }),
  created() {
    this.selection = window.sfaCells.selection;
    this.hear = (event) => Object.assign(this, event.detail);
    window.addEventListener("sfa:selection", this.hear);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:selection", this.hear);
  },
  methods: {
    counted: (count) => count.toLocaleString(document.documentElement.lang || undefined),
    clear() {
      this.selection.clear();
    },
    selectAll() {
      window.dispatchEvent(new Event("sfa:select-all"));
    },
    run(act) {
      if (act === "separate") return this.begin({ stage: "separate" }, this.words.there);
      if (act === "download") return this.begin({ stage: "download" });
      if (act === "delete") return this.remove();
      if (act === "playlist") return this.addToPlaylist();
      const detail = { tracks: { ...this.selection.named(), expected: this.count }, count: this.count, done: () => this.clear() };
      window.dispatchEvent(new CustomEvent(`sfa:selection-${act}`, { detail }));
    },
    /** Let a batch do it; the strip above the list shows how far it is. */
    begin(how, there = "") {
      return this.attempt(this.words.starting, async () => {
        const batch = await window.sfaTogether.send(`${this.address}/batches`, { ...how, ...this.selection.named() });
        this.clear();
        const is_over = Boolean(batch.ended_at);
        if (is_over && there) window.sfaTogether.tell({ text: there }, this.words);
      });
    },
    remove() {
      const { send, tell, tracks } = window.sfaTogether;
      const said = tracks(this.count, this.words);
      return this.attempt(this.words.deleting.replace("{tracks}", () => said), async () => {
        const chosen = { ...this.selection.named(), expected: this.count };
        const done = await send(`${this.address}/tracks/batch`, { action: "delete", tracks: chosen });
        this.clear();
        const of = tracks(done.count, this.words);
        const text = (done.count === 1 ? this.words.deletedOne : this.words.deleted).replace("{tracks}", () => of);
        tell({ text, undoUrl: done.undo_url, taken: this.words.restored.replace("{tracks}", () => of) }, this.words);
      });
    },
    addToPlaylist() {
      return this.attempt(this.words.starting, async () => {
        const ids = await this.selection.list((start, count) => window.sfaCells.askIds(start, count));
        const detail = { track_ids: ids, done: () => this.clear() };
        window.dispatchEvent(new CustomEvent("sfa:add-to-playlist", { detail }));
      });
    },
    async attempt(busy, act) {
      this.busy = busy;
      try {
        await act();
      } catch (error) {
        window.sfaTogether.complain(error, this.words);
      } finally {
        this.busy = "";
      }
    },
  },
};
