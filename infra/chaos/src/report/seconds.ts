/** For people: `1.2 s`, or that it never came. */
export const seconds = (ms: number | null): string => {
  if (ms === null) return '–';
  return Number.isFinite(ms) ? `${(ms / 1_000).toFixed(1)} s` : 'never';
};
