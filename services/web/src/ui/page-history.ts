/**
 * The state that the page stores in each entry of the browser history. An entry that a link has just created has no
 * state yet.
 */
interface EntryState {
  /** The number of layers that are open in this entry. A layer is a dialog or panel that the Back button closes. */
  readonly layers: number;
  /**
   * The number of steps back to the start page, which is the page without an open room. Null if the start page is not
   * among the earlier entries.
   */
  readonly stepsToStart: number | null;
}

/** An open dialog or panel that the Back button closes. `close` is called when the user presses the Back button. */
interface Layer {
  readonly close: () => void;
}

const listeners = new Set<() => void>();
const layers: Layer[] = [];
/** True while the browser is going back because the page is removing the history entries of closed layers. */
let isGoingBack = false;
/** The navigation to run once the browser has gone back, or null if there is none. */
let pendingNavigation: (() => void) | null = null;
let isUpdateScheduled = false;

const isStartAddress = (): boolean => location.hash === '' || location.hash === '#/';

function readState(): EntryState | null {
  const state: unknown = history.state;
  return typeof state === 'object' && state !== null && 'layers' in state ? (state as EntryState) : null;
}

function replaceState(state: EntryState, hash?: string): EntryState {
  history.replaceState(state, '', hash);
  return state;
}

function pushState(state: EntryState, hash?: string): EntryState {
  history.pushState(state, '', hash);
  return state;
}

const getNextStepsToStart = ({ stepsToStart }: EntryState): number | null =>
  stepsToStart === null ? null : stepsToStart + 1;

/** Initializes the history entry with which the page starts. After a reload, no layer is open. */
function initializeFirstEntry(): EntryState {
  const stepsToStart = isStartAddress() ? 0 : (readState()?.stepsToStart ?? null);
  return replaceState({ layers: 0, stepsToStart });
}

/** Runs after the user or the browser has moved to another history entry. */
function onEntryChange(): void {
  currentEntry =
    readState() ??
    replaceState({ layers: 0, stepsToStart: isStartAddress() ? 0 : getNextStepsToStart(currentEntry) });
  const hasGoneBack = isGoingBack;
  isGoingBack = false;
  if (!hasGoneBack) {
    for (const layer of layers.splice(currentEntry.layers)) layer.close();
    // Keep closed layers closed when the user returns to an entry in which they were open.
    if (layers.length < currentEntry.layers)
      currentEntry = replaceState({ ...currentEntry, layers: layers.length });
  }
  const navigate = pendingNavigation;
  pendingNavigation = null;
  navigate?.();
  scheduleUpdate();
  notifyListeners();
}

let currentEntry = initializeFirstEntry();
window.addEventListener('popstate', onEntryChange);

function notifyListeners(): void {
  for (const listener of listeners) listener();
}

/**
 * Schedules a single update of the history entries for all layers that a render opens and closes. A dialog that
 * replaces another one then needs no new entry.
 */
function scheduleUpdate(): void {
  if (isUpdateScheduled) return;
  isUpdateScheduled = true;
  queueMicrotask(() => {
    isUpdateScheduled = false;
    updateEntries();
  });
}

/** Adds a history entry for each layer that has opened, and removes the history entries of layers that have closed. */
function updateEntries(): void {
  if (isGoingBack) return;
  while (currentEntry.layers < layers.length) {
    currentEntry = pushState({
      layers: currentEntry.layers + 1,
      stepsToStart: getNextStepsToStart(currentEntry),
    });
  }
  if (currentEntry.layers > layers.length) {
    isGoingBack = true;
    history.go(layers.length - currentEntry.layers);
  }
}

/** Calls `listener` when the page's address changes. Returns a function that unsubscribes. */
export function subscribeToAddress(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/**
 * Opens an address on the page, such as `#/rooms/room_1`, in a new history entry. If a layer is open, the address
 * replaces the layer's entry instead, so that the Back button does not return to the layer.
 */
export function goTo(hash: string): void {
  if (isGoingBack) {
    pendingNavigation = () => goTo(hash);
    return;
  }
  if (hash === location.hash) return;
  currentEntry =
    currentEntry.layers > 0
      ? replaceState({ layers: 0, stepsToStart: currentEntry.stepsToStart }, hash)
      : pushState({ layers: 0, stepsToStart: getNextStepsToStart(currentEntry) }, hash);
  layers.length = 0;
  notifyListeners();
}

/** Opens the start page in place of the current page. The Back button does not return to the current page. */
export function redirectToStart(): void {
  if (isGoingBack) {
    pendingNavigation = redirectToStart;
    return;
  }
  currentEntry = replaceState({ layers: 0, stepsToStart: 0 }, location.pathname + location.search);
  layers.length = 0;
  notifyListeners();
}

/**
 * Returns to the start page. If the start page is an earlier history entry, goes back to that entry. Otherwise, opens
 * the start page in place of the current page.
 */
export function goToStart(): void {
  if (isGoingBack) pendingNavigation = goToStart;
  else if (currentEntry.stepsToStart) history.go(-currentEntry.stepsToStart);
  else redirectToStart();
}

/** Makes the Back button close a layer. Returns a function to call when the layer closes for any other reason. */
export function addLayer(layer: Layer): () => void {
  layers.push(layer);
  scheduleUpdate();
  return () => {
    const index = layers.indexOf(layer);
    if (index >= 0) layers.splice(index, 1);
    scheduleUpdate();
  };
}
