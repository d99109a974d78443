// The tags of many tracks: which all have, which some have, and what is to be changed about that.
const NEXT = { all: "none", some: "all", none: "all" };
const PRESSED = { all: "true", some: "mixed", none: "false" };
const SHOWN = 60;

export default {
  template: `
    <dialog ref="sheet" class="sheet selection-tags" :aria-label="title">
      <div class="sheet-title">{{ title }}</div>
      <form class="picker-new" @submit.prevent="add()">
        <input v-model="text" :placeholder="words.tagName" :aria-label="words.tagName" maxlength="60" autocomplete="off" list="selection-known-tags">
        <datalist id="selection-known-tags"><option v-for="one in suggested" :key="one" :value="one"></option></datalist>
        <button type="submit" class="button" :disabled="!text.trim()">{{ words.tagAdd }}</button>
      </form>
      <ul class="tag-states" :aria-label="words.tags">
        <li v-for="one in shown" :key="one.name">
          <button type="button" class="button tag-state" role="checkbox" :aria-checked="pressed[stateOf(one)]" :data-state="stateOf(one)" :data-changed="one.wanted ? '' : null" @click="turn(one)">
            <i class="icon" aria-hidden="true">{{ signs[stateOf(one)] }}</i><span class="picker-title">{{ one.name }}</span>
            <span class="muted number">{{ said(one) }}</span>
          </button>
        </li>
      </ul>
      <p v-if="known && !shown.length" class="muted">{{ words.noTags }}</p>
      <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
      <div class="form-acts">
        <button type="button" class="button" @click="$refs.sheet.close()">{{ words.cancel }}</button>
        <button type="button" class="button primary" :disabled="busy || !changes" @click="save">{{ words.save }}</button>
      </div>
    </dialog>`,
  props: { address: String, words: Object },
  data: () => ({
    tags: [], known: null, text: "", problem: "", busy: false, count: 0, pressed: PRESSED,
    signs: { all: "check_box", some: "indeterminate_check_box", none: "check_box_outline_blank" },
  }),
  computed: {
    title() {
      return this.words.tagTitle.replace("{tracks}", () => window.sfaTogether.tracks(this.count, this.words));
    },
    changes() {
      return this.tags.filter((one) => one.wanted).length;
    },
    shown() {
      const sought = this.text.trim().toLowerCase();
      return this.tags.filter((one) => one.wanted || one.name.toLowerCase().includes(sought)).slice(0, SHOWN);
    },
    suggested() {
      const here = new Set(this.tags.map((one) => one.name.toLowerCase()));
      return (this.known ?? []).filter((name) => !here.has(name.toLowerCase())).slice(0, SHOWN);
    },
  },
  created() {
    this.open = (event) => this.ask(event.detail);
    window.addEventListener("sfa:selection-tag", this.open);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:selection-tag", this.open);
  },
  methods: {
    async ask(asked) {
      this.asked = asked;
      Object.assign(this, { count: asked.count, tags: [], known: null, text: "", problem: "" });
      this.$refs.sheet.showModal();
      await this.attempt(async () => {
        const about = await window.sfaTogether.send(`${this.address}/tracks/batch/about`, asked.tracks);
        const answer = await fetch(`${this.address}/tags`);
        this.known = answer.ok ? (await answer.json()).map((tag) => tag.name) : [];
        const has = Object.entries(about.tags).map(([name, count]) => ({ name, count, wanted: "" }));
        const others = this.known.filter((name) => !(name in about.tags)).map((name) => ({ name, count: 0, wanted: "" }));
        this.count = about.count;
        this.tags = [...has, ...others];
      });
    },
    was(one) {
      return one.count === 0 ? "none" : one.count < this.count ? "some" : "all";
    },
    stateOf(one) {
      return one.wanted || this.was(one);
    },
    /** A tag that some have goes on all, then off all, and then back to some. */
    turn(one) {
      const was = this.was(one);
      const next = was === "some" && one.wanted === "none" ? "some" : NEXT[this.stateOf(one)];
      one.wanted = next === was ? "" : next;
    },
    said(one) {
      const state = this.stateOf(one);
      return state === "some" ? this.words.some.replace("{count}", () => one.count) : state === "all" ? this.words.all : "";
    },
    add() {
      const name = this.text.trim().replace(/\s+/g, " ");
      let found = this.tags.find((one) => one.name.toLowerCase() === name.toLowerCase());
      if (!found) this.tags.unshift((found = { name, count: 0, wanted: "" }));
      this.tags = this.tags.map((one) => (one.name === found.name ? { ...one, wanted: this.was(one) === "all" ? "" : "all" } : one));
      this.text = "";
    },
    save() {
      const named = (state) => this.tags.filter((one) => one.wanted === state).map((one) => one.name);
      const [add, remove] = [named("all"), named("none")];
      return this.attempt(async () => {
        const { send, tell, tracks } = window.sfaTogether;
        const done = await send(`${this.address}/tracks/batch`, { action: "tag", tracks: this.asked.tracks, add, remove });
        this.$refs.sheet.close();
        tell({ text: this.words.tagged.replace("{tracks}", () => tracks(done.count, this.words)) }, this.words);
      });
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
