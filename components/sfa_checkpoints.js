export default {
  template: `
    <div class="checkpoints">
      <input ref="picker" type="file" multiple hidden accept=".th,.yaml" @change="picked" data-testid="checkpoints">
      <button v-if="!request" type="button" class="button" :title="words.hint" @click="$refs.picker.click()">
        <i class="icon" aria-hidden="true">upload_file</i><span>{{ words.choose }}</span>
      </button>
      <div v-else class="checkpoints-way" role="status">
        <span class="number muted">{{ said }}</span>
        <span class="bar" role="progressbar" :aria-valuenow="percent" aria-valuemin="0" aria-valuemax="100"
          :aria-label="words.choose"><span :style="{ width: percent + '%' }"></span></span>
        <button type="button" class="button icon-button" :aria-label="words.cancel" @click="request.abort()">
          <i class="icon" aria-hidden="true">close</i>
        </button>
      </div>
    </div>`,
  props: { address: String, words: Object },
  data: () => ({ request: null, fraction: 0 }),
  computed: {
    percent() {
      return Math.round(100 * this.fraction);
    },
    said() {
      return this.fraction < 1 ? this.words.sending.replace("{share}", String(this.percent)) : this.words.checking;
    },
  },
  created() {
    this.drop = (event) => {
      event.preventDefault(); // says that somebody takes them
      this.send(event.detail);
    };
    this.stay = (event) => this.request && event.preventDefault();
  },
  mounted() {
    window.addEventListener("sfa:checkpoints", this.drop);
    window.addEventListener("beforeunload", this.stay);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:checkpoints", this.drop);
    window.removeEventListener("beforeunload", this.stay);
    this.request?.abort();
  },
  methods: {
    picked(event) {
      this.send([...event.target.files]);
      event.target.value = "";
    },
    send(files) {
      if (this.request || !files.length) return;
      const body = new FormData();
      for (const file of files) body.append("files", file, file.name);
      const request = new XMLHttpRequest();
      this.fraction = 0;
      this.request = Object.freeze({ abort: () => request.abort() });
      request.open("POST", this.address);
      request.setRequestHeader("Accept", "application/json");
      request.upload.onprogress = (event) => event.lengthComputable && (this.fraction = event.loaded / event.total);
      request.onload = () => this.answered(request);
      request.onerror = () => this.ended(this.words.lost, "error");
      request.onabort = () => this.ended(this.words.cancelled, "info");
      request.send(body);
    },
    answered(request) {
      const told = parse(request.responseText);
      if (request.status === 401) location.assign("/sign-in");
      else if (request.status !== 201) this.ended(told.error?.message ?? this.words.lost, "error");
      else this.ended(this.words.done.replace("{models}", told.models.map((one) => one.name).join(", ")), "ok");
    },
    ended(text, kind) {
      this.request = null;
      window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind } }));
    },
  },
};

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
