// A list under review. The server keeps every decision, so nothing is lost when the page is loaded again.
const PAGE = 100;
const SHOWN = ["all", "likely", "new", "sure"];
const SIGNS = { sure: "check_circle", likely: "help", new: "add_circle_outline" };

export default {
  template: `
    <div>
      <div v-if="isGone" class="message">
        <h1>{{ words.goneTitle }}</h1><span>{{ words.gone }}</span>
        <button type="button" class="button" @click="$emit('leave', null)"><i class="icon" aria-hidden="true">arrow_back</i>{{ words.back }}</button>
      </div>
      <template v-else>
        <div class="room-head"><h1>{{ view?.title ?? "…" }}</h1></div>
        <p v-if="problem" class="row-error" role="alert">{{ problem }}</p>
        <div v-if="!view" class="skeleton-block"></div>
        <template v-else>
          <details v-if="view.problems.length" class="review-more">
            <summary class="button"><i class="icon" aria-hidden="true">error_outline</i>{{ words.problems }} <span class="number muted">{{ view.problems.length }}</span></summary>
            <ul class="review-problems"><li v-for="(one, place) in view.problems" :key="place">{{ one }}</li></ul>
          </details>
          <details v-if="view.lists.length > 1" class="review-more" open>
            <summary class="button"><i class="icon" aria-hidden="true">queue_music</i>{{ words.lists }} <span class="number muted">{{ fill(words.listOf, { count: wanted.length, total: view.lists.length }) }}</span></summary>
            <ul class="review-lists">
              <li v-for="(one, place) in view.lists" :key="place">
                <label class="box"><input type="checkbox" :checked="one.is_wanted" :disabled="busy" @change="choose(place, $event.target.checked)">
                  <span class="review-path"><span v-for="(folder, depth) in one.path.slice(0, -1)" :key="depth" class="muted">{{ folder }} / </span>{{ one.path.at(-1) }}</span>
                  <span class="number muted">{{ say("count", one.count) }}</span></label>
              </li>
            </ul>
          </details>
          <div class="review-bar">
            <div class="view-toggle review-filter" role="group" :aria-label="words.show">
              <button v-for="one in filters" :key="one" type="button" class="button" :aria-pressed="String(one === filter)" @click="look(one, 0)">
                {{ words[one] }} <span class="number muted">{{ shown(countOf(one)) }}</span></button>
            </div>
            <span class="grow"></span>
            <template v-if="filter !== 'all'">
              <button v-if="filter !== 'new'" type="button" class="button" :disabled="busy" @click="decideAll('take')">{{ words.takeAll }}</button>
              <button v-if="filter === 'new'" type="button" class="button" :disabled="busy" @click="decideAll('fetch')">{{ words.fetchAll }}</button>
              <button type="button" class="button" :disabled="busy" @click="decideAll('leave')">{{ words.leaveAll }}</button>
            </template>
          </div>
          <ol class="review-lines" :aria-label="words.lines" :aria-busy="String(loading)">
            <li v-for="line in rows" :key="line.number" class="review-line" :data-verdict="line.verdict" :data-act="line.act">
              <i class="icon review-sign" :title="words[line.verdict]" role="img" :aria-label="words[line.verdict]">{{ signs[line.verdict] }}</i>
              <span class="review-said"><span class="review-title">{{ nameOf(line) }}</span><span class="muted number">{{ moreOf(line) }}</span></span>
              <label class="review-choice"><span class="unseen">{{ words.becomes }}: {{ nameOf(line) }}</span>
                <select :value="pickOf(line)" @change="decide(line, $event.target)">
                  <option v-for="one in line.choices" :key="one.track_id" :value="one.track_id">{{ choiceOf(line, one) }}</option>
                  <option v-if="line.can_be_fetched" value="fetch">{{ words.fetch }}</option>
                  <option value="leave">{{ words.leave }}</option>
                </select>
                <span class="review-reason muted">{{ reasonOf(line) }}</span>
              </label>
            </li>
          </ol>
          <p v-if="!rows.length && !loading" class="muted">{{ words.nothing }}</p>
          <div v-if="total > rows.length" class="pager">
            <button type="button" class="button icon-button" :aria-label="words.earlier" :title="words.earlier" :disabled="!start" @click="look(filter, start - ${PAGE})"><i class="icon" aria-hidden="true">chevron_left</i></button>
            <span class="number">{{ shown(start + 1) }}–{{ shown(start + rows.length) }} / {{ shown(total) }}</span>
            <button type="button" class="button icon-button" :aria-label="words.next" :title="words.next" :disabled="start + rows.length >= total" @click="look(filter, start + ${PAGE})"><i class="icon" aria-hidden="true">chevron_right</i></button>
          </div>
          <div class="review-end">
            <span class="number" role="status">{{ summary }}</span><span class="grow"></span>
            <button type="button" class="button" :disabled="busy" @click="drop">{{ words.drop }}</button>
            <button type="button" class="button primary" :disabled="busy || !(view.acts.take + view.acts.fetch)" @click="confirm">{{ say("confirm", wanted.length) }}</button>
          </div>
        </template>
      </template>
    </div>`,
  props: { address: String, words: Object },
  emits: ["leave"],
  data: () => ({
    view: null, rows: [], total: 0, start: 0, filter: "all", problem: "", busy: false, loading: true, isGone: false,
    signs: SIGNS,
  }),
  computed: {
    wanted() {
      return this.view.lists.filter((one) => one.is_wanted);
    },
    filters() {
      return SHOWN.filter((one) => one === "all" || this.countOf(one));
    },
    summary() {
      const { take, fetch: fetched, leave } = this.view.acts;
      return [this.say("taken", take), fetched && this.say("fetched", fetched), leave && this.say("left", leave)].filter(Boolean).join(" · ");
    },
  },
  created() {
    this.turn = 0;
    this.queue = Promise.resolve();
  },
  async mounted() {
    await this.attempt(async () => (this.view = await this.send("")));
    if (this.view) await this.look(this.view.verdicts.likely ? "likely" : "all", 0);
  },
  methods: {
    countOf(filter) {
      return filter === "all" ? this.view.total : this.view.verdicts[filter];
    },
    async look(filter, start) {
      const turn = ++this.turn; // the newest question is the one that counts
      Object.assign(this, { filter, start: Math.max(0, start), loading: true });
      const asked = new URLSearchParams({ start: this.start, count: PAGE });
      if (filter !== "all") asked.set("verdict", filter);
      await this.attempt(async () => {
        const page = await this.send(`/lines?${asked}`);
        if (turn === this.turn) Object.assign(this, { rows: page.rows, total: page.total });
      });
      if (turn === this.turn) this.loading = false;
    },
    /** Send one decision after the other; what the server refuses is shown again as it was. */
    decide(line, select) {
      const before = { act: line.act, track_id: line.track_id };
      const picked = select.value;
      const act = picked === "fetch" || picked === "leave" ? picked : "take";
      const now = { act, track_id: act === "take" ? picked : null };
      Object.assign(line, now);
      const sent = this.queue.then(() =>
        this.attempt(
          async () => (this.view = await this.send("/decisions", "POST", { numbers: [line.number], ...now })),
          () => Object.assign(line, before),
        ),
      );
      this.queue = sent;
      return sent;
    },
    decideAll(act) {
      return this.alone(async () => {
        this.view = await this.send("/decisions", "POST", { act, verdict: this.filter });
        await this.look(this.filter, this.start);
      });
    },
    choose(place, isWanted) {
      const places = this.view.lists.flatMap((one, at) => ((at === place ? isWanted : one.is_wanted) ? [at] : []));
      return this.alone(async () => (this.view = await this.send("/lists", "PUT", { places })));
    },
    confirm() {
      return this.alone(async () => {
        const { playlists } = await this.send("/confirm", "POST");
        const kind = playlists.length ? "ok" : "warning";
        const text = playlists.length ? this.say("made", playlists.length) : this.words.madeNone;
        toast(this.fill(text, { title: playlists[0]?.title }), kind);
        this.$emit("leave", playlists.length === 1 ? playlists[0].id : null);
      });
    },
    drop() {
      return this.alone(async () => {
        await this.send("", "DELETE");
        toast(this.words.dropped, "info");
        this.$emit("leave", null);
      });
    },
    /** Do something while nothing else can be asked for, after all that was decided has arrived. */
    async alone(act) {
      this.busy = true;
      await this.queue;
      await this.attempt(act);
      this.busy = false;
    },
    async attempt(act, otherwise = () => {}) {
      try {
        await act();
        this.problem = "";
      } catch (error) {
        otherwise();
        if (error.status === 404 && error.isReview) this.isGone = true;
        else this.problem = error.said || this.words.unreachable;
      }
    },
    async send(path, method = "GET", body = undefined) {
      const headers = body ? { "Content-Type": "application/json" } : {};
      const answer = await fetch(this.address + path, { method, headers, body: body && JSON.stringify(body) });
      if (answer.status === 401) location.assign("/sign-in");
      if (answer.status === 204) return null;
      const said = await answer.json();
      const isReview = !body || !body.track_id;
      if (!answer.ok) throw Object.assign(new Error(), { said: said.error?.message, status: answer.status, isReview });
      return said;
    },
    pickOf(line) {
      return line.act === "take" ? line.track_id : line.act;
    },
    nameOf(line) {
      if (!line.title) return line.path || line.url || this.fill(this.words.line, { number: line.number });
      return line.artist ? `${line.artist} – ${line.title}` : line.title;
    },
    moreOf(line) {
      return [this.fill(this.words.line, { number: shown(line.number) }), line.duration_seconds && lengthOf(line.duration_seconds)].filter(Boolean).join(" · ");
    },
    choiceOf(line, one) {
      const name = one.artist ? `${one.artist} – ${one.title}` : one.title;
      return line.verdict === "sure" ? name : `${Math.round(100 * one.score)} % ${name}`;
    },
    reasonOf(line) {
      return line.act === "take" ? line.choices.find((one) => one.track_id === line.track_id)?.reason ?? "" : "";
    },
    /** Say how many: there is a sentence for one and a sentence for many, with a place for the number. */
    say(name, count) {
      return this.fill(this.words[count === 1 ? `${name}One` : `${name}Many`], { count: shown(count) });
    },
    fill(text, values) {
      return Object.entries(values).reduce((said, [name, value]) => said.replace(`{${name}}`, () => value), text);
    },
    shown,
  },
};

function shown(count) {
  return count.toLocaleString(document.documentElement.lang || undefined);
}

function lengthOf(seconds) {
  const whole = Math.round(seconds);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

function toast(text, kind) {
  window.dispatchEvent(new CustomEvent("sfa:toast", { detail: { text, kind } }));
}
