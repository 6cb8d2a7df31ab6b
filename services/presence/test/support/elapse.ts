import { until } from './until.ts';

/** An outage of a given length: there is no event to wait for. */
export async function elapse(ms: number): Promise<void> {
  const begun = performance.now();
  await until(
    () => performance.now() - begun,
    (past) => past > ms,
  );
}
