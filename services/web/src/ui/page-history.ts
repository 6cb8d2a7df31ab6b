/**
 * What the page stores in each entry of the browser's history. Entries that a link has just created have no such state.
 */
interface EntryState {
  /** The number of layers that are open in this entry. A layer is a dialog or panel that the Back button closes. */
  readonly layers: number;
  /** The number of entries between this one and the start page, whose address has no room; null if it is not below. */
  readonly stepsToStart: number | null;
}

/** An open layer. `close` is called when the user presses the Back button. */
interface Layer {
  readonly close: () => void;
}

const listeners = new Set<() => void>();
const layers: Layer[] = [];
/** Whether the page itself has gone back to remove the entry of a closed layer, and the browser has not arrived yet. */
let isGoingBack = false;
/** The navigation that waits until the browser has gone back. */
let afterGoingBack: (() => void) | null = null;
let isUpdateScheduled = false;

const isStartAddress = (): boolean => location.hash === '' || location.hash === '#/';

function storedState(): EntryState | null {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'layers' in state ? (state as EntryState) : null;
}

function storeState(state: EntryState, hash?: string): EntryState {
  history.replaceState(state, '', hash);
  return state;
}

function pushState(state: EntryState, hash?: string): EntryState {
  history.pushState(state, '', hash);
  return state;
}

const stepsAbove = ({ stepsToStart }: EntryState): number | null =>
  stepsToStart === null ? null : stepsToStart + 1;

/** After a reload, the layers of the entry are closed. */
function adoptFirstEntry(): EntryState {
  const stepsToStart = isStartAddress() ? 0 : (storedState()?.stepsToStart ?? null);
  return storeState({ layers: 0, stepsToStart });
}

/** Handles every change of the address that the user or the browser has made. */
function onArrival(): void {
  entry = storedState() ?? storeState({ layers: 0, stepsToStart: isStartAddress() ? 0 : stepsAbove(entry) });
  const hasGoneBack = isGoingBack;
  isGoingBack = false;
  if (!hasGoneBack) {
    for (const layer of layers.splice(entry.layers)) layer.close();
    // The layers of an older entry stay closed when the user returns to it.
    if (layers.length < entry.layers) entry = storeState({ ...entry, layers: layers.length });
  }
  const navigate = afterGoingBack;
  afterGoingBack = null;
  navigate?.();
  scheduleUpdate();
  notify();
}

let entry = adoptFirstEntry();
window.addEventListener('popstate', onArrival);

function notify(): void {
  for (const listener of listeners) listener();
}

/** Waits until all changes of one render are known, because one dialog may replace another. */
function scheduleUpdate(): void {
  if (isUpdateScheduled) return;
  isUpdateScheduled = true;
  queueMicrotask(() => {
    isUpdateScheduled = false;
    updateEntries();
  });
}

/** Adds an entry for each layer that has opened, and removes the entries of layers that have closed. */
function updateEntries(): void {
  if (isGoingBack) return;
  while (entry.layers < layers.length) {
    entry = pushState({ layers: entry.layers + 1, stepsToStart: stepsAbove(entry) });
  }
  if (entry.layers > layers.length) {
    isGoingBack = true;
    history.go(layers.length - entry.layers);
  }
}

/** Calls `listener` when the address of the page changes. Returns a function that unsubscribes. */
export function subscribeToAddress(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Opens an address of the page, such as `#/rooms/room_1`, in a new history entry. The entry of an open layer is replaced
 * instead, so that the Back button does not return to the layer.
 */
export function goTo(hash: string): void {
  if (isGoingBack) {
    afterGoingBack = () => goTo(hash);
    return;
  }
  if (hash === location.hash) return;
  entry =
    entry.layers > 0
      ? storeState({ layers: 0, stepsToStart: entry.stepsToStart }, hash)
      : pushState({ layers: 0, stepsToStart: stepsAbove(entry) }, hash);
  layers.length = 0;
  notify();
}

/** Replaces the address of the page with its start page. The Back button does not return to the previous address. */
export function redirectToStart(): void {
  if (isGoingBack) {
    afterGoingBack = redirectToStart;
    return;
  }
  entry = storeState({ layers: 0, stepsToStart: 0 }, location.pathname + location.search);
  layers.length = 0;
  notify();
}

/** Returns to the start page. Goes back in the history if the start page is there, and replaces the address otherwise. */
export function goToStart(): void {
  if (isGoingBack) afterGoingBack = goToStart;
  else if (entry.stepsToStart) history.go(-entry.stepsToStart);
  else redirectToStart();
}

/** Makes the Back button close a layer. Returns a function to call when the layer has closed in any other way. */
export function addLayer(layer: Layer): () => void {
  layers.push(layer);
  scheduleUpdate();
  return () => {
    const index = layers.indexOf(layer);
    if (index >= 0) layers.splice(index, 1);
    scheduleUpdate();
  };
}
