const LONGEST = 200;
const NEW = ["create", "createIn", "smart"];

export default {
  template: `
    <div>
      <dialog ref="naming" class="sheet" :aria-label="words[act + 'Title']">
        <div class="sheet-title">{{ words[act + 'Title'] }}</div>
        <form class="form" @submit.prevent="send">
          <label v-if="act !== 'query'" class="field"><span>{{ words.name }}</span><input ref="first" v-model="title" name="title" :maxlength="longest" autocomplete="off"></label>
          <label v-if="asks" class="field"><span>{{ words.query }}</span><input ref="asked" v-model="query" name="query" maxlength="500" autocomplete="off" spellcheck="false"></label>
          <p v-if="asks" class="muted sheet-words">{{ words.queryMeans }}</p>
          <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
          <div class="form-acts">
            <button type="button" class="button" @click="$refs.naming.close()">{{ words.cancel }}</button>
            <button type="submit" class="button primary" :disabled="busy || (act !== 'query' && !title.trim()) || (asks && !query.trim())">{{ words.save }}</button>
          </div>
        </form>
      </dialog>
      <dialog ref="moving" class="sheet picker" :aria-label="moveTitle">
        <div class="sheet-title">{{ moveTitle }}</div>
        <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
        <ul class="picker-list" :aria-label="words.crates">
          <li v-for="one in targets" :key="one.id ?? 'top'"><button type="button" class="button picker-one" :disabled="busy" :style="{ paddingInlineStart: 12 + one.depth * 16 + 'px' }" @click="move(one.id)"><i class="icon" aria-hidden="true">{{ one.id ? 'folder' : 'home' }}</i><span class="picker-title">{{ one.title }}</span></button></li>
        </ul>
        <div class="form-acts"><button type="button" class="button" @click="$refs.moving.close()">{{ words.cancel }}</button></div>
      </dialog>
    </div>`,
  props: { words: Object, address: String },
  emits: ["act"],
  data: () => ({ act: "create", about: {}, title: "", query: "", problem: "", busy: false, targets: [], longest: LONGEST }),
  computed: {
    asks() {
      return this.act === "smart" || this.act === "query";
    },
    moveTitle() {
      return this.words.moveTitle.replace("{title}", () => this.about.title ?? "");
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
      Object.assign(this, { about, problem: "", busy: false });
      if (act === "delete") return this.$emit("act", { act, playlist_id: about.id, title: about.title });
      if (act === "move") return this.openMoving();
      this.act = act;
      this.title = this.suggest(act, about.title ?? "");
      this.query = about.query ?? "";
      this.$refs.naming.showModal();
      this.$nextTick(() => (this.$refs.first ?? this.$refs.asked).select());
    },
    suggest(act, title) {
      if (NEW.includes(act)) return "";
      return act === "copy" || act === "list" ? this.words.copyOf.replace("{title}", () => title).slice(0, LONGEST) : title;
    },
    /** Do what the form says; what is refused stays in it, with the reason. */
    send() {
      const { act, title, query } = this;
      const { id } = this.about;
      const asked = {
        create: ["POST", "", { title }],
        createIn: ["POST", "", { title, parent_id: id }],
        smart: ["POST", "", { title, query, parent_id: id ?? null }],
        rename: ["PATCH", `/${id}`, { title }],
        query: ["PATCH", `/${id}`, { query }],
        copy: ["POST", `/${id}/copies`, { title }],
        list: ["POST", `/${id}/copies`, { title, as_list: true }],
      }[act];
      return this.attempt(async () => {
        const made = await this.call(...asked);
        this.$refs.naming.close();
        if (asked[0] === "POST") this.$emit("act", { act: "made", playlist_id: made.id, title: made.title });
      });
    },
    /** Offer every crate that this one can lie in. */
    openMoving() {
      this.targets = [];
      this.$refs.moving.showModal();
      return this.attempt(async () => {
        const depth = {};
        const inside = new Set([this.about.id]);
        const found = [{ id: null, title: this.words.top, depth: 0 }];
        for (const one of await this.call("GET", "")) {
          depth[one.id] = (depth[one.parent_id] ?? 0) + 1;
          if (inside.has(one.parent_id)) inside.add(one.id);
          if (!one.query && !inside.has(one.id)) found.push({ id: one.id, title: one.title, depth: depth[one.id] });
        }
        this.targets = found;
      });
    },
    move(parent_id) {
      return this.attempt(async () => {
        await this.call("PUT", `/${this.about.id}/place`, { parent_id });
        this.$refs.moving.close();
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
    async call(method, path, body) {
      const how = body && { method, body: JSON.stringify(body), headers: { "Content-Type": "application/json" } };
      const answer = await fetch(this.address + path, how);
      const said = await answer.json();
      if (!answer.ok) throw Object.assign(new Error(), { said: said.error?.message });
      return said;
    },
  },
};
