import { setTimeout } from 'node:timers/promises';

/** Resolves after `ms`; rejects with the signal's `AbortError` when that comes first. */
export const sleep = async (ms: number, signal?: AbortSignal): Promise<void> => {
  await setTimeout(ms, undefined, signal === undefined ? {} : { signal });
};
