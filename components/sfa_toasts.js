const ICONS = { ok: "check_circle", info: "info", warning: "warning", error: "error" };
const SHOWN_MS = { ok: 5000, info: 5000, warning: 9000, error: 12000 };
const WITH_ACTION_MS = 30000;

export default {
  template: `
    <div class="toasts" role="status" aria-live="polite">
      <div v-for="toast in toasts" :key="toast.key" class="toast" :data-kind="toast.kind">
        <i class="icon" aria-hidden="true">{{ toast.icon }}</i>
        <span class="toast-text">{{ toast.text }}</span>
        <button v-if="toast.action" type="button" class="button" @click="act(toast)">{{ toast.action }}</button>
        <button type="button" class="button icon-button" :aria-label="close" @click="drop(toast)">
          <i class="icon" aria-hidden="true">close</i>
        </button>
      </div>
    </div>`,
  props: { close: String },
  emits: ["act", "gone"],
  data: () => ({ toasts: [] }),
  created() {
    this.count = 0;
    this.hear = (event) => this.show(event.detail);
    window.addEventListener("sfa:toast", this.hear);
  },
  beforeUnmount() {
    window.removeEventListener("sfa:toast", this.hear);
  },
  methods: {
    show({ text, kind = "info", action = "", number = 0, perform = null, ms = 0 }) {
      const toast = { text, kind, action, number, perform, icon: ICONS[kind] ?? "info", key: ++this.count };
      this.toasts = [...this.toasts, toast].slice(-5);
      setTimeout(() => this.drop(toast), ms ? ms : action ? WITH_ACTION_MS : SHOWN_MS[kind] ?? 5000);
    },
    act(toast) {
      if (toast.perform) toast.perform();
      else this.$emit("act", toast.number);
      toast.number = 0;
      this.drop(toast);
    },
    drop(toast) {
      if (!this.toasts.some((one) => one.key === toast.key)) return;
      this.toasts = this.toasts.filter((one) => one.key !== toast.key);
      if (toast.number) this.$emit("gone", toast.number);
    },
  },
};
