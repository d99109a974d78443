const AT_ONCE = 3;
const ACCEPTED = "audio/*,video/mp4,video/webm,.flac,.opus,.m4a,.aif,.aiff,.wv,.ape,.mka,.csv,.tsv,.m3u,.m3u8,.pls,.xml,.nml,.txt";

export default {
  template: `
    <div>
      <input ref="picker" type="file" multiple hidden accept="${ACCEPTED}" @change="picked" data-testid="picker">
      <div v-if="over" class="drop-cover" aria-hidden="true">
        <div class="drop-sign"><i class="icon">library_music</i><span>{{ words.drop }}</span></div>
      </div>
      <section v-if="files.length" class="uploads" :aria-label="words.title">
        <header class="uploads-head">
          <span>{{ words.title }}</span><span class="number">{{ done }} / {{ files.length }}</span>
        </header>
        <ul>
          <li v-for="file in files.filter((one) => one.state !== 'done')" :key="file.key" class="upload">
            <span class="upload-name" :title="file.name">{{ file.name }}</span>
            <span class="number muted">{{ percent(file) }}</span>
            <button type="button" class="button icon-button" :aria-label="words.cancel + ' ' + file.name" @click="cancel(file)">
              <i class="icon" aria-hidden="true">close</i>
            </button>
            <span class="bar" role="progressbar" :aria-valuenow="Math.round(100 * file.fraction)" aria-valuemin="0"
              aria-valuemax="100" :aria-label="file.name"><span :style="{ width: 100 * file.fraction + '%' }"></span></span>
          </li>
        </ul>
      </section>
    </div>`,
  props: { address: String, words: Object },
  data: () => ({ over: false, files: [] }),
  computed: {
    done() {
      return this.files.filter((file) => file.state === "done").length;
    },
  },
  created() {
    this.count = 0;
    this.depth = 0;
    this.requests = new Map();
    this.hearing = {
      dragenter: (event) => this.enter(event),
      dragover: (event) => hasFiles(event) && event.preventDefault(),
      dragleave: (event) => this.leave(event),
      drop: (event) => this.drop(event),
      "sfa:pick": () => this.$refs.picker.click(),
      beforeunload: (event) => this.requests.size && event.preventDefault(),
    };
  },
  mounted() {
    for (const [name, hear] of Object.entries(this.hearing)) window.addEventListener(name, hear);
  },
  beforeUnmount() {
    for (const [name, hear] of Object.entries(this.hearing)) window.removeEventListener(name, hear);
    for (const request of this.requests.values()) request.abort();
  },
  methods: {
    enter(event) {
      if (!hasFiles(event)) return;
      this.depth += 1;
      this.over = !isForFrame(event);
    },
    leave(event) {
      if (!hasFiles(event)) return;
      this.depth = Math.max(0, this.depth - 1);
      this.over = this.over && this.depth > 0;
    },
    drop(event) {
      if (!hasFiles(event)) return;
      this.depth = 0;
      this.over = false;
      if (event.defaultPrevented) return; // what it fell on takes it
      event.preventDefault();
      this.add(event.dataTransfer.files);
    },
    picked(event) {
      this.add(event.target.files);
      event.target.value = "";
    },
    add(list) {
      if (bringsCheckpoints(list)) return;
      if (this.files.every((file) => file.state === "done")) this.files = [];
      for (const source of takeLists(list)) {
        const key = ++this.count;
        this.files.push({ key, name: source.name, fraction: 0, state: "waiting", source: Object.freeze({ file: source }) });
      }
      this.next();
    },
    next() {
      const free = AT_ONCE - this.requests.size;
      for (const file of this.files.filter((one) => one.state === "waiting").slice(0, free)) this.send(file);
    },
    send(file) {
      file.state = "sending";
      const request = new XMLHttpRequest();
      this.requests.set(file.key, request);
      request.open("POST", `${this.address}?name=${encodeURIComponent(file.name)}`);
      request.setRequestHeader("Accept", "application/json");
      request.setRequestHeader("Content-Type", "application/octet-stream");
      request.upload.onprogress = (event) => event.lengthComputable && (file.fraction = event.loaded / event.total);
      request.onload = () => this.answered(file, request);
      request.onerror = () => this.ended(file, this.words.lost.replace("{name}", file.name), "error");
      request.onabort = () => this.ended(file, this.words.cancelled.replace("{name}", file.name), "info");
      request.send(file.source.file);
    },
    answered(file, request) {
      const said = parse(request.responseText);
      if (request.status >= 200 && request.status < 300) {
        if (said.duplicate) this.ended(file, this.words.duplicate.replace("{name}", file.name), "warning");
        else this.ended(file, this.words.received.replace("{name}", file.name), "ok");
      } else if (request.status === 401) {
        location.assign("/sign-in");
      } else {
        this.ended(file, said.error?.message ?? this.words.lost.replace("{name}", file.name), "error");
      }
    },
    ended(file, text, kind) {
      this.requests.delete(file.key);
      file.state = "done";
      file.source = null;
      if (this.files.every((one) => one.state === "done")) this.files = [];
      toast(text, kind);
      this.next();
    },
    cancel(file) {
      const request = this.requests.get(file.key);
      if (request) request.abort();
      else this.ended(file, this.words.cancelled.replace("{name}", file.name), "info");
    },
    percent(file) {
      if (file.state === "waiting") return this.words.waiting;
      return file.fraction < 1 ? `${Math.round(100 * file.fraction)} %` : this.words.checking;
    },
  },
};

// Weights of models are no music: where they are taken in, somebody hears of them and says so.
function bringsCheckpoints(list) {
  const files = [...list];
  if (!files.length || !files.every((file) => /\.(th|yaml)$/i.test(file.name))) return false;
  const brought = new CustomEvent("sfa:checkpoints", { detail: files, cancelable: true });
  return !window.dispatchEvent(brought);
}

// A picture, where a frame waits for one: the sign that says "import" would hide it.
function isForFrame(event) {
  const items = [...(event.dataTransfer?.items ?? [])];
  return items.length > 0 && items.every((item) => item.type.startsWith("image/")) && !!document.querySelector("[data-takes-pictures]");
}

/** Let the import sheet have the lists of other programs; return the other files. */
function takeLists(list) {
  const files = [...list];
  const lists = files.filter((file) => /\.(csv|tsv|m3u8?|pls|xml|nml|txt)$/i.test(file.name));
  const brought = new CustomEvent("sfa:lists", { detail: lists, cancelable: true });
  if (!lists.length || window.dispatchEvent(brought)) return files;
  return files.filter((file) => !lists.includes(file));
}

function hasFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

function toast(text, kind) {
  window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind } }));
}

function parse(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
