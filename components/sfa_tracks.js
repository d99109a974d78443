const PATIENCE_MS = 150;
/** So much of a list is queued, and so much of that before what is played. */
const MOST_QUEUED = 10_000;
const BEFORE = 1_000;

export default {
  template: `
    <div :data-mode="mode" :data-total="total" @sfa:act.stop="acted" @sfa:row-menu.stop="menu" @dblclick="double" @click.capture="choose" @keydown.capture="key" @contextmenu="point" ref="all">
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
      <p v-if="total === 0 && searched" class="nothing" role="status">{{ words.nothing.replace('{text}', () => searched) }}</p>
      <div class="tracks-table" v-show="mode === 'table' && !(total === 0)"><slot></slot></div>
      <div v-if="mode === 'cards' || mode === 'list'" v-show="total !== 0" :key="mode" :class="mode === 'cards' ? 'cards' : 'list'" :ref="stock"></div>
    </div>`,
  props: { address: String, words: Object },
  emits: ["act"],
  data: () => ({ mode: "", total: null, incoming: [], searched: "", selected: 0 }),
  created() {
    this.cells = window.sfaCells;
    this.hearing = { "sfa:select-all": () => this.selectAll(), "sfa:enter-list": () => this.enter() };
    for (const [name, hear] of Object.entries(this.hearing)) window.addEventListener(name, hear);
    this.onKey = (event) => this.escape(event);
    document.addEventListener("keydown", this.onKey);
    this.cells.selection.changed = () => this.showSelected();
    this.searched = this.cells.question.text;
    this.unheard = [this.cells.question.listen((what) => what === "asked" && this.askAnew()), this.cells.look.listen(() => this.relook())];
    this.cells.prepare({ words: this.words, address: this.address, counted: (total) => this.count(total) });
    this.incoming = [...this.cells.work.incoming.values()];
    // What was known a moment ago is shown at once; the table waits for it by itself.
    if (this.cells.look.isKnown) this.mode = this.cells.look.shown;
    this.cells.look.load().then(() => (this.mode = this.cells.look.shown));
    this.resize = () => (this.mode = this.cells.look.shown);
    window.addEventListener("resize", this.resize);
  },
  watch: {
    incoming: "welcome",
    mode(mode) {
      this.cells.table.show(mode === "table");
    },
  },
  beforeUnmount() {
    for (const [name, hear] of Object.entries(this.hearing)) window.removeEventListener(name, hear);
    for (const stop of this.unheard) stop();
    window.removeEventListener("resize", this.resize);
    document.removeEventListener("keydown", this.onKey);
    this.cells.selection.changed = () => {};
    this.cells.selection.clear();
    clearTimeout(this.timer);
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
      this.shelf?.redraw(id);
    },
    refresh() {
      // A track that becomes ready ends several jobs at once; one question answers for all.
      clearTimeout(this.timer);
      this.timer = setTimeout(() => {
        this.cells.table.refresh();
        this.shelf?.refresh();
        if (this.total === 0) this.ask();
      }, PATIENCE_MS);
    },
    ask() {
      return this.cells.ask(0, 1).then(({ total }) => this.count(total), () => this.complain());
    },
    /** How it is to look was changed, here or in another window. */
    lookAgain() {
      this.cells.look.load();
    },
    relook() {
      this.mode = this.cells.look.shown;
      this.cells.table.arrange();
    },
    askAnew() {
      this.searched = this.cells.question.text;
      this.cells.selection.follow(this.found());
      this.cells.table.askAnew();
      this.shelf?.askAnew();
      if (this.total === 0) this.ask();
    },
    count(total) {
      if (this.total === 0 && total > 0) this.cells.table.refresh();
      const wasEmpty = this.total === 0 && total > 0;
      this.total = total;
      this.cells.selection.follow(this.found());
      this.tellSelected();
      if (wasEmpty) this.$nextTick(() => this.shelf?.reshape());
      this.welcome();
    },
    welcome() {
      const empty = this.total === 0 && !this.searched && !this.incoming.length;
      document.body.toggleAttribute("data-empty-library", empty);
    },
    /** A shelf for the rows or cards, as long as there is a place for it. */
    stock(host) {
      if (host === this.host) return;
      this.shelf?.close();
      this.host = host;
      const { cells, mode, words } = this;
      const wares = { ask: cells.ask, draw: cells.draw, counted: (total) => this.count(total), failed: () => this.complain(), label: words.tracks };
      this.shelf = host && new cells.Shelf(host, mode, wares);
    },
    rowOf(target) {
      const item = target.closest(".shelf-item");
      return item ? this.shelf?.pages.at(Number(item.dataset.place)) : this.cells.rowOf(target);
    },
    placeOf(target) {
      const item = target.closest(".shelf-item[data-id]");
      if (item) return { id: item.dataset.id, place: Number(item.dataset.place) };
      const row = target.closest(".ag-row");
      const id = row?.getAttribute("row-id");
      return id ? { id, place: Number(row.getAttribute("row-index")) } : null;
    },
    choose(event) {
      // The label of a box passes its click on to the box; only that one counts.
      const box = event.target.closest(".select-box");
      if (box && event.target.tagName !== "INPUT" && !event.shiftKey) return;
      if (!box && !(event.shiftKey && event.target.closest(".ag-row, .shelf-item"))) return;
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
      const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey;
      const isAll = event.key === "a" && (event.ctrlKey || event.metaKey);
      const isOne = event.key.toLowerCase() === "x" && isPlain;
      if (event.key === "Escape" && this.selected) this.cells.selection.clear();
      if (isPlain && this.press(event)) return;
      const found = isOne && this.placeOf(event.target);
      if (!isAll && !found) return;
      event.preventDefault();
      event.stopPropagation();
      if (isAll) this.selectAll();
      else if (event.shiftKey) this.extend(found);
      else this.cells.selection.toggle(found.id, found.place);
    },
    /** Space plays the row that has the keys, and on the shelf arrows move; the table has its own. */
    press(event) {
      const isOnShelf = event.target.matches(".card-link");
      const track = (isOnShelf || event.target.matches(".ag-cell, .ag-cell a")) && this.rowOf(event.target);
      if (!track) return false;
      if (event.key === " " && !event.shiftKey) this.cells.play(track, event.target);
      else if (event.key === "Delete" && isOnShelf) this.remove(track);
      else return isOnShelf && this.shelf.press(event);
      event.preventDefault();
      event.stopPropagation();
      return true;
    },
    escape(event) {
      if (event.key === "Escape" && event.target === document.body) this.cells.selection.clear();
    },
    ids(start, count) {
      return this.cells.askIds(start, count);
    },
    extend({ id, place }) {
      return this.cells.selection.extend(id, place, (start, count) => this.ids(start, count)).catch(() => this.complain());
    },
    selectAll() {
      return this.cells.selection.all((start, count) => this.ids(start, count), this.found()).catch(() => this.complain());
    },
    /** What the list shows, as the selection of all of it is told. */
    found() {
      const { text, sort, descending } = this.cells.question;
      return { search: text, sort, descending, total: this.total ?? 0 };
    },
    forget(...ids) {
      for (const id of ids) this.cells.selection.forget(id);
    },
    /** The bar of acts stands beside the list: see sfa_selection.js. */
    tellSelected() {
      window.dispatchEvent(new CustomEvent("sfa:selection", { detail: { count: this.selected, total: this.total ?? 0 } }));
    },
    showSelected() {
      this.selected = this.cells.selection.size;
      this.cells.showSelection(this.$refs.all);
      this.tellSelected();
    },
    complain(text, kind = "error") {
      this.cells.toast(text ?? this.words.unreachable, kind);
    },
    enter() {
      if (this.shelf) this.shelf.focus();
      else this.cells.table.enter();
    },
    menu(event) {
      this.cells.menu(event.detail.track, event.detail.from, event.detail.at);
    },
    /** A right click, or the key of menus, opens that of the row. */
    point(event) {
      const track = event.target.closest(".ag-row, .shelf-item") && !event.shiftKey && this.rowOf(event.target);
      if (!track) return;
      event.preventDefault();
      const isByHand = event.clientX || event.clientY;
      this.cells.menu(track, event.target, isByHand ? { x: event.clientX, y: event.clientY } : undefined);
    },
    remove(track) {
      this.$emit("act", { act: "delete", track_id: track.id, job_id: null, title: track.title });
    },
    said(job) {
      if (job.state === "queued") return this.words.queued;
      return [`${job.label} ${this.cells.howFar(job)}`, this.cells.left(job.remaining_seconds)].filter(Boolean).join(" · ");
    },
    acted(event) {
      if (event.detail.act === "play") this.playFrom(event.detail.track_id, event.target);
      else this.$emit("act", event.detail);
    },
    /** A double click plays a row, as a click on its button does. */
    double(event) {
      const track = !event.target.closest("a, button, input, label") && this.rowOf(event.target);
      if (track && track.has_audio !== false) this.playFrom(track.id, event.target);
    },
    /** Play a track, and then the list from there on. */
    playFrom(id, from) {
      const start = Math.max(0, (this.placeOf(from)?.place ?? 0) - BEFORE);
      const list = async () => {
        const ids = await this.ids(start, MOST_QUEUED);
        return { ids, start: ids.indexOf(id) };
      };
      window.dispatchEvent(new CustomEvent("sfa:queue", { detail: { ids: [id], mode: "replace", list } }));
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
  },
};
