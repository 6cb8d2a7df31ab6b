/** `ms` moved at random by up to `spread` of itself either way, so that replicas do not act in step. */
export const jittered = (ms: number, spread = 0.2): number =>
  Math.max(0, Math.round(ms * (1 + spread * (2 * Math.random() - 1))));
