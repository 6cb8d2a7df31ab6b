import { addJitter } from '../waiting.ts';

const MAX_RECONNECT_DELAY_MS = 2_000;

/** Returns the pause before the next attempt to connect, in ms. It grows with the number of failed attempts. */
export const computeReconnectDelayMs = (retries: number): number =>
  addJitter(Math.min(MAX_RECONNECT_DELAY_MS / 1.5, 50 * 2 ** Math.min(retries, 10)), 0.5);
