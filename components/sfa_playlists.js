export default {
  template: `
    <div class="playlists">
      <template v-if="playlists === null"><span v-for="n in 3" :key="n" class="skeleton-block"></span></template>
      <ul v-else-if="playlists.length" class="rows">
        <li v-for="one in playlists" :key="one.id" class="row playlist-row" :data-playlist="one.id">
          <a class="playlist-link" :href="'/playlist/' + one.id">
            <i class="icon" aria-hidden="true">queue_music</i>
            <span class="playlist-name"><span class="playlist-title" :title="one.title">{{ one.title }}</span><span class="muted number">{{ one.said }}</span></span>
          </a>
          <span class="muted playlist-changed">{{ day(one.changed_at) }}</span>
          <span class="playlist-acts">
            <button v-for="does in acts" :key="does.act" type="button" class="button icon-button" :aria-label="words[does.act] + ' ' + one.title" :title="words[does.act]" @click="ask(does.act, one)"><i class="icon" aria-hidden="true">{{ does.sign }}</i></button>
          </span>
        </li>
      </ul>
      <div v-else class="playlists-empty">
        <i class="icon" aria-hidden="true">queue_music</i><span class="welcome-title">{{ words.emptyTitle }}</span><p>{{ words.empty }}</p>
        <button type="button" class="button primary" @click="ask('create')"><i class="icon" aria-hidden="true">add</i>{{ words.create }}</button>
      </div>
    </div>`,
  props: { words: Object },
  data: () => ({
    playlists: null,
    acts: [{ act: "rename", sign: "edit" }, { act: "copy", sign: "content_copy" }, { act: "delete", sign: "delete_outline" }],
  }),
  created() {
    const shown = { day: "numeric", month: "short", year: "numeric" };
    this.days = new Intl.DateTimeFormat(document.documentElement.lang || undefined, shown);
  },
  methods: {
    /** Show all playlists. */
    show(playlists) {
      this.playlists = playlists;
    },
    day(moment) {
      return this.days.format(new Date(moment));
    },
    ask(act, { id, title } = {}) {
      window.dispatchEvent(new CustomEvent("sfa:playlist", { detail: { act, id, title } }));
    },
  },
};
