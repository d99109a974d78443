// What was thrown away: each track with the day it goes for good, and the two ways out of here.
const PAGE = 100;
const DAY_MS = 86400000;

export default {
  template: `
    <div class="trash" ref="all" @keydown="key">
      <template v-if="rows === null && !problem"><span v-for="n in 3" :key="n" class="skeleton-block"></span></template>
      <p v-if="problem" class="row-error" role="alert">{{ problem }} <button type="button" class="button" @click="refresh">{{ words.again }}</button></p>
      <template v-if="total">
        <div class="trash-head">
          <label class="trash-all"><span class="select-box"><input type="checkbox" :checked="isAll" :indeterminate.prop="!isAll && !!chosen.size" :aria-label="words.selectAll" @change="chooseAll($event.target.checked)"></span></label>
          <span class="number" role="status">{{ busy || summary }}</span>
          <span class="grow"></span>
          <button type="button" class="button" :disabled="!!busy" @click="restore(picked)"><i class="icon" aria-hidden="true">restore_from_trash</i>{{ someChosen ? words.restoreChosen : words.restoreAll }}</button>
          <button type="button" class="button danger" :disabled="!!busy" @click="ask(picked)"><i class="icon" aria-hidden="true">delete_forever</i>{{ someChosen ? words.purgeChosen : words.empty }}</button>
        </div>
        <ul class="rows" :aria-label="words.tracks">
          <li v-for="track in rows" :key="track.id" class="row trash-row" :data-id="track.id">
            <label class="select-box"><input type="checkbox" :checked="isChosen(track)" :aria-label="words.select + ' ' + track.title" @change="choose(track)"></label>
            <span class="trash-name"><span class="track-title">{{ track.title }}</span><span class="track-artist">{{ track.artist || '–' }}</span></span>
            <span class="muted number trash-size">{{ size(track.size_bytes) }}</span>
            <span class="muted trash-day" :title="words.deletedAt + ' ' + day(track.deleted_at)">{{ goes(track) }}</span>
            <span class="trash-acts">
              <button type="button" class="button icon-button" :disabled="!!busy" :aria-label="words.restore + ' ' + track.title" :title="words.restore" @click="restore([track])"><i class="icon" aria-hidden="true">restore_from_trash</i></button>
              <button type="button" class="button icon-button" :disabled="!!busy" :aria-label="words.purge + ' ' + track.title" :title="words.purge" @click="ask([track])"><i class="icon" aria-hidden="true">delete_forever</i></button>
            </span>
          </li>
        </ul>
        <button v-if="rows.length < total" ref="more" type="button" class="button" @click="more">{{ words.more }}</button>
      </template>
      <div v-if="total === 0" class="playlists-empty">
        <i class="icon" aria-hidden="true">delete_outline</i><span class="welcome-title">{{ words.nothing }}</span><p>{{ words.means.replace('{days}', () => days) }}</p>
      </div>
      <dialog ref="sheet" class="sheet" :aria-label="question">
        <div class="sheet-title">{{ question }}</div>
        <p class="muted sheet-words">{{ consequence }}</p>
        <div class="form-acts">
          <button type="button" class="button" @click="$refs.sheet.close()">{{ words.cancel }}</button>
          <button type="button" class="button danger" @click="purge">{{ words.purge }}</button>
        </div>
      </dialog>
    </div>`,
  props: { address: String, words: Object },
  data: () => ({ rows: null, total: null, size_bytes: 0, days: 30, chosen: new Set(), isAll: false, busy: "", problem: "", asked: null }),
  computed: {
    someChosen() {
      return this.chosen.size > 0 && !this.isAll;
    },
    /** The tracks that the buttons above are about; null for all. */
    picked() {
      return this.someChosen ? this.rows.filter((one) => this.chosen.has(one.id)) : null;
    },
    summary() {
      const bytes = this.someChosen ? this.sum(this.picked) : this.size_bytes;
      const count = this.count(this.someChosen ? this.chosen.size : this.total);
      return this.someChosen ? `${this.words.selected.replace("{count}", () => this.chosen.size)} · ${this.size(bytes)}` : `${count} · ${this.size(bytes)}`;
    },
    question() {
      const one = this.asked?.length === 1 && this.asked[0];
      const what = one ? `“${one.title}”` : this.count(this.asked?.length ?? this.total ?? 0);
      return this.words.purgeTitle.replace("{tracks}", () => what);
    },
    consequence() {
      const bytes = this.asked ? this.sum(this.asked) : this.size_bytes;
      return this.words.purgeMeans.replace("{size}", () => this.size(bytes));
    },
  },
  mounted() {
    const shown = { day: "numeric", month: "short", year: "numeric" };
    this.dates = new Intl.DateTimeFormat(document.documentElement.lang || undefined, shown);
    void this.refresh();
  },
  updated() {
    this.watcher?.disconnect();
    if (!this.$refs.more) return;
    this.watcher = new IntersectionObserver((seen) => seen.some((one) => one.isIntersecting) && this.more());
    this.watcher.observe(this.$refs.more);
  },
  beforeUnmount() {
    this.watcher?.disconnect();
  },
  methods: {
    /** Read again what is shown. */
    refresh() {
      return this.read(0, Math.min(500, Math.max(PAGE, this.rows?.length ?? 0)));
    },
    more() {
      if (this.reading || this.rows.length >= this.total) return null;
      return this.read(this.rows.length, PAGE);
    },
    async read(start, count) {
      const turn = (this.turn = (this.turn ?? 0) + 1); // the newest question is the one that counts
      this.reading = true;
      try {
        const answer = await fetch(`${this.address}?start=${start}&count=${count}`);
        if (!answer.ok) throw new Error(String(answer.status));
        const page = await answer.json();
        if (turn !== this.turn) return;
        this.rows = [...(this.rows ?? []).slice(0, start), ...page.rows];
        Object.assign(this, { total: page.total, size_bytes: page.size_bytes, days: page.keep_days, problem: "" });
        const here = new Set(this.rows.map((one) => one.id));
        this.chosen = new Set([...this.chosen].filter((id) => here.has(id)));
      } catch {
        if (turn === this.turn) this.problem = this.words.unreachable;
      } finally {
        if (turn === this.turn) this.reading = false;
      }
    },
    isChosen(track) {
      return this.isAll || this.chosen.has(track.id);
    },
    choose(track) {
      const chosen = new Set(this.isAll ? this.rows.map((one) => one.id) : this.chosen);
      if (!chosen.delete(track.id)) chosen.add(track.id);
      Object.assign(this, { chosen, isAll: false });
    },
    chooseAll(isAll) {
      Object.assign(this, { isAll, chosen: new Set() });
    },
    restore(tracks) {
      return this.act("restore", tracks, this.words.restoring, this.words.restored);
    },
    ask(tracks) {
      this.asked = tracks;
      this.$refs.sheet.showModal();
    },
    purge() {
      this.$refs.sheet.close();
      return this.act("purge", this.asked, this.words.purging, this.words.purged);
    },
    async act(act, tracks, busy, said) {
      this.busy = busy;
      try {
        const body = tracks ? { track_ids: tracks.map((one) => one.id) } : { all: true };
        const { count } = await window.sfaTogether.send(`${this.address}/${act}`, body);
        this.chooseAll(false);
        window.sfaTogether.tell({ text: said.replace("{tracks}", () => this.count(count)) }, this.words);
      } catch (error) {
        window.sfaTogether.complain(error, this.words);
      } finally {
        this.busy = "";
        await this.refresh();
      }
    },
    key(event) {
      if (event.key === "Escape" && (this.chosen.size || this.isAll)) this.chooseAll(false);
    },
    count(count) {
      return window.sfaTogether.tracks(count, this.words);
    },
    sum: (tracks) => tracks.reduce((sum, one) => sum + one.size_bytes, 0),
    day(moment) {
      return this.dates?.format(new Date(moment)) ?? "";
    },
    goes(track) {
      const left = Math.ceil((new Date(track.gone_at) - Date.now()) / DAY_MS);
      if (left < 1) return this.words.today;
      const days = (left === 1 ? this.words.inOneDay : this.words.inDays).replace("{days}", () => left);
      return `${days} · ${this.day(track.gone_at)}`;
    },
    size(bytes) {
      const units = ["B", "kB", "MB", "GB", "TB"];
      let place = 0;
      for (; bytes >= 1000 && place < units.length - 1; place++) bytes /= 1000;
      return `${place ? bytes.toFixed(1) : bytes} ${units[place]}`;
    },
  },
};
