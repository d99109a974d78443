// What is to be found out about many tracks, and as what they leave: one sheet, asked two ways.

export default {
  template: `
    <div>
      <dialog ref="analyse" class="sheet" :aria-label="said('analyseTitle')">
        <form class="form" @submit.prevent="analyse">
          <div class="sheet-title">{{ said('analyseTitle') }}</div>
          <p class="muted sheet-words">{{ words.analyseMeans }}</p>
          <fieldset class="boxes"><legend>{{ words.features }}</legend>
            <label v-for="one in features" :key="one.name" class="box"><input type="checkbox" v-model="chosen" :value="one.name">{{ one.label }}</label>
          </fieldset>
          <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
          <div class="form-acts">
            <button type="button" class="button" @click="$refs.analyse.close()">{{ words.cancel }}</button>
            <button type="submit" class="button primary" :disabled="busy || !chosen.length">{{ words.analyse }}</button>
          </div>
        </form>
      </dialog>
      <dialog ref="export" class="sheet" :aria-label="said('exportTitle')">
        <form class="form" @submit.prevent="leave">
          <div class="sheet-title">{{ said('exportTitle') }}</div>
          <fieldset class="export-kinds"><legend class="muted">{{ words.exportAs }}</legend>
            <label v-for="one in kinds" :key="one" class="export-kind"><input type="radio" v-model="kind" name="export-kind" :value="one">
              <span><span>{{ words['as_' + one] }}</span><span class="muted">{{ words['means_' + one] }}</span></span></label>
          </fieldset>
          <p v-if="missing" class="muted">{{ words.without.replace('{tracks}', () => tracks(missing)) }}</p>
          <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
          <div class="form-acts">
            <button type="button" class="button" @click="$refs.export.close()">{{ words.cancel }}</button>
            <button type="submit" class="button primary" :disabled="busy">{{ words.export }}</button>
          </div>
          <a ref="link" hidden download></a>
        </form>
      </dialog>
    </div>`,
  props: { address: String, words: Object },
  data: () => ({
    count: 0, features: [], chosen: [], kinds: ["originals", "stems", "m3u8", "text"], kind: "originals", missing: 0, problem: "", busy: false,
  }),
  created() {
    this.asking = { "sfa:selection-analyse": (event) => this.askFeatures(event.detail), "sfa:selection-export": (event) => this.askExport(event.detail) };
    for (const [name, hear] of Object.entries(this.asking)) window.addEventListener(name, hear);
  },
  beforeUnmount() {
    for (const [name, hear] of Object.entries(this.asking)) window.removeEventListener(name, hear);
  },
  methods: {
    said(title) {
      return this.words[title].replace("{tracks}", () => this.tracks(this.count));
    },
    tracks(count) {
      return window.sfaTogether.tracks(count, this.words);
    },
    begin(asked) {
      this.asked = asked;
      Object.assign(this, { count: asked.count, problem: "", missing: 0 });
    },
    async askFeatures(asked) {
      this.begin(asked);
      this.$refs.analyse.showModal();
      await this.attempt(async () => {
        const [features, preferred] = await Promise.all([this.read("/features"), this.read("/preferences/analysis")]);
        Object.assign(this, { features, chosen: preferred.features ?? features.map((one) => one.name) });
      });
    },
    analyse() {
      const { expected, ...tracks } = this.asked.tracks;
      const features = this.chosen.length < this.features.length ? { features: this.chosen } : { features: null };
      return this.attempt(async () => {
        await window.sfaTogether.send(`${this.address}/batches`, { stage: "analyse", ...tracks, features });
        this.$refs.analyse.close();
        this.asked.done();
      });
    },
    async askExport(asked) {
      this.begin(asked);
      this.$refs.export.showModal();
      await this.attempt(async () => {
        this.missing = (await window.sfaTogether.send(`${this.address}/tracks/batch/about`, asked.tracks)).without_audio;
      });
    },
    leave() {
      return this.attempt(async () => {
        const { url } = await window.sfaTogether.send(`${this.address}/exports/tracks`, { tracks: this.asked.tracks, kind: this.kind });
        this.$refs.link.href = url;
        this.$refs.link.click();
        this.$refs.export.close();
      });
    },
    async read(path) {
      const answer = await fetch(this.address + path);
      if (!answer.ok) throw new Error();
      return answer.json();
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
