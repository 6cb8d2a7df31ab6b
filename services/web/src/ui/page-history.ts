import {
  getStepsToStartOfNextEntry,
  initializeFirstEntry,
  isStartAddress,
  pushEntryState,
  readEntryState,
  replaceEntryState,
} from './history-entry.ts';

/** An open dialog or panel that the Back button closes. `close` is called when the user presses the Back button. */
interface Layer {
  readonly close: () => void;
}

const addressListeners = new Set<() => void>();
const openLayers: Layer[] = [];
/** True while the browser is going back in order to remove the history entries of closed layers. */
let isGoingBack = false;
/** The navigation to run once the browser has gone back, or null if there is none. */
let pendingNavigation: (() => void) | null = null;
let isHistoryUpdateScheduled = false;

/** Runs after the user or the browser has moved to another history entry. */
function onHistoryEntryChange(): void {
  currentEntryState =
    readEntryState() ??
    replaceEntryState({
      layers: 0,
      stepsToStart: isStartAddress() ? 0 : getStepsToStartOfNextEntry(currentEntryState),
    });
  const hasGoneBack = isGoingBack;
  isGoingBack = false;
  if (!hasGoneBack) {
    for (const layer of openLayers.splice(currentEntryState.layers)) layer.close();
    // Keep closed layers closed when the user returns to an entry in which they were open.
    if (openLayers.length < currentEntryState.layers)
      currentEntryState = replaceEntryState({ ...currentEntryState, layers: openLayers.length });
  }
  const runPendingNavigation = pendingNavigation;
  pendingNavigation = null;
  runPendingNavigation?.();
  scheduleHistoryUpdate();
  notifyAddressListeners();
}

let currentEntryState = initializeFirstEntry();
window.addEventListener('popstate', onHistoryEntryChange);

function notifyAddressListeners(): void {
  for (const listener of addressListeners) listener();
}

/**
 * Schedules a single update of the history entries for all layers that a render opens and closes. A dialog that
 * replaces another one then needs no new entry.
 */
function scheduleHistoryUpdate(): void {
  if (isHistoryUpdateScheduled) return;
  isHistoryUpdateScheduled = true;
  queueMicrotask(() => {
    isHistoryUpdateScheduled = false;
    updateHistoryEntries();
  });
}

/** Adds a history entry for each layer that has opened, and removes the history entries of layers that have closed. */
function updateHistoryEntries(): void {
  if (isGoingBack) return;
  while (currentEntryState.layers < openLayers.length) {
    currentEntryState = pushEntryState({
      layers: currentEntryState.layers + 1,
      stepsToStart: getStepsToStartOfNextEntry(currentEntryState),
    });
  }
  if (currentEntryState.layers > openLayers.length) {
    isGoingBack = true;
    history.go(openLayers.length - currentEntryState.layers);
  }
}

/** Calls `listener` when the page's address changes. Returns a function that unsubscribes. */
export function subscribeToAddress(listener: () => void): () => void {
  addressListeners.add(listener);
  return () => addressListeners.delete(listener);
}

/**
 * Opens an address on the page, such as `#/rooms/room_1`, in a new history entry. If a layer is open, the address
 * replaces the layer's entry instead, so that the Back button does not return to the layer.
 */
export function goToAddress(hash: string): void {
  if (isGoingBack) {
    pendingNavigation = () => goToAddress(hash);
    return;
  }
  if (hash === location.hash) return;
  currentEntryState =
    currentEntryState.layers > 0
      ? replaceEntryState({ layers: 0, stepsToStart: currentEntryState.stepsToStart }, hash)
      : pushEntryState({ layers: 0, stepsToStart: getStepsToStartOfNextEntry(currentEntryState) }, hash);
  openLayers.length = 0;
  notifyAddressListeners();
}

/** Replaces the current page with the start page, so that the Back button does not return to the current page. */
export function redirectToStart(): void {
  if (isGoingBack) {
    pendingNavigation = redirectToStart;
    return;
  }
  currentEntryState = replaceEntryState({ layers: 0, stepsToStart: 0 }, location.pathname + location.search);
  openLayers.length = 0;
  notifyAddressListeners();
}

/**
 * Returns to the start page. If the start page is an earlier history entry, goes back to that entry. Otherwise,
 * replaces the current page with the start page.
 */
export function goToStart(): void {
  if (isGoingBack) pendingNavigation = goToStart;
  else if (currentEntryState.stepsToStart) history.go(-currentEntryState.stepsToStart);
  else redirectToStart();
}

/** Makes the Back button close a layer. Returns a function to call when the layer closes for any other reason. */
export function addLayer(layer: Layer): () => void {
  openLayers.push(layer);
  scheduleHistoryUpdate();
  return () => {
    const layerIndex = openLayers.indexOf(layer);
    if (layerIndex >= 0) openLayers.splice(layerIndex, 1);
    scheduleHistoryUpdate();
  };
}
