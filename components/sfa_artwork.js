// The picture of a track: shown as a square, and put to the server by the browser itself.
const MOST_BYTES = 10_000_000;

export default {
  template: `
    <div class="artwork" data-takes-pictures :data-over="over" :aria-busy="busy"
      @dragenter="enter" @dragover="hold" @dragleave="leave" @drop="drop">
      <img v-if="shown" :src="shown + '&size=300'" :srcset="shown + '&size=300 1x, ' + shown + '&size=640 2x'"
        :alt="words.alt" width="300" height="300" draggable="false" @error="broken = shown">
      <i v-else class="icon artwork-none" aria-hidden="true">album</i>
      <div class="artwork-acts">
        <button type="button" class="button icon-button" :aria-label="choice" :title="choice" :disabled="busy"
          @click="$refs.picker.click()">
          <i class="icon" aria-hidden="true">{{ busy ? "hourglass_empty" : "add_photo_alternate" }}</i>
        </button>
        <button v-if="picture" type="button" class="button icon-button" :aria-label="words.remove" :title="words.remove"
          :disabled="busy" @click="$emit('remove')">
          <i class="icon" aria-hidden="true">hide_image</i>
        </button>
      </div>
      <input ref="picker" type="file" hidden accept="image/jpeg,image/png,image/webp" data-testid="picture" @change="picked">
    </div>`,
  props: { picture: String, address: String, words: Object },
  emits: ["remove"],
  data: () => ({ over: false, busy: false, broken: "" }),
  computed: {
    shown() {
      return this.picture && this.picture !== this.broken ? this.picture : "";
    },
    choice() {
      return this.picture ? this.words.change : this.words.choose;
    },
  },
  created() {
    this.depth = 0;
  },
  methods: {
    enter(event) {
      if (!hasFiles(event)) return;
      event.preventDefault();
      this.depth += 1;
      this.over = true;
    },
    hold(event) {
      if (hasFiles(event)) event.preventDefault();
    },
    leave(event) {
      if (!hasFiles(event)) return;
      this.depth = Math.max(0, this.depth - 1);
      this.over = this.depth > 0;
    },
    drop(event) {
      if (!hasFiles(event)) return;
      this.depth = 0;
      this.over = false;
      const files = [...event.dataTransfer.files];
      if (files.some((file) => !file.type.startsWith("image/"))) return; // music is for the importer
      event.preventDefault();
      void this.send(files[0]);
    },
    picked(event) {
      const [file] = event.target.files;
      event.target.value = "";
      if (file) void this.send(file);
    },
    async send(file) {
      if (this.busy || !file) return;
      if (file.size > MOST_BYTES) return toast(this.words.large, "error");
      this.busy = true;
      try {
        await this.put(file);
      } catch {
        toast(this.words.lost, "error");
      } finally {
        this.busy = false;
      }
    },
    async put(file) {
      const headers = { Accept: "application/json", "Content-Type": "application/octet-stream" };
      const answer = await fetch(this.address, { method: "PUT", headers, body: file });
      if (answer.status === 401) return location.assign("/sign-in");
      if (answer.ok) return toast(this.words.changed, "ok");
      const said = await answer.json().catch(() => ({}));
      toast(said.error?.message ?? this.words.lost, "error");
    },
  },
};

function hasFiles(event) {
  return [...(event.dataTransfer?.types ?? [])].includes("Files");
}

function toast(text, kind) {
  window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind } }));
}
