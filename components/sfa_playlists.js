const EDGE_PX = 48;
const STEP_PX = 10;
const INTO = [0.3, 0.7]; // the middle of a row means into it
const CLOSED = "sfa:closed-crates";

export default {
  template: `
    <div class="playlists">
      <template v-if="playlists === null"><span v-for="n in 3" :key="n" class="skeleton-block"></span></template>
      <ul v-else-if="playlists.length" ref="tree" class="rows crates" role="tree" :aria-label="words.all" @keydown="press">
        <li v-for="one in shown" :key="one.id" class="row playlist-row" role="treeitem" :data-playlist="one.id" :aria-level="one.depth + 1" :aria-expanded="one.has ? !closed[one.id] : null" :aria-posinset="one.number" :aria-setsize="one.of" :aria-label="one.title"
          :tabindex="one.id === at ? 0 : -1" :class="{ lifted: drag && drag.id === one.id, into: drag && drag.into === one.id, above: drag && drag.above === one.id, below: drag && drag.below === one.id }" :style="{ '--depth': one.depth }" @focusin="at = one.id">
          <span class="item-handle crate-handle" :title="words.drag" @pointerdown="lift($event, one)"><i class="icon" aria-hidden="true">drag_indicator</i></span>
          <button v-if="one.has" type="button" class="button icon-button crate-fold" tabindex="-1" :aria-label="(closed[one.id] ? words.unfold : words.fold) + ' ' + one.title" @click="fold(one)"><i class="icon" aria-hidden="true">{{ closed[one.id] ? 'chevron_right' : 'expand_more' }}</i></button>
          <span v-else class="crate-fold"></span>
          <a class="playlist-link" tabindex="-1" draggable="false" :href="'/playlist/' + one.id">
            <img v-if="one.artwork_url" class="crate-cover" :src="one.artwork_url + '&size=64'" alt="" width="40" height="40" loading="lazy">
            <i v-else class="icon" aria-hidden="true">{{ one.query ? 'bolt' : one.has ? 'folder' : 'queue_music' }}</i>
            <span class="playlist-name"><span class="playlist-title" :title="one.title">{{ one.title }}</span><span class="muted number">{{ one.query ? words.smart + ' · ' + (said[one.id] || one.query) : one.said }}</span></span>
          </a>
          <span class="muted playlist-changed">{{ day(one.changed_at) }}</span>
          <details class="playlist-menu">
            <summary class="button icon-button" :tabindex="one.id === at ? 0 : -1" :aria-label="words.more + ' ' + one.title" :title="words.more"><i class="icon" aria-hidden="true">more_vert</i></summary>
            <div class="menu">
              <button v-for="does in actsOf(one)" :key="does.act" type="button" class="button" @click="ask(does.act, one, $event)"><i class="icon" aria-hidden="true">{{ does.sign }}</i>{{ words[does.act] }}</button>
            </div>
          </details>
        </li>
      </ul>
      <div v-else class="playlists-empty">
        <i class="icon" aria-hidden="true">queue_music</i><span class="welcome-title">{{ words.emptyTitle }}</span><p>{{ words.empty }}</p>
        <button type="button" class="button primary" @click="ask('create', {})"><i class="icon" aria-hidden="true">add</i>{{ words.create }}</button>
      </div>
    </div>`,
  props: { words: Object, address: String },
  data: () => ({ playlists: null, said: {}, closed: {}, at: null, drag: null }),
  computed: {
    /** All rows that no closed crate hides, with what the screen says of their place. */
    shown() {
      const rows = this.playlists ?? [];
      const depth = {};
      const row = (id) => rows.filter((one) => one.parent_id === id);
      const seen = [];
      for (const one of rows) {
        const hidden = one.parent_id && (depth[one.parent_id] === undefined || this.closed[one.parent_id]);
        if (hidden) continue;
        depth[one.id] = one.parent_id ? depth[one.parent_id] + 1 : 0;
        const beside = row(one.parent_id);
        seen.push({ ...one, depth: depth[one.id], has: row(one.id).length > 0, number: beside.findIndex((it) => it.id === one.id) + 1, of: beside.length });
      }
      return seen;
    },
  },
  created() {
    const shown = { day: "numeric", month: "short", year: "numeric" };
    this.days = new Intl.DateTimeFormat(document.documentElement.lang || undefined, shown);
    this.turn = Promise.resolve();
    try {
      this.closed = Object.fromEntries(JSON.parse(localStorage.getItem(CLOSED) ?? "[]").map((id) => [id, true]));
    } catch {
      this.closed = {}; // what is remembered there is of no great worth
    }
  },
  beforeUnmount() {
    this.settle();
  },
  methods: {
    /** Show all playlists, each before what lies in it. */
    show(playlists) {
      const had = this.$refs.tree?.contains(document.activeElement) && document.activeElement.getAttribute("role") === "treeitem";
      this.playlists = playlists;
      if (!playlists.some((one) => one.id === this.at)) this.at = playlists[0]?.id ?? null;
      if (had) this.$nextTick(() => this.focus(this.at));
    },
    /** Say how much a smart crate finds. */
    tell(id, said) {
      this.said[id] = said;
    },
    day(moment) {
      return this.days.format(new Date(moment));
    },
    actsOf(one) {
      const smart = one.query ? [{ act: "query", sign: "tune" }, { act: "list", sign: "playlist_add" }] : [{ act: "createIn", sign: "create_new_folder" }];
      return [{ act: "rename", sign: "edit" }, ...smart, { act: "copy", sign: "content_copy" }, { act: "move", sign: "drive_file_move" }, { act: "share", sign: "share" }, { act: "delete", sign: "delete_outline" }];
    },
    ask(act, { id, title, query, parent_id }, event) {
      event?.target.closest("details")?.removeAttribute("open");
      const detail = act === "share" ? { playlist_id: id, title } : { act, id, title, query, parent_id };
      window.dispatchEvent(new CustomEvent(act === "share" ? "sfa:share" : "sfa:playlist", { detail }));
    },
    fold(one) {
      if (this.closed[one.id]) delete this.closed[one.id];
      else this.closed[one.id] = true;
      localStorage.setItem(CLOSED, JSON.stringify(Object.keys(this.closed)));
    },
    focus(id) {
      this.at = id;
      this.$nextTick(() => this.$refs.tree?.querySelector(`[data-playlist="${id}"]`)?.focus());
    },
    press(event) {
      const rows = this.shown;
      const place = rows.findIndex((one) => one.id === this.at);
      const one = rows[place];
      if (!one || event.target.getAttribute("role") !== "treeitem" || event.ctrlKey || event.metaKey) return;
      if (event.altKey) {
        if (!this.shift(one, event.key)) return;
      } else if (event.key === "ArrowDown") this.focus((rows[place + 1] ?? one).id);
      else if (event.key === "ArrowUp") this.focus((rows[place - 1] ?? one).id);
      else if (event.key === "Home" || event.key === "End") this.focus(rows.at(event.key === "Home" ? 0 : -1).id);
      else if (event.key === "ArrowRight" && one.has) this.closed[one.id] ? this.fold(one) : this.focus(rows[place + 1].id);
      else if (event.key === "ArrowLeft") one.has && !this.closed[one.id] ? this.fold(one) : one.parent_id && this.focus(one.parent_id);
      else if (event.key === "Delete") this.ask("delete", one);
      else if (event.key === "F2") this.ask("rename", one);
      else if (event.key === "Enter") event.target.querySelector("a").click();
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    /** Move a crate by a key: up or down in its row, into the crate above it, or out of its own. */
    shift(one, key) {
      this.later(() => {
        const now = this.playlists.find((it) => it.id === one.id);
        if (!now) return null;
        const row = this.playlists.filter((it) => it.parent_id === now.parent_id);
        const n = row.findIndex((it) => it.id === one.id);
        const parent = this.playlists.find((it) => it.id === now.parent_id);
        const above = row.slice(0, n).reverse().find((it) => !it.query);
        if (key === "ArrowUp" && n > 0) return [now, now.parent_id, row[n - 1].id];
        if (key === "ArrowDown" && n < row.length - 1) return [now, now.parent_id, row[n + 2]?.id ?? null];
        if (key === "ArrowRight" && above) return [now, above.id, null];
        if (key === "ArrowLeft" && parent) return [now, parent.parent_id, parent.id];
        return null;
      });
      return ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight"].includes(key);
    },
    /** Move one crate after the other, each as things stand when its turn comes. */
    later(find) {
      this.turn = this.turn.then(async () => {
        const wanted = find();
        if (wanted) await this.put(...wanted);
      });
    },
    async put(one, parent_id, before) {
      const body = JSON.stringify({ parent_id, before });
      const how = { method: "PUT", body, headers: { "Content-Type": "application/json" } };
      const answer = await fetch(`${this.address}/${one.id}/place`, how).catch(() => null);
      if (!answer?.ok) {
        const said = await answer?.json().catch(() => null);
        window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text: said?.error?.message ?? this.words.unreachable, kind: "error" } }));
        return;
      }
      if (parent_id) delete this.closed[parent_id];
      const moved = this.within(one.id);
      const rest = this.playlists.filter((it) => !moved.has(it.id));
      const beside = rest.findIndex((it) => it.id === before);
      const group = this.playlists.filter((it) => moved.has(it.id)).map((it) => (it.id === one.id ? { ...it, parent_id } : it));
      const last = parent_id ? Math.max(...rest.map((it, n) => (this.within(parent_id).has(it.id) ? n : -1))) + 1 : rest.length;
      rest.splice(before ? beside : last, 0, ...group);
      this.show(rest);
    },
    /** Return a crate and all that lies in it, by their ids. */
    within(id) {
      const found = new Set([id]);
      for (const one of this.playlists) if (found.has(one.parent_id)) found.add(one.id);
      return found;
    },
    lift(event, one) {
      if (event.button !== 0 || this.drag) return;
      event.preventDefault();
      this.drag = { id: one.id };
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
    /** Follow the pointer: into the crate under it, or before or behind that. */
    hover() {
      if (!this.drag) return;
      const frame = this.$refs.tree.closest(".content") ?? document.scrollingElement;
      const edge = frame.getBoundingClientRect();
      if (this.y < edge.top + EDGE_PX) frame.scrollTop -= STEP_PX;
      else if (this.y > edge.bottom - EDGE_PX) frame.scrollTop += STEP_PX;
      this.drag = { id: this.drag.id, ...this.aim() };
      this.frame = requestAnimationFrame(() => this.hover());
    },
    aim() {
      const rows = [...this.$refs.tree.children];
      const row = rows.find((it) => this.y < it.getBoundingClientRect().bottom) ?? rows.at(-1);
      const one = this.playlists.find((it) => it.id === row.dataset.playlist);
      if (!one || this.within(this.drag.id).has(one.id)) return {};
      const { top, height } = row.getBoundingClientRect();
      const part = (this.y - top) / height;
      const [low, high] = one.query ? [0.5, 0.5] : INTO;
      if (part < low) return { above: one.id };
      return part > high ? { below: one.id } : { into: one.id };
    },
    land() {
      const { id, into, above, below } = this.drag;
      this.settle();
      this.later(() => {
        const one = this.playlists.find((it) => it.id === id);
        if (one && into) return [one, into, null];
        const beside = this.playlists.find((it) => it.id === (above ?? below));
        if (!one || !beside) return null;
        const row = this.playlists.filter((it) => it.parent_id === beside.parent_id && it.id !== id);
        const next = row[row.findIndex((it) => it.id === beside.id) + 1];
        return [one, beside.parent_id, above ? beside.id : (next?.id ?? null)];
      });
    },
    settle() {
      for (const [name, hear] of Object.entries(this.dragging ?? {})) window.removeEventListener(name, hear);
      cancelAnimationFrame(this.frame);
      this.drag = this.dragging = null;
    },
  },
};
