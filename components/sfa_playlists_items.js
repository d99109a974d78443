const PAGE = 100;
const ROW_PX = 52;
const PHONE_ROW_PX = 64;
const BEYOND = 8;
const SKELETONS = 6;
const EDGE_PX = 40;
const STEP_PX = 10;
const PATIENCE_MS = 150;
const LOST_MS = 10_000;
const PHONE = matchMedia("(max-width: 720px)");

export default {
  template: `
    <div :data-total="total">
      <div v-if="total === 0" class="playlists-empty">
        <i class="icon" aria-hidden="true">queue_music</i><span class="welcome-title">{{ fixed ? words.emptySmartTitle : words.emptyTitle }}</span><p>{{ fixed ? words.emptySmart : words.empty }}</p>
        <a class="button primary" href="/"><i class="icon" aria-hidden="true">library_music</i>{{ words.library }}</a>
      </div>
      <div v-show="total !== 0" class="items-frame">
        <div class="items-head item-grid" aria-hidden="true">
          <span></span><span class="item-number">#</span><span></span><span>{{ words.title }}</span><span class="item-tempo">{{ words.tempo }}</span><span>{{ words.key }}</span><span class="item-length">{{ words.duration }}</span><span></span>
        </div>
        <div class="items" ref="list" @scroll.passive="look" @keydown="press">
          <ol class="items-canvas" :style="{ height: (total ?? skeletons) * rowPx + 'px' }" :aria-label="words.tracks">
            <li v-for="row in shown" :key="row.place" class="item item-grid" :class="{ lifted: drag && drag.id === row.id }" :data-item="row.id" :data-place="row.place"
              :tabindex="row.place === at ? 0 : -1" :aria-posinset="row.place + 1" :aria-setsize="total" :aria-label="row.track?.title" :style="{ top: row.place * rowPx + 'px', height: rowPx + 'px' }" @focusin="at = row.place">
              <template v-if="row.id">
                <span v-if="fixed"></span><span v-else class="item-handle" :title="words.drag" @pointerdown="lift($event, row)"><i class="icon" aria-hidden="true">drag_indicator</i></span>
                <span class="item-number number muted">{{ row.place + 1 }}</span>
                <button v-if="!row.track.has_audio" type="button" class="button icon-button silent" :tabindex="row.place === at ? 0 : -1" :aria-label="words.silent.replace('{title}', row.track.title)" :title="words.silent.replace('{title}', row.track.title)" @click="sayWhy(row)"><i class="icon" aria-hidden="true">cloud_off</i></button>
                <button v-else type="button" class="button icon-button" :tabindex="row.place === at ? 0 : -1" :aria-label="words.play + ' ' + row.track.title" :title="words.play" :data-preview="row.track.id" @click="play(row)"><i class="icon" aria-hidden="true">play_arrow</i></button>
                <a class="track-name" tabindex="-1" draggable="false" :href="'/track/' + row.track.id"><span class="track-title">{{ row.track.title }}</span><span class="track-artist">{{ row.track.artist || '–' }}</span></a>
                <span class="item-tempo number">{{ row.track.tempo_bpm == null ? '–' : row.track.tempo_bpm.toFixed(1) + ' BPM' }}</span>
                <span class="item-key"><span v-if="row.track.camelot" class="key-chip" :style="{ '--hue': hue(row.track.camelot) }" :title="row.track.key">{{ row.track.camelot }}</span><span v-else class="muted">–</span></span>
                <span class="item-length time">{{ clock(row.track.duration_seconds) }}</span>
                <span v-if="fixed"></span><button v-else type="button" class="button icon-button" :tabindex="row.place === at ? 0 : -1" :aria-label="words.remove + ' ' + row.track.title" :title="words.remove" @click="remove(row)"><i class="icon" aria-hidden="true">close</i></button>
              </template>
              <span v-else class="skeleton-line"></span>
            </li>
          </ol>
          <span v-if="drag" class="item-line" :style="{ top: drag.slot * rowPx - 1 + 'px' }"></span>
        </div>
      </div>
    </div>`,
  props: { address: String, words: Object },
  emits: ["act"],
  data: () => ({ total: null, fixed: false, asks: "", version: 0, first: 0, last: SKELETONS, at: 0, drag: null, skeletons: SKELETONS, rowPx: PHONE.matches ? PHONE_ROW_PX : ROW_PX }),
  computed: {
    shown() {
      void this.version; // the rows themselves are not watched, so that thousands cost nothing
      const end = Math.min(this.last, this.total ?? SKELETONS);
      return Array.from({ length: Math.max(0, end - this.first) }, (_, n) => ({ ...this.rows[this.first + n], place: this.first + n }));
    },
  },
  created() {
    this.rows = [];
    this.asked = new Set();
    this.turn = 0;
    this.untold = 0; // what was done here and the studio has not answered for
    this.hearing = { resize: () => this.resize(), "sfa:enter-list": () => this.focus(this.at), "sfa:play-list": () => this.playAll() };
    for (const [name, hear] of Object.entries(this.hearing)) window.addEventListener(name, hear);
  },
  beforeUnmount() {
    for (const [name, hear] of Object.entries(this.hearing)) window.removeEventListener(name, hear);
    clearTimeout(this.timer);
    clearTimeout(this.patience);
    this.turn += 1;
    this.settle();
  },
  methods: {
    /** Show what is asked for, ``asks`` of the address; if it is ``fixed``, nobody orders it here. */
    become({ fixed, asks }) {
      const isNew = asks !== this.asks;
      Object.assign(this, { fixed, asks });
      if (!isNew) return;
      this.rows = [];
      this.total = null;
      this.turn += 1;
      this.asked.clear();
    },
    /** Ask for what is in sight: the first time at once, then when nothing more has happened for a moment. */
    refresh() {
      if (this.untold) return; // the studio would answer with an order that is over
      clearTimeout(this.timer);
      const wait = this.total === null ? 0 : PATIENCE_MS;
      this.timer = setTimeout(() => {
        this.asked.clear();
        this.turn += 1;
        this.look();
      }, wait);
    },
    resize() {
      this.rowPx = PHONE.matches ? PHONE_ROW_PX : ROW_PX;
      this.$nextTick(() => this.look());
    },
    look() {
      const list = this.$refs.list;
      this.first = Math.max(0, Math.floor(list.scrollTop / this.rowPx) - BEYOND);
      this.last = Math.ceil((list.scrollTop + list.clientHeight) / this.rowPx) + BEYOND;
      for (const page of new Set([this.first, this.last - 1].map((place) => Math.floor(place / PAGE)))) {
        if (!this.asked.has(page)) this.fetch(page);
      }
    },
    async fetch(page) {
      this.asked.add(page);
      const [turn, start] = [this.turn, page * PAGE];
      const answer = await fetch(`${this.address}/items?start=${start}&count=${PAGE}${this.asks}`).catch(() => null);
      if (turn !== this.turn) return; // what is in sight was asked for again
      if (!answer?.ok) return answer?.status === 404 || this.complain();
      const { rows, total } = await answer.json();
      for (let number = 0; number < PAGE; number++) this.rows[start + number] = rows[number];
      this.draw(total);
    },
    draw(total) {
      const had = this.total;
      this.rows.length = this.total = total;
      this.version += 1;
      this.at = Math.max(0, Math.min(this.at, total - 1));
      if (!had && total) this.$nextTick(() => this.look()); // it had no height before
    },
    /** Change something: rows as they were before, on their way still, no longer count. */
    change(act, row, more) {
      this.untold += 1;
      this.turn += 1;
      clearTimeout(this.timer);
      clearTimeout(this.patience);
      this.patience = setTimeout(() => this.done(this.untold), LOST_MS);
      this.tell(act, row, more);
    },
    /** The studio has seen to changes: one as a rule, all of them once it has been silent for long. */
    done(count = 1) {
      this.untold = Math.max(0, this.untold - count);
      if (!this.untold) clearTimeout(this.patience);
      this.refresh();
    },
    /** Play a track, and then the playlist from there on. */
    play(row) {
      const list = async () => {
        const answer = await fetch(`${this.address}/track-ids?${this.asks}`);
        return { ids: (await answer.json()).ids, start: row.place };
      };
      window.dispatchEvent(new CustomEvent("sfa:queue", { detail: { ids: [row.track.id], mode: "replace", list } }));
    },
    /** Play all of it, from the beginning. */
    async playAll() {
      const answer = await fetch(`${this.address}/track-ids?${this.asks}`).catch(() => null);
      if (!answer?.ok) return this.complain();
      const { ids } = await answer.json();
      window.dispatchEvent(new CustomEvent("sfa:queue", { detail: { ids, mode: "replace", start: 0 } }));
    },
    tell(act, row, more = {}) {
      this.$emit("act", { act, item_id: row.id, track_id: row.track.id, title: row.track.title, ...more });
    },
    remove(row) {
      const hadKeys = this.$refs.list.contains(document.activeElement);
      this.change("remove", row);
      this.rows.splice(row.place, 1);
      this.draw(this.total - 1);
      if (hadKeys && this.total) this.focus(this.at);
    },
    /** Let a row stand before the one in a slot; the page shows it at once and asks again once it is done. */
    move(from, slot) {
      const row = this.rows[from];
      const before = slot < this.total ? this.rows[slot]?.id : null;
      if (!row || before === undefined || slot === from || slot === from + 1) return;
      this.change("move", row, { before });
      this.rows.splice(from, 1);
      this.at = slot > from ? slot - 1 : slot;
      this.rows.splice(this.at, 0, row);
      this.draw(this.total);
    },
    press(event) {
      const item = event.target.closest(".item");
      if (!item || event.ctrlKey || event.metaKey) return;
      const place = Number(item.dataset.place);
      const row = this.rows[place];
      const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
      if (event.altKey && step && this.fixed) return;
      if (event.altKey && step) {
        this.move(place, step < 0 ? Math.max(0, place - 1) : Math.min(this.total, place + 2));
        this.focus(this.at);
      } else if (step) this.focus(place + step);
      else if (event.key === "Home" || event.key === "End") this.focus(event.key === "Home" ? 0 : this.total - 1);
      else if (event.key === "Delete" && row && !this.fixed) this.remove({ ...row, place });
      else if (event.key === "Enter" && event.target === item) item.querySelector("a")?.click();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    /** Give the keys to a row, and bring it into sight. */
    focus(place) {
      const list = this.$refs.list;
      this.at = Math.max(0, Math.min(place, this.total - 1));
      const top = this.at * this.rowPx;
      if (top < list.scrollTop) list.scrollTop = top;
      else if (top + this.rowPx > list.scrollTop + list.clientHeight) list.scrollTop = top + this.rowPx - list.clientHeight;
      this.look();
      this.$nextTick(() => list.querySelector(`[data-place="${this.at}"]`)?.focus({ preventScroll: true }));
    },
    lift(event, row) {
      if (event.button !== 0 || this.drag) return;
      event.preventDefault();
      this.drag = { id: row.id, slot: row.place };
      this.y = event.clientY;
      this.dragging = {
        pointermove: (moved) => (this.y = moved.clientY),
        pointerup: () => this.land(),
        pointercancel: () => this.settle(),
        keydown: (key) => key.key === "Escape" && this.settle(),
      };
      for (const [name, hear] of Object.entries(this.dragging)) window.addEventListener(name, hear);
      this.hover();
    },
    /** Follow the pointer: where the row would stand, and further up or down at an edge. */
    hover() {
      if (!this.drag) return;
      const list = this.$refs.list;
      const { top, bottom } = list.getBoundingClientRect();
      if (this.y < top + EDGE_PX) list.scrollTop -= STEP_PX;
      else if (this.y > bottom - EDGE_PX) list.scrollTop += STEP_PX;
      const slot = Math.round((this.y - top + list.scrollTop) / this.rowPx);
      this.drag.slot = Math.max(0, Math.min(slot, this.total));
      this.frame = requestAnimationFrame(() => this.hover());
    },
    land() {
      this.hover();
      const { id, slot } = this.drag;
      this.settle();
      const from = this.rows.findIndex((row) => row?.id === id);
      if (from >= 0) this.move(from, slot);
    },
    settle() {
      for (const [name, hear] of Object.entries(this.dragging ?? {})) window.removeEventListener(name, hear);
      cancelAnimationFrame(this.frame);
      this.drag = this.dragging = null;
    },
    /** Say why a track cannot be played yet. */
    sayWhy(row) {
      const text = this.words.silent.replace("{title}", () => row.track.title);
      window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text } }));
    },
    complain() {
      window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text: this.words.unreachable, kind: "error" } }));
    },
    hue: (camelot) => window.sfaCells.hue(camelot),
    clock: (seconds) => window.sfaCells.clock(seconds),
  },
};
