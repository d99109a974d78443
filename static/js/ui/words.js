/** What the player says; the page may hand in other words. */
export const WORDS = {
  player: "Player",
  play: "Play",
  pause: "Pause",
  nothing: "Nothing is playing",
  hint: "Choose a track in the library.",
  draft: "Draft",
  draftHint: "These stems are a first impression. Separate the track with another engine for better ones.",
  stems: "Stems",
  volume: "Volume",
  volumeOf: "Volume of {stem}",
  mute: "Mute {stem}",
  solo: "Solo {stem}",
  choose: "Choose {stem}",
  position: "Position in the track",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  clearLoop: "End the loop",
  insecure: "Stems play over a secure connection only. Open the studio over https.",
  failed: "This track cannot be played right now. Press play to try again.",
  gone: "The stems were not finished. Separate the track again to hear them.",
  making: "The stems are being made: {percent} %",
  pendingHint: "The hatched part is not made yet. Click to have it made next.",
  waiting: "Waiting for the stems",
  next: "This part is made next and plays as soon as it is there",
  about: "about {count} s",
  offer: "New stems are there",
  changing: "The new stems are on their way",
  hearNew: "Hear the new stems",
  lostMix: "The stems were not finished, so you hear the mix",
  lostEarlier: "The stems were not finished, so you hear the earlier ones",
  dismiss: "Close this note",
  away: "The studio does not answer. The music goes on by itself when it is back.",
  previous: "Previous track",
  following: "Next track",
  shuffle: "Shuffle",
  repeatOff: "Repeat: off",
  repeatAll: "Repeat: all of the queue",
  repeatOne: "Repeat: this track",
  queue: "Queue",
  queueCount: "{count} tracks, {left} to come",
  emptyQueue: "Nothing is queued. Play a track of a list, and the list follows; or add tracks from their menus.",
  closeQueue: "Close the queue",
  drag: "Drag to another place, or press Alt with an arrow key",
  remove: "Remove",
  removeFromQueue: "Remove {title} from the queue",
  goneTrack: "A track that is gone",
  silent: "It cannot be played now",
  clear: "Clear",
  savePlaylist: "Save as playlist",
  playlistName: "Name of the playlist",
  nameIt: "Give the playlist a name, then save it.",
  save: "Save",
  cancel: "Cancel",
  saved: "Saved as playlist {title}.",
  unreachable: "The studio does not answer. Check the connection, then try again.",
  ways: "How it plays",
  matching: "Play all tracks equally loud",
  hovering: "Try a track out where the pointer rests on it",
  alone: "Pause when another window plays",
  addedNext: "{count} tracks come next.",
  addedNextOne: "It comes next.",
  addedLast: "{count} tracks are at the end of the queue.",
  addedLastOne: "It is at the end of the queue.",
  full: "The queue is full: it takes 10 000 tracks. Remove some, then add the rest.",
  skipped: "{title} cannot be played now and was skipped.",
  trying: "You hear a part of {title}. Esc stops it.",
};

/** @typedef {typeof WORDS} Words */

/** Put a stem's name into a sentence. @param {string} sentence @param {string} stem */
export function about(sentence, stem) {
  return sentence.replace("{stem}", stem);
}

/** Write a time as people read it: `3:07`. @param {number} seconds */
export function clock(seconds) {
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}
