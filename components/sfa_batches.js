const PAGE = 100;
const ROW_PX = 48;
const PHONE_ROW_PX = 96;
const BEYOND = 6;
const PHONE = matchMedia("(max-width: 720px)");
const SIGNS = { waiting: "schedule", running: "graphic_eq", completed: "check_circle", there: "check_circle", failed: "error", cancelled: "block" };

export default {
  template: `
    <div class="batches" ref="all">
      <section v-for="batch in batches" :key="batch.id" class="batch" :data-state="batch.state" :aria-label="batch.title">
        <button type="button" class="batch-open" :aria-expanded="String(open === batch.id)" @click="toggle(batch.id)">
          <i class="icon" aria-hidden="true">chevron_right</i>
          <span class="batch-title" :title="batch.title">{{ batch.title }}</span>
          <span class="batch-way muted">{{ batch.way }}</span>
        </button>
        <span class="batch-said muted number" role="status">{{ batch.said }}</span>
        <span class="batch-acts">
          <button v-if="batch.failed" type="button" class="button" @click="act('retry', batch)"><i class="icon" aria-hidden="true">refresh</i><span>{{ words.retry }}</span></button>
          <button v-if="batch.state === 'working'" type="button" class="button" @click="act('pause', batch)"><i class="icon" aria-hidden="true">pause</i><span>{{ words.pause }}</span></button>
          <button v-if="batch.state === 'paused'" type="button" class="button" @click="act('resume', batch)"><i class="icon" aria-hidden="true">play_arrow</i><span>{{ words.resume }}</span></button>
          <button v-if="batch.state !== 'over'" type="button" class="button" @click="act('cancel', batch)"><i class="icon" aria-hidden="true">close</i><span>{{ words.cancel }}</span></button>
          <button v-else type="button" class="button icon-button" :aria-label="words.dismiss + ' ' + batch.title" :title="words.dismiss" @click="act('clear', batch)"><i class="icon" aria-hidden="true">close</i></button>
        </span>
        <span class="bar" role="progressbar" :aria-label="batch.title" aria-valuemin="0" aria-valuemax="100" :aria-valuenow="percent(batch)"><span :style="{ width: percent(batch) + '%' }"></span></span>
        <div v-if="open === batch.id" class="batch-list" ref="list" tabindex="0" :aria-label="words.tracks" @scroll.passive="look">
          <ol class="batch-canvas" :style="{ height: batch.total * rowPx + 'px' }">
            <li v-for="row in shown" :key="row.place" class="batch-row" :data-state="row.state" :data-track="row.track_id" :aria-posinset="row.place + 1" :aria-setsize="batch.total" :style="{ top: row.place * rowPx + 'px', height: rowPx + 'px' }">
              <template v-if="row.track_id">
                <i class="icon" aria-hidden="true">{{ signs[row.state] }}</i>
                <a class="batch-track" :href="'/track/' + row.track_id"><span>{{ row.title }}</span><span class="track-artist">{{ row.artist || '–' }}</span></a>
                <span class="time muted batch-length">{{ clock(row.duration_seconds) }}</span>
                <span class="batch-state" :title="row.error">
                  <span>{{ stateOf(row) }}</span>
                  <span v-if="row.state === 'running'" class="bar" role="progressbar" :aria-label="row.title" :aria-valuenow="Math.round(100 * progressOf(row))"><span :style="{ width: 100 * progressOf(row) + '%' }"></span></span>
                </span>
                <span class="batch-moves">
                  <template v-if="row.state === 'waiting'">
                    <button v-for="to in moves" :key="to" type="button" class="button icon-button" :data-act="to" :aria-label="words[to] + ' ' + row.title" :title="words[to]" @click="move(batch, row, to)"><i class="icon" aria-hidden="true">{{ arrows[to] }}</i></button>
                  </template>
                  <button type="button" class="button icon-button" data-act="remove" :aria-label="words.remove + ' ' + row.title" :title="words.remove" @click="act('remove', batch, row)"><i class="icon" aria-hidden="true">close</i></button>
                </span>
              </template>
              <span v-else class="skeleton-line"></span>
            </li>
          </ol>
        </div>
      </section>
    </div>`,
  props: { address: String, words: Object },
  emits: ["act"],
  data: () => ({
    batches: [], open: null, pages: {}, live: {}, first: 0, last: 0, rowPx: PHONE.matches ? PHONE_ROW_PX : ROW_PX,
    signs: SIGNS, moves: ["top", "up", "down"], arrows: { top: "vertical_align_top", up: "arrow_upward", down: "arrow_downward" },
  }),
  computed: {
    shown() {
      const total = this.batches.find((one) => one.id === this.open)?.total ?? 0;
      const rows = [];
      for (let place = this.first; place < Math.min(this.last, total); place++) {
        rows.push({ ...this.pages[Math.floor(place / PAGE)]?.[place % PAGE], place });
      }
      return rows;
    },
  },
  created() {
    this.resize = () => {
      this.rowPx = PHONE.matches ? PHONE_ROW_PX : ROW_PX;
      this.$nextTick(() => this.look());
    };
    PHONE.addEventListener("change", this.resize);
  },
  beforeUnmount() {
    PHONE.removeEventListener("change", this.resize);
  },
  methods: {
    /** Show how all batches stand; of the one that is open, ask for what is in sight. */
    show(batches) {
      this.batches = batches;
      const running = new Set(batches.flatMap((batch) => batch.running.map((one) => one.job_id)));
      this.live = Object.fromEntries(Object.entries(this.live).filter(([id]) => running.has(id)));
      if (!batches.some((batch) => batch.id === this.open)) this.open = null;
      else this.$nextTick(() => this.look({ again: true }));
    },
    /** Show how far one job is. */
    patch(job) {
      this.live = { ...this.live, [job.job_id]: job };
    },
    toggle(id) {
      this.open = this.open === id ? null : id;
      this.pages = {};
      this.first = this.last = 0;
      this.$nextTick(() => this.look());
    },
    look({ again = false } = {}) {
      const list = this.$refs.list?.[0];
      if (!list) return;
      this.first = Math.max(0, Math.floor(list.scrollTop / this.rowPx) - BEYOND);
      this.last = Math.ceil((list.scrollTop + list.clientHeight) / this.rowPx) + BEYOND;
      const pages = new Set([Math.floor(this.first / PAGE), Math.floor((this.last - 1) / PAGE)]);
      for (const page of Object.keys(this.pages)) if (again && !pages.has(Number(page))) delete this.pages[page];
      for (const page of pages) if (again || !(page in this.pages)) this.fetch(page);
    },
    async fetch(page) {
      const id = this.open;
      this.pages[page] ??= [];
      const turn = (this.turns = { ...this.turns, [page]: (this.turns?.[page] ?? 0) + 1 })[page];
      const answer = await fetch(`${this.address}/${id}?start=${page * PAGE}&count=${PAGE}`).catch(() => null);
      if (!answer?.ok || this.open !== id || turn !== this.turns[page]) return;
      this.pages[page] = (await answer.json()).rows;
      this.$nextTick(() => this.refocus());
    },
    percent(batch) {
      const more = batch.running.map((one) => Math.max(0, (this.live[one.job_id]?.progress ?? 0) - one.progress) * one.duration_seconds);
      const done = batch.progress + more.reduce((sum, one) => sum + one, 0) / Math.max(batch.duration_seconds, 1);
      return Math.floor(100 * Math.min(1, done));
    },
    progressOf(row) {
      return Math.max(row.progress, this.live[row.job_id]?.progress ?? 0);
    },
    stateOf(row) {
      if (row.state === "failed") return row.error || this.words.failed;
      if (row.state !== "running") return this.words[row.state];
      const left = window.sfaCells.leftOf(this.live[row.job_id]?.remaining_seconds ?? row.remaining_seconds, this.words);
      return [`${Math.round(100 * this.progressOf(row))} %`, left].filter(Boolean).join(" · ");
    },
    act(act, batch, row) {
      this.$emit("act", { act, batch_id: batch.id, track_id: row?.track_id ?? null });
    },
    move(batch, row, to) {
      this.focused = { track: row.track_id, to };
      this.$emit("act", { act: "move", batch_id: batch.id, track_id: row.track_id, to });
    },
    /** Keep the keys with a track that has moved. */
    refocus() {
      const { track, to } = this.focused ?? {};
      const isFree = !document.activeElement || document.activeElement === document.body || this.$refs.all.contains(document.activeElement);
      if (!track || !isFree) return;
      const button = this.$refs.all.querySelector(`[data-track="${track}"] [data-act="${to}"]`);
      if (button && button !== document.activeElement) button.focus({ preventScroll: true });
      this.focused = null;
    },
    clock: (seconds) => window.sfaCells.clock(seconds),
  },
};
