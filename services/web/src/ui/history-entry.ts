/**
 * The state that the page stores in each entry of the browser history. An entry that a link has just created has no
 * state yet.
 */
interface HistoryEntryState {
  /** The number of layers that are open in this entry. A layer is a dialog or panel that the Back button closes. */
  readonly layers: number;
  /**
   * The number of steps back to the start page, which is the page without an open room. Null if the start page is not
   * among the earlier entries.
   */
  readonly stepsToStart: number | null;
}

export const isStartAddress = (): boolean => location.hash === '' || location.hash === '#/';

export function readEntryState(): HistoryEntryState | null {
  const historyState: unknown = history.state;
  return typeof historyState === 'object' && historyState !== null && 'layers' in historyState
    ? (historyState as HistoryEntryState)
    : null;
}

export function replaceEntryState(state: HistoryEntryState, hash?: string): HistoryEntryState {
  history.replaceState(state, '', hash);
  return state;
}

export function pushEntryState(state: HistoryEntryState, hash?: string): HistoryEntryState {
  history.pushState(state, '', hash);
  return state;
}

export const getStepsToStartOfNextEntry = ({ stepsToStart }: HistoryEntryState): number | null =>
  stepsToStart === null ? null : stepsToStart + 1;

/** Initializes the history entry that is current when the page loads. After a reload, no layer is open. */
export function initializeFirstEntry(): HistoryEntryState {
  const stepsToStart = isStartAddress() ? 0 : (readEntryState()?.stepsToStart ?? null);
  return replaceEntryState({ layers: 0, stepsToStart });
}
