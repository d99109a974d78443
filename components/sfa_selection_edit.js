// What is written about many tracks at once: only fields that are ticked are written into all of them.
const FIELDS = ["artist", "album", "genre", "year", "rating"];
const STARS = [1, 2, 3, 4, 5];

export default {
  template: `
    <dialog ref="sheet" class="sheet selection-edit" :aria-label="title">
      <form class="form" @submit.prevent="save">
        <div class="sheet-title">{{ title }}</div>
        <p class="muted sheet-words">{{ words.editMeans }}</p>
        <div v-for="name in fields" :key="name" class="edit-field" :data-field="name">
          <label class="edit-tick select-box"><input type="checkbox" v-model="ticked" :value="name" :aria-label="words.change.replace('{field}', () => words[name])"></label>
          <label class="field"><span>{{ words[name] }}</span>
            <select v-if="name === 'rating'" v-model="values.rating" @change="tick(name)">
              <option :value="null">{{ mixed[name] && !ticked.includes(name) ? words.mixed : words.none }}</option>
              <option v-for="stars in stars" :key="stars" :value="stars">{{ '★'.repeat(stars) }}</option>
            </select>
            <input v-else v-model="values[name]" :type="name === 'year' ? 'number' : 'text'" :min="name === 'year' ? 1000 : null" :max="name === 'year' ? 2999 : null"
              :maxlength="name === 'genre' ? 200 : 500" :placeholder="mixed[name] && !ticked.includes(name) ? words.mixed : ''" autocomplete="off" @input="tick(name)">
          </label>
        </div>
        <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
        <div class="form-acts">
          <button type="button" class="button" @click="$refs.sheet.close()">{{ words.cancel }}</button>
          <button type="submit" class="button primary" :disabled="busy || !ticked.length">{{ words.save }}</button>
        </div>
      </form>
    </dialog>`,
  props: { address: String, words: Object },
  data: () => ({ fields: FIELDS, stars: STARS, ticked: [], values: {}, mixed: {}, problem: "", busy: false, count: 0 }),
  computed: {
    title() {
      return this.words.editTitle.replace("{tracks}", () => window.sfaTogether.tracks(this.count, this.words));
    },
  },
  created() {
    this.open = (event) => this.ask(event.detail);
    window.addEventListener("sfa:selection-edit", this.open);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:selection-edit", this.open);
  },
  methods: {
    async ask(asked) {
      this.asked = asked;
      Object.assign(this, { count: asked.count, ticked: [], values: {}, mixed: {}, problem: "" });
      this.$refs.sheet.showModal();
      await this.attempt(async () => {
        const { fields } = await window.sfaTogether.send(`${this.address}/tracks/batch/about`, asked.tracks);
        for (const name of FIELDS) {
          this.mixed[name] = fields[name].is_mixed;
          if (!this.ticked.includes(name)) this.values[name] = fields[name].value;
        }
      });
    },
    tick(name) {
      if (!this.ticked.includes(name)) this.ticked.push(name);
    },
    save() {
      const fields = Object.fromEntries(this.ticked.map((name) => [name, this.read(name)]));
      return this.attempt(async () => {
        const { send, tell, tracks } = window.sfaTogether;
        const done = await send(`${this.address}/tracks/batch`, { action: "edit", tracks: this.asked.tracks, fields });
        this.$refs.sheet.close();
        const text = (done.count === 1 ? this.words.editedOne : this.words.edited).replace("{tracks}", () => tracks(done.count, this.words));
        tell({ text, undoUrl: done.undo_url, taken: this.words.unedited }, this.words);
      });
    },
    read(name) {
      const value = this.values[name];
      if (value === null || value === undefined || value === "") return null;
      return name === "year" ? Number(value) : value;
    },
    async attempt(act) {
      this.busy = true;
      this.problem = "";
      try {
        await act();
      } catch (error) {
        this.problem = error.said || this.words.unreachable;
      } finally {
        this.busy = false;
      }
    },
  },
};
