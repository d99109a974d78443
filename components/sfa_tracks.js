const PAGE = 60;
const PHONE_PX = 720;
const PATIENCE_MS = 150;

export default {
  template: `
    <div :data-mode="mode" :data-total="total" @sfa:act.stop="acted" @click.capture="choose" @keydown.capture="key" ref="all">
      <section v-if="incoming.length" class="incoming" :aria-label="words.incoming">
        <article v-for="job in incoming" :key="job.job_id" class="incoming-job" :data-state="job.state">
          <i class="icon" aria-hidden="true">{{ job.state === 'failed' ? 'error' : 'downloading' }}</i>
          <span class="incoming-name" :title="job.title">{{ job.title }}</span>
          <span v-if="job.state === 'failed'" class="incoming-error">{{ job.error }}</span>
          <span v-else class="number muted">{{ said(job) }}</span>
          <button v-if="job.state === 'failed' && job.can_retry" type="button" class="button" @click="retry(job)">{{ words.retry }}</button>
          <button type="button" class="button icon-button" :aria-label="(job.state === 'failed' ? words.dismiss : words.cancel) + ' ' + job.title" @click="leave(job)">
            <i class="icon" aria-hidden="true">close</i>
          </button>
          <span v-if="job.state !== 'failed'" class="bar"><span :style="{ width: 100 * job.progress + '%' }"></span></span>
        </article>
      </section>
      <p v-if="total === 0 && searched" class="nothing">{{ words.nothing.replace('{text}', () => searched) }}</p>
      <div class="tracks-table" v-show="mode === 'table' && !(total === 0)"><slot></slot></div>
      <div v-if="mode === 'cards' && total !== 0" class="cards" role="list" @keydown="press">
        <article v-for="track in cards" :key="track.id" class="card" role="listitem" :data-id="track.id">
          <span class="card-select" :ref="(slot) => box(slot, track)"></span>
          <a class="card-link" :href="'/track/' + track.id">
            <span class="card-title">{{ track.title }}</span>
            <span class="track-artist">{{ track.artist || '–' }}</span>
          </a>
          <span class="card-facts">
            <span class="number">{{ track.tempo_bpm == null ? '– BPM' : track.tempo_bpm.toFixed(1) + ' BPM' }}</span>
            <span v-if="track.camelot" class="key-chip" :style="{ '--hue': hue(track.camelot) }" :title="track.key">{{ track.camelot }}</span>
            <span class="time">{{ clock(track.duration_seconds || null) }}</span>
          </span>
          <span class="card-foot" :ref="(slot) => fill(slot, track)"></span>
        </article>
        <span ref="more" class="cards-end"></span>
      </div>
      <section v-if="selected" class="selection" :aria-label="words.selection">
        <span class="number selection-count" role="status">{{ words.selected.replace('{count}', selected) }}</span>
        <button v-if="selected < total" type="button" class="button selection-all" @click="selectAll">{{ words.selectAll.replace('{count}', total) }}</button>
        <button type="button" class="button primary" :disabled="sending" @click="separate">
          <i class="icon" aria-hidden="true">call_split</i>{{ words.separate }}
        </button>
        <button type="button" class="button" @click="addToPlaylist"><i class="icon" aria-hidden="true">playlist_add</i>{{ words.addToPlaylist }}</button>
        <button type="button" class="button icon-button" :aria-label="words.clear" :title="words.clear" @click="cells.selection.clear()">
          <i class="icon" aria-hidden="true">close</i>
        </button>
      </section>
    </div>`,
  props: { address: String, batches: String, words: Object, first: String },
  emits: ["act"],
  data() {
    return { mode: innerWidth <= PHONE_PX ? "cards" : this.first, total: null, incoming: [], cards: [], searched: "", selected: 0, sending: false };
  },
  created() {
    this.cells = window.sfaCells;
    this.onSearch = (event) => this.search(event.detail);
    this.onEnter = () => this.enter();
    window.addEventListener("sfa:search", this.onSearch);
    window.addEventListener("sfa:enter-list", this.onEnter);
    this.onKey = (event) => this.escape(event);
    document.addEventListener("keydown", this.onKey);
    this.cells.selection.changed = () => this.showSelected();
    this.searched = document.querySelector("#search")?.value.trim() ?? "";
    this.cells.prepare({
      words: this.words,
      address: this.address,
      query: this.searched,
      counted: (total) => this.count(total),
    });
    this.incoming = [...this.cells.work.incoming.values()];
  },
  mounted() {
    if (this.mode === "cards") this.more();
  },
  updated() {
    this.watchEnd();
  },
  watch: {
    incoming: "welcome",
  },
  beforeUnmount() {
    window.removeEventListener("sfa:search", this.onSearch);
    window.removeEventListener("sfa:enter-list", this.onEnter);
    document.removeEventListener("keydown", this.onKey);
    this.cells.selection.changed = () => {};
    this.cells.selection.clear();
    this.watcher?.disconnect();
    clearTimeout(this.timer);
    clearTimeout(this.asking);
  },
  methods: {
    patch(job) {
      const stale = this.cells.work.take(job);
      this.incoming = [...this.cells.work.incoming.values()];
      if (job.track_id) this.redraw(job.track_id);
      if (stale) this.refresh();
    },
    redraw(id) {
      this.cells.redraw(id);
      const track = this.cards.find((one) => one.id === id);
      const foot = track && this.$refs.all.querySelector(`.card[data-id="${id}"] .card-foot`);
      if (foot) this.fill(foot, track);
    },
    refresh() {
      // A track that becomes ready ends several jobs at once; one question answers for all.
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.cells.refresh();
        if (this.total === 0) this.ask();
        if (this.mode === "cards") this.reload();
      }, PATIENCE_MS);
    },
    async ask() {
      this.count((await this.cells.ask(0, 1)).total);
    },
    showAs(mode) {
      this.mode = mode;
      if (mode === "cards") this.reload();
    },
    search(text) {
      clearTimeout(this.asking);
      this.asking = setTimeout(() => {
        this.searched = text.trim();
        this.cells.search(this.searched);
        if (this.mode === "cards" || this.total === 0) this.reload();
      }, PATIENCE_MS);
    },
    count(total) {
      if (this.total === 0 && total > 0) this.cells.refresh();
      this.total = total;
      this.welcome();
    },
    welcome() {
      const empty = this.total === 0 && !this.searched && !this.incoming.length;
      document.body.toggleAttribute("data-empty-library", empty);
    },
    async reload() {
      await this.fetch(0, Math.min(500, Math.max(this.cards.length, PAGE)));
    },
    async more() {
      if (this.loading || (this.total !== null && this.cards.length >= this.total)) return;
      await this.fetch(this.cards.length, PAGE);
    },
    async fetch(start, count) {
      const turn = (this.turn = (this.turn ?? 0) + 1); // the newest question is the one that counts
      this.loading = true;
      try {
        const { rows, total } = await this.cells.ask(start, count);
        if (turn !== this.turn) return;
        this.cards = [...this.cards.slice(0, start), ...rows];
        this.count(total);
      } finally {
        if (turn === this.turn) this.loading = false;
      }
    },
    watchEnd() {
      this.watcher?.disconnect();
      if (!this.$refs.more) return;
      this.watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.more());
      this.watcher.observe(this.$refs.more);
    },
    fill(slot, track) {
      slot?.replaceChildren(this.cells.stateOf(track), this.cells.actsOf(track));
    },
    box(slot, track) {
      if (slot) slot.replaceChildren(this.cells.select({ data: track }));
    },
    placeOf(target) {
      const card = target.closest(".card");
      if (card) {
        const place = this.cards.findIndex((one) => one.id === card.dataset.id);
        return place < 0 ? null : { id: card.dataset.id, place };
      }
      const row = target.closest(".ag-row");
      const id = row?.getAttribute("row-id");
      return id ? { id, place: Number(row.getAttribute("row-index")) } : null;
    },
    choose(event) {
      // The label of a box passes its click on to the box; only that one counts.
      const box = event.target.closest(".select-box");
      if (box && event.target.tagName !== "INPUT" && !event.shiftKey) return;
      if (!box && !(event.shiftKey && event.target.closest(".ag-row, .card"))) return;
      if (!box && event.target.closest("button")) return;
      const found = this.placeOf(event.target);
      if (!found) return;
      if (event.shiftKey) {
        event.preventDefault(); // a link would open a window, and a box would turn back
        event.stopPropagation();
        this.extend(found);
        setTimeout(() => this.showSelected()); // once the browser has turned the box back
      } else this.cells.selection.toggle(found.id, found.place);
    },
    key(event) {
      if (["INPUT", "TEXTAREA"].includes(event.target.tagName) && event.target.type !== "checkbox") return;
      const isAll = event.key === "a" && (event.ctrlKey || event.metaKey);
      const isOne = event.key.toLowerCase() === "x" && !event.ctrlKey && !event.metaKey && !event.altKey;
      if (event.key === "Escape" && this.selected) this.cells.selection.clear();
      const found = isOne && this.placeOf(event.target);
      if (!isAll && !found) return;
      event.preventDefault();
      event.stopPropagation();
      if (isAll) this.selectAll();
      else if (event.shiftKey) this.extend(found);
      else this.cells.selection.toggle(found.id, found.place);
    },
    escape(event) {
      if (event.key === "Escape" && event.target === document.body) this.cells.selection.clear();
    },
    ids(start, count) {
      return this.cells.askIds(start, count, this.mode === "table");
    },
    extend({ id, place }) {
      return this.cells.selection.extend(id, place, (start, count) => this.ids(start, count)).catch(() => this.complain());
    },
    selectAll() {
      return this.cells.selection.all((start, count) => this.ids(start, count)).catch(() => this.complain());
    },
    forget(id) {
      this.cells.selection.forget(id);
    },
    showSelected() {
      this.selected = this.cells.selection.size;
      this.cells.showSelection(this.$refs.all);
    },
    async separate() {
      this.sending = true;
      try {
        const body = JSON.stringify({ track_ids: [...this.cells.selection.ids] });
        const answer = await fetch(this.batches, { method: "POST", body, headers: { "Content-Type": "application/json" } });
        const said = await answer.json();
        if (!answer.ok) return this.complain(said.error?.message);
        this.cells.selection.clear();
        if (said.ended_at) this.complain(this.words.there, "info");
      } catch {
        this.complain();
      } finally {
        this.sending = false;
      }
    },
    addToPlaylist() {
      const detail = { track_ids: [...this.cells.selection.ids], done: () => this.cells.selection.clear() };
      window.dispatchEvent(new CustomEvent("sfa:add-to-playlist", { detail }));
    },
    complain(text, kind = "error") {
      const detail = { text: text ?? this.words.unreachable, kind };
      window.dispatchEvent(new CustomEvent("sfa:toast", { detail }));
    },
    enter() {
      if (this.mode === "cards") this.links()[0]?.focus();
      else this.cells.enter();
    },
    links() {
      return [...this.$refs.all.querySelectorAll(".card-link")];
    },
    press(event) {
      const links = this.links();
      const place = links.indexOf(document.activeElement);
      if (place < 0) return;
      if (event.key === "Delete") this.remove(this.cards[place]);
      const top = (link) => link.getBoundingClientRect().top;
      const across = links.filter((link) => top(link) === top(links[0])).length;
      const next = links[place + { ArrowDown: across, ArrowUp: -across, ArrowRight: 1, ArrowLeft: -1 }[event.key]];
      if (next) {
        event.preventDefault();
        next.focus();
      }
    },
    remove(track) {
      this.$emit("act", { act: "delete", track_id: track.id, job_id: null, title: track.title });
    },
    said(job) {
      if (job.state === "queued") return this.words.queued;
      return [`${job.label} ${this.cells.howFar(job)}`, this.cells.left(job.remaining_seconds)].filter(Boolean).join(" · ");
    },
    acted(event) {
      this.$emit("act", event.detail);
    },
    retry(job) {
      this.$emit("act", { act: "retry", track_id: null, job_id: job.job_id, title: job.title });
      this.drop(job);
    },
    leave(job) {
      if (job.state !== "failed") this.$emit("act", { act: "cancel", track_id: null, job_id: job.job_id, title: job.title });
      this.drop(job);
      if (job.state === "failed") this.$emit("act", { act: "dismiss", track_id: null, job_id: job.job_id, title: job.title });
    },
    drop(job) {
      this.cells.work.incoming.delete(job.job_id);
      this.incoming = [...this.cells.work.incoming.values()];
    },
    hue: (camelot) => window.sfaCells.hue(camelot),
    clock: (seconds) => window.sfaCells.clock(seconds),
  },
};
