/** How long a list waits after a keystroke before it searches. */
export const SEARCH_DELAY_MS = 200;
