const PATIENCE_MS = 400;

export default {
  template: `
    <div :data-total="total" @keydown="press">
      <p v-if="total === 0" class="nothing" role="status">{{ searched ? words.nothing.replace('{text}', () => searched) : words.none }}</p>
      <div v-show="total !== 0" class="cards" :ref="stock"></div>
    </div>`,
  props: { address: String, sign: String, words: Object },
  data: () => ({ total: null, searched: "" }),
  created() {
    this.cells = window.sfaCells;
    this.cells.look.lost = this.words.unreachable;
    this.unheard = this.cells.question.listen((what) => what === "asked" && this.askAnew());
    this.enter = () => this.shelf?.focus();
    window.addEventListener("sfa:enter-list", this.enter);
  },
  beforeUnmount() {
    this.unheard();
    window.removeEventListener("sfa:enter-list", this.enter);
    clearTimeout(this.timer);
  },
  methods: {
    stock(host) {
      if (host === this.host) return;
      this.shelf?.close();
      this.host = host;
      const ask = (start, count) => this.cells.askAt(this.address, start, count);
      const failed = () => this.cells.toast(this.words.unreachable);
      this.shelf = host && new this.cells.Shelf(host, "groups", { ask, draw: (group) => this.draw(group), counted: (total) => this.count(total), failed, label: this.words.title });
    },
    count(total) {
      const isBack = this.total === 0 && total > 0;
      this.total = total;
      this.searched = this.cells.question.text;
      if (isBack) this.$nextTick(() => this.shelf?.reshape());
    },
    /** Many tracks come at once, and one question answers for all. */
    refresh() {
      clearTimeout(this.timer);
      this.timer = setTimeout(() => this.shelf?.refresh(), PATIENCE_MS);
    },
    askAnew() {
      this.shelf?.askAnew();
    },
    draw(group) {
      const { make, coverOf } = this.cells;
      const link = make("a", "card-link", make("span", "card-title", group.name), make("span", "track-artist", this.about(group)));
      link.setAttribute("href", `/?${new URLSearchParams({ q: group.query })}`);
      const facts = make("span", "card-facts", make("span", "number", this.counted(group.count)), make("span", "time", this.cells.clock(group.duration_seconds)));
      const card = make("article", "card group", coverOf({ id: group.query, title: group.name, artwork_url: group.artwork_url }, 300, this.sign), link, facts);
      card.dataset.name = group.name;
      return card;
    },
    about({ artist, first_year: first, last_year: last }) {
      const years = first && last && first !== last ? `${first}\u2013${last}` : (first ?? "");
      return [artist, years].filter(Boolean).join(" · ") || "–";
    },
    counted(count) {
      return (count === 1 ? this.words.one : this.words.many).replace("{count}", count);
    },
    press(event) {
      if (event.target.matches(".card-link")) this.shelf?.press(event);
    },
  },
};
