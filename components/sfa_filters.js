const PATIENCE_MS = 350;
const LONGEST = 500;
const FIRST_CAMELOTS = [..."123456789", "10", "11", "12"];

export default {
  template: `
    <div ref="all">
      <div class="filter-bar">
        <button type="button" class="button filter-open" :aria-expanded="String(open)" aria-controls="filter-panel" aria-keyshortcuts="f" @click="toggle">
          <i class="icon" aria-hidden="true">filter_list</i>{{ words.filters }}<span v-if="chips.length" class="filter-count number">{{ chips.length }}</span>
        </button>
        <span class="grow"></span>
        <label class="filter-sort" v-if="sorts.length"><span class="filter-sort-word muted">{{ words.sortedBy }}</span>
          <select :value="sort" :aria-label="words.sortedBy" @change="sortBy($event.target.value)"><option v-for="[name, title] in plainSorts" :key="name" :value="name">{{ title }}</option></select>
        </label>
        <button v-if="sorts.length && flips" type="button" class="button icon-button" :aria-label="down ? words.downwards : words.upwards" :title="down ? words.downwards : words.upwards" @click="question.change({ descending: !down })"><i class="icon" aria-hidden="true">{{ down ? 'arrow_downward' : 'arrow_upward' }}</i></button>
        <details v-if="columns.length && view === 'table'" class="column-menu" ref="columnMenu">
          <summary class="button icon-button" :aria-label="words.columns" :title="words.columns"><i class="icon" aria-hidden="true">view_column</i></summary>
          <div class="menu" role="group" :aria-label="words.columns">
            <div v-for="(column, place) in shownColumns" :key="column.name" class="column-line" :data-column="column.name">
              <label class="tick"><input type="checkbox" :checked="column.is_shown" :disabled="column.name === 'title'" @change="showColumn(place, $event.target.checked)"><span>{{ titleOf(column.name) }}</span></label>
              <button type="button" class="button icon-button" :disabled="place === 0" :aria-label="words.left + ' ' + titleOf(column.name)" :title="words.left" @click="moveColumn(place, -1)"><i class="icon" aria-hidden="true">arrow_upward</i></button>
              <button type="button" class="button icon-button" :disabled="place === shownColumns.length - 1" :aria-label="words.right + ' ' + titleOf(column.name)" :title="words.right" @click="moveColumn(place, 1)"><i class="icon" aria-hidden="true">arrow_downward</i></button>
            </div>
            <button type="button" class="button" @click="resetColumns"><i class="icon" aria-hidden="true">restart_alt</i>{{ words.resetColumns }}</button>
          </div>
        </details>
        <div v-if="views.length" class="view-toggle" role="group" :aria-label="words.view">
          <button v-for="[name, title, sign] in views" :key="name" type="button" class="button icon-button" :data-view="name" :aria-label="title" :title="title" :aria-pressed="String(view === name)" @click="look.showAs(name)"><i class="icon" aria-hidden="true">{{ sign }}</i></button>
        </div>
      </div>
      <ul v-if="chips.length || mistakes.length" class="chips" :aria-label="words.chips">
        <li v-for="chip in chips" :key="chip.start + chip.text" class="chip" :class="{ not: chip.is_not }"><span class="chip-words">{{ chip.words }}</span>
          <button type="button" class="chip-remove" :aria-label="words.remove + ' ' + chip.words" :title="words.remove" @click="drop(chip)"><i class="icon" aria-hidden="true">close</i></button></li>
        <li v-for="mistake in mistakes" :key="mistake.start + mistake.text" class="chip mistake"><i class="icon" aria-hidden="true">error</i><span class="chip-words">{{ mistake.text }}</span>
          <button type="button" class="chip-remove" :aria-label="words.remove + ' ' + mistake.text" :title="words.remove" @click="drop(mistake)"><i class="icon" aria-hidden="true">close</i></button></li>
        <li class="chip-acts"><button v-if="chips.length && !mistakes.length && playlists" type="button" class="button" @click="name"><i class="icon" aria-hidden="true">bookmark_add</i>{{ words.save }}</button>
          <button type="button" class="button" @click="ask('')">{{ words.clear }}</button></li>
      </ul>
      <p v-for="mistake in mistakes" :key="mistake.start" class="filter-mistake" role="status">{{ mistake.sentence }} <button v-if="mistake.instead" type="button" class="button" @click="mend(mistake)">{{ words.use.replace('{text}', () => mistake.instead) }}</button></p>
      <section v-show="open" id="filter-panel" class="filter-panel" :aria-label="words.filters" ref="panel" @keydown.esc.stop="close">
        <fieldset v-for="one in controls" :key="one.name" class="filter-field" :data-field="one.name" :data-kind="one.kind">
          <legend>{{ one.title }}<span v-if="one.unit" class="muted">{{ one.unit }}</span></legend>
          <input v-if="isPlain(one)" type="text" maxlength="200" autocomplete="off" :list="one.names_at ? 'names-' + one.name : null" :value="plain(one)" :placeholder="one.hint" :aria-label="one.title" @focus="complete(one)" @input="later(() => write(one, $event.target.value))" @change="now(() => write(one, $event.target.value))">
          <datalist v-if="one.names_at" :id="'names-' + one.name"><option v-for="name in names[one.name] ?? []" :key="name" :value="name"></option></datalist>
          <span v-if="one.kind === 'span' && !isPlain(one)" class="filter-span">
            <input v-for="end in ['low', 'high']" :key="end" type="text" inputmode="decimal" maxlength="20" autocomplete="off" :value="span(one)[end]" :placeholder="end === 'low' ? words.from : words.to" :aria-label="one.title + ', ' + (end === 'low' ? words.from : words.to)" @input="later(() => stretch(one, end, $event.target.value))" @change="now(() => stretch(one, end, $event.target.value))">
          </span>
          <span v-if="one.kind === 'choices'" class="filter-choices"><button v-for="(title, name) in one.choices" :key="name" type="button" class="button" :aria-pressed="String(has(one, name))" @click="flip(one, name)">{{ title }}</button></span>
          <span v-if="one.kind === 'keys'" class="filter-keys"><button v-for="key in keys" :key="key" type="button" class="key-button" :style="{ '--hue': cells.hue(key) }" :aria-pressed="String(isKey(one, key))" @click="flipKey(one, key)">{{ key }}</button>
            <label class="tick"><input type="checkbox" :checked="near" @change="nearKeys(one, $event.target.checked)"><span>{{ words.neighbours }}</span></label></span>
          <select v-if="(one.kind === 'least' || one.kind === 'days') && !isPlain(one)" :value="value(one)" :aria-label="one.title" @change="set(one, $event.target.value)"><option value="">{{ words.any }}</option><option v-for="(title, name) in one.choices" :key="name" :value="name">{{ title }}</option></select>
        </fieldset>
      </section>
      <dialog ref="sheet" class="sheet" :aria-label="words.save" @close="$refs.sheet.returnValue === 'save' && save()">
        <form method="dialog" class="filter-save"><span class="sheet-title">{{ words.save }}</span>
          <label>{{ words.crateName }}<input v-model.trim="title" required maxlength="200" autocomplete="off"></label>
          <p class="muted">{{ words.crateHint }}</p>
          <span class="filter-save-acts"><button type="button" class="button" @click="$refs.sheet.close('')">{{ words.cancel }}</button><button type="submit" value="save" class="button primary" :disabled="!title">{{ words.saveCrate }}</button></span>
        </form>
      </dialog>
    </div>`,
  props: { path: String, said: String, controls: Array, sorts: Array, views: Array, columns: Array, playlists: String, words: Object },
  data: () => ({ open: false, text: "", sort: "", down: false, view: "", chips: [], mistakes: [], names: {}, near: false, title: "", chosen: [] }),
  computed: {
    aliases() {
      return Object.fromEntries(this.controls.flatMap((one) => one.aliases.map((alias) => [alias, one.name])));
    },
    plainSorts() {
      return this.sorts.map(([name, title]) => [name.replace(/^-/, ""), title]);
    },
    flips() {
      return this.columns.length > 0;
    },
    keys: () => ["A", "B"].flatMap((side) => FIRST_CAMELOTS.map((number) => number + side)),
    /** All columns, those that were chosen first, in their order. */
    shownColumns() {
      const rest = this.columns.filter(([name]) => !this.chosen.some((one) => one.name === name));
      return [...this.chosen, ...rest.map(([name]) => ({ name, is_shown: false, width_px: null }))];
    },
  },
  created() {
    this.cells = window.sfaCells;
    [this.question, this.look, this.pieces] = [this.cells.question, this.cells.look, this.cells.pieces];
    this.leave = this.question.enter(this.path, this.said, this.sorts.map(([name]) => name));
    this.unheard = [this.question.listen(() => this.hear()), this.look.listen(() => this.relook())];
    this.look.load().then(() => this.relook());
    this.hear();
    this.onKey = (event) => this.press(event);
    document.addEventListener("keydown", this.onKey);
    this.resize = () => this.relook();
    window.addEventListener("resize", this.resize);
  },
  mounted() {
    this.question.show(); // the search box may have come at the same time
  },
  beforeUnmount() {
    for (const stop of this.unheard) stop();
    document.removeEventListener("keydown", this.onKey);
    window.removeEventListener("resize", this.resize);
    clearTimeout(this.timer);
    this.leave();
  },
  methods: {
    hear() {
      const { text, sort, descending, chips, mistakes } = this.question;
      Object.assign(this, { text, sort, down: descending, chips, mistakes });
      const keys = this.pieces.alternativesOf(this.valueOf("key"));
      if (keys.length) this.near = keys.every((key) => key.startsWith("~"));
    },
    relook() {
      this.view = this.look.shown;
      // The table arranges itself first.
      queueMicrotask(() => (this.chosen = this.look.columns.length ? this.look.columns : this.cells.table.columns()));
    },
    ask(text, how) {
      if (text.length > LONGEST) return this.cells.toast(this.words.long);
      this.question.change({ text }, how);
    },
    drop(one) {
      this.ask(this.pieces.without(this.text, one.start));
    },
    mend(mistake) {
      this.ask(this.pieces.without(this.text, mistake.start, mistake.instead));
    },
    sortBy(sort) {
      const usual = this.sorts.find(([name]) => name.replace(/^-/, "") === sort);
      this.question.change({ sort, descending: usual?.[0].startsWith("-") ?? false });
    },
    // What stands in the panel is read off the text, and what is chosen there is written into it.
    valueOf(name) {
      return this.pieces.valueOf(this.text, name, this.aliases);
    },
    value(one) {
      return this.valueOf(one.name);
    },
    set(one, said, how) {
      this.ask(this.pieces.withField(this.text, one.name, said, this.aliases), how);
    },
    /** Whether a value is written as people write it, because no control of its kind can say it. */
    isPlain(one) {
      if (["words", "names"].includes(one.kind)) return true;
      if (one.kind === "span") return this.pieces.spanOf(this.value(one)) === null;
      return ["least", "days"].includes(one.kind) && !!this.value(one) && !(this.value(one) in one.choices);
    },
    plain(one) {
      const alternatives = this.pieces.alternativesOf(this.value(one));
      return alternatives.length > 1 ? alternatives.join(", ") : (alternatives[0] ?? "");
    },
    write(one, typed) {
      const parts = one.kind === "span" || one.kind === "least" ? [typed] : typed.split(",");
      this.set(one, this.pieces.writeAlternatives(parts), { typing: true });
    },
    span(one) {
      return this.pieces.spanOf(this.value(one)) ?? { low: "", high: "" };
    },
    stretch(one, end, typed) {
      const span = { ...this.span(one), [end]: typed.trim() };
      this.set(one, this.pieces.writeSpan(span.low, span.high), { typing: true });
    },
    has(one, name) {
      return this.pieces.alternativesOf(this.value(one)).some((said) => said.toLowerCase() === name);
    },
    flip(one, name) {
      const said = this.pieces.alternativesOf(this.value(one)).map((each) => each.toLowerCase());
      this.set(one, this.pieces.writeAlternatives(said.includes(name) ? said.filter((each) => each !== name) : [...said, name]));
    },
    isKey(one, key) {
      return this.pieces.alternativesOf(this.value(one)).some((said) => said.replace("~", "").toUpperCase() === key);
    },
    flipKey(one, key) {
      const said = this.pieces.alternativesOf(this.value(one));
      const kept = said.filter((each) => each.replace("~", "").toUpperCase() !== key);
      const added = kept.length === said.length ? [`${this.near ? "~" : ""}${key}`] : [];
      this.set(one, this.pieces.writeAlternatives([...kept, ...added]));
    },
    nearKeys(one, near) {
      this.near = near;
      const said = this.pieces.alternativesOf(this.value(one)).map((key) => (near ? "~" : "") + key.replace("~", ""));
      this.set(one, this.pieces.writeAlternatives(said));
    },
    later(act) {
      clearTimeout(this.timer);
      this.timer = setTimeout(act, PATIENCE_MS);
    },
    now(act) {
      clearTimeout(this.timer);
      act();
    },
    async complete(one) {
      if (!one.names_at || this.names[one.name]) return;
      const answer = await fetch(one.names_at).catch(() => null);
      if (!answer?.ok) return;
      const said = await answer.json();
      const rows = Array.isArray(said) ? said : (said.rows ?? []);
      this.names = { ...this.names, [one.name]: rows.map((row) => row.name ?? row.title).filter(Boolean).slice(0, 500) };
    },
    toggle() {
      this.open = !this.open;
      if (this.open) this.$nextTick(() => this.$refs.panel.querySelector("input, button, select")?.focus());
    },
    close() {
      this.open = false;
      this.$refs.all.querySelector(".filter-open").focus();
    },
    press(event) {
      const isWriting = event.target instanceof HTMLElement && (event.target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(event.target.tagName));
      const isBox = isWriting && event.target.type === "checkbox";
      if (event.key.toLowerCase() !== "f" || event.ctrlKey || event.metaKey || event.altKey || (isWriting && !isBox)) return;
      if (!this.controls.length || document.querySelector("dialog[open]")) return;
      event.preventDefault();
      this.toggle();
    },
    titleOf(name) {
      return this.columns.find(([one]) => one === name)?.[1] ?? name;
    },
    showColumn(place, isShown) {
      this.lay(this.shownColumns.map((column, at) => (at === place ? { ...column, is_shown: isShown } : column)));
    },
    moveColumn(place, by) {
      const columns = [...this.shownColumns];
      const [moved] = columns.splice(place, 1);
      columns.splice(place + by, 0, moved);
      this.lay(columns);
      this.$nextTick(() => this.$refs.columnMenu?.querySelector(`[data-column="${moved.name}"] button:not(:disabled)`)?.focus());
    },
    resetColumns() {
      this.lay([]);
    },
    lay(columns) {
      this.look.change({ columns });
      this.look.tell();
    },
    name() {
      this.title = this.chips.map((chip) => chip.words).join(", ").slice(0, 100);
      this.$refs.sheet.returnValue = "";
      this.$refs.sheet.showModal();
    },
    async save() {
      const body = JSON.stringify({ title: this.title, query: this.text });
      const answer = await fetch(this.playlists, { method: "POST", body, headers: { "Content-Type": "application/json" } }).catch(() => null);
      if (answer?.ok) return this.cells.toast(this.words.saved.replace("{title}", () => this.title), "ok");
      this.cells.toast((await answer?.json().catch(() => null))?.error?.message ?? this.words.unreachable);
    },
  },
};
