const LONGEST = 200;

export default {
  template: `
    <div>
      <dialog ref="naming" class="sheet" :aria-label="words[act + 'Title']">
        <div class="sheet-title">{{ words[act + 'Title'] }}</div>
        <form class="form" @submit.prevent="name">
          <label class="field"><span>{{ words.name }}</span><input ref="title" v-model="title" name="title" :maxlength="longest" autocomplete="off"></label>
          <div class="form-acts">
            <button type="button" class="button" @click="$refs.naming.close()">{{ words.cancel }}</button>
            <button type="submit" class="button primary" :disabled="!title.trim()">{{ words.save }}</button>
          </div>
        </form>
      </dialog>
      <dialog ref="deleting" class="sheet" :aria-label="question">
        <div class="sheet-title">{{ question }}</div>
        <p class="muted sheet-words">{{ words.deleteMeans }}</p>
        <div class="form-acts">
          <button type="button" class="button" @click="$refs.deleting.close()">{{ words.cancel }}</button>
          <button type="button" class="button primary" @click="remove">{{ words.delete }}</button>
        </div>
      </dialog>
    </div>`,
  props: { words: Object },
  emits: ["act"],
  data: () => ({ act: "create", about: {}, title: "", longest: LONGEST }),
  computed: {
    question() {
      return this.words.deleteTitle.replace("{title}", () => this.about.title ?? "");
    },
  },
  created() {
    this.onAsk = (event) => this.ask(event.detail);
    window.addEventListener("sfa:playlist", this.onAsk);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:playlist", this.onAsk);
  },
  methods: {
    ask({ act, ...about }) {
      this.about = about;
      if (act === "delete") return this.$refs.deleting.showModal();
      this.act = act;
      this.title = this.suggest(act, about.title ?? "");
      this.$refs.naming.showModal();
      this.$nextTick(() => this.$refs.title.select());
    },
    suggest(act, title) {
      return act === "copy" ? this.words.copyOf.replace("{title}", () => title).slice(0, LONGEST) : title;
    },
    name() {
      this.$refs.naming.close();
      this.$emit("act", { act: this.act, playlist_id: this.about.id ?? null, title: this.title });
    },
    remove() {
      this.$refs.deleting.close();
      this.$emit("act", { act: "delete", playlist_id: this.about.id, title: this.about.title });
    },
  },
};
