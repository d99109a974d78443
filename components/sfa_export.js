// How stems leave: which, in what format, under what names; the server says what the names become.
const PATIENCE_MS = 250;

export default {
  template: `
    <dialog ref="sheet" class="sheet export" :aria-label="words.title" @close="address = ''">
      <form class="form" @submit.prevent="leave">
        <div class="sheet-title">{{ words.title }}</div>
        <fieldset class="export-stems">
          <legend>{{ words.stems }}</legend>
          <label v-for="stem in stems" :key="stem.id" class="choice" :style="{ '--stem': 'var(--' + stem.token + ')' }">
            <input type="checkbox" v-model="chosen" :value="stem.id" @change="preview">
            <span class="stem-sign" aria-hidden="true">{{ stem.letter }}</span><span>{{ stem.label }}</span>
          </label>
        </fieldset>
        <label class="field"><span>{{ words.format }}</span>
          <select v-model="format" @change="preview">
            <option v-for="one in formats" :key="one.name" :value="one.name">{{ one.label }}</option>
          </select>
        </label>
        <label class="field"><span>{{ words.name }}</span>
          <input v-model="template" maxlength="200" autocomplete="off" spellcheck="false" :aria-invalid="!!problem"
            aria-describedby="export-help" @input="previewSoon">
        </label>
        <div id="export-help" class="export-fields muted">
          <button v-for="name in fields" :key="name" type="button" class="field-chip" @click="add(name)">{{ '{' + name + '}' }}</button>
          <span>{{ words.help }}</span>
        </div>
        <div class="row-error" role="alert">{{ problem }}</div>
        <ul class="export-names" :aria-label="words.names"><li v-for="name in names" :key="name">{{ name }}</li></ul>
        <div class="form-acts">
          <button type="button" class="button" @click="reset">{{ words.reset }}</button>
          <span class="grow"></span>
          <button type="button" class="button" @click="$refs.sheet.close()">{{ words.cancel }}</button>
          <button type="submit" class="button primary" :disabled="!names.length || !!problem">{{ words.leave }}</button>
        </div>
        <a ref="link" hidden download></a>
      </form>
    </dialog>`,
  props: { choices: String, words: Object },
  data: () => ({
    address: "", stems: [], chosen: [], formats: [], format: "", template: "", fields: [], usual: {}, names: [], problem: "",
  }),
  beforeUnmount() {
    clearTimeout(this.waiting);
  },
  methods: {
    async open(address, stems) {
      Object.assign(this, { address, stems, chosen: stems.map((one) => one.id), names: [], problem: "" });
      this.$refs.sheet.showModal();
      const said = await this.ask(this.choices);
      if (!said) return;
      const { formats, template_fields: fields, usual, chosen } = said;
      Object.assign(this, { formats, fields, usual, format: chosen.format, template: chosen.template });
      await this.preview();
    },
    add(name) {
      this.template += `{${name}}`;
      void this.preview();
    },
    reset() {
      Object.assign(this, { format: this.usual.format, template: this.usual.template });
      void this.preview();
    },
    previewSoon() {
      clearTimeout(this.waiting);
      this.waiting = setTimeout(() => this.preview(), PATIENCE_MS);
    },
    async preview() {
      clearTimeout(this.waiting);
      if (!this.chosen.length || !this.address) return (this.names = []);
      const asked = this.query();
      const said = await this.ask(`${this.address}/names?${asked}`);
      if (!said || asked !== this.query()) return;
      this.names = said.names;
      this.problem = said.problem ?? "";
    },
    async leave() {
      const chosen = { format: this.format, template: this.template };
      const { link, sheet } = this.$refs;
      link.href = `${this.address}?${this.query()}`;
      await fetch(this.choices, {
        method: "PUT",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(chosen),
      }).catch(() => null); // it is a convenience: what was chosen leaves all the same
      link.click();
      sheet.close();
    },
    query() {
      const asked = new URLSearchParams({ format: this.format, template: this.template });
      if (this.chosen.length < this.stems.length) for (const stem of this.chosen) asked.append("stem", stem);
      return asked.toString();
    },
    async ask(address) {
      try {
        const answer = await fetch(address, { headers: { accept: "application/json" } });
        const said = await answer.json();
        this.problem = answer.ok ? "" : (said.error?.message ?? this.words.away);
        return answer.ok ? said : null;
      } catch {
        this.problem = this.words.away;
        return null;
      }
    },
  },
};
