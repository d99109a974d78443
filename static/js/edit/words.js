/** What the editor says; the page may hand in other words. */
export const WORDS = {
  editor: "Grid, sections and cues",
  waveform: "Waveform, part of the track",
  overview: "The whole track",
  undo: "Undo",
  redo: "Redo",
  undoThis: "Undo: {edit}",
  redoThis: "Redo: {edit}",
  play: "Play or pause",
  zoomIn: "Zoom in",
  zoomOut: "Zoom out",
  follow: "Follow playhead",
  hint: "Drag to scroll, Ctrl and wheel or two fingers to zoom, click to go there, Alt while dragging to place freely",
  hintTouch: "Drag to scroll, two fingers to zoom, tap to go there, hold a mark and then drag it to place it freely",
  snap: "Snap",
  snapNone: "Free",
  snapBeat: "To beats",
  snapBar: "To bars",
  grid: "Grid",
  marks: "Marks",
  nudge: "Nudge the grid by {count} ms",
  tap: "Tap",
  tapHint: "Tap on the beat, at least four times",
  tempo: "Tempo in BPM",
  halve: "Halve the tempo",
  double: "Double the tempo",
  barOne: "Bar one here",
  beatsPerBar: "Beats of a bar",
  stretch: "Drag beats",
  change: "Tempo change here",
  unchange: "Remove the tempo change",
  extend: "Extend to the ends",
  lock: "Lock the grid",
  cue: "Cue here",
  split: "Split here",
  loop: "Loop here",
  keepLoop: "Keep this loop",
  key: "Key",
  noKey: "No key",
  restore: "Restore what was heard",
  restoreGrid: "Grid",
  restoreKey: "Key",
  restoreSections: "Sections",
  restoreCues: "Cues",
  restoreLoops: "Loops",
  sectionAt: "{label}, from {time}",
  edgeOf: "Beginning of {label}",
  cueAt: "Cue {label}, {time}",
  loopAt: "Loop {label}, {time}",
  loopStart: "Beginning of loop {label}",
  loopEnd: "End of loop {label}",
  loopSpan: "{from} to {to}",
  loopBars: "{from} to {to}, bars: {bars}",
  playLoop: "Play loop",
  stopLoop: "Stop repeating",
  kind: "Kind",
  name: "Name",
  colour: "Colour",
  ownColour: "Usual colour",
  type: "Type",
  hot: "Hot cue",
  memory: "Memory cue",
  loopIn: "Loop in",
  loopOut: "Loop out",
  merge: "Merge with the next",
  delete: "Delete",
  close: "Close",
  noWaveform: "The waveform cannot be had now. Reload the page; everything else here works.",
  away: "The studio does not answer. Try again.",
};

/** @typedef {typeof WORDS} Words */

/** Put values into a sentence. @param {string} sentence @param {Record<string, string>} values */
export function fill(sentence, values) {
  return sentence.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
}

/** Write a place as people read it, to the hundredth: `1:07.25`. @param {number} seconds */
export function place(seconds) {
  const hundredths = Math.round(Math.max(0, seconds) * 100);
  const minutes = Math.floor(hundredths / 6_000);
  return `${minutes}:${((hundredths % 6_000) / 100).toFixed(2).padStart(5, "0")}`;
}
