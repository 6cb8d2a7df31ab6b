const RESPONSE_TIMEOUT_MS = 5_000;

/** Returns the sum of a metric over all of its labels. `opsUrl` is the address of a service's operations port. */
export async function readMetricSum(opsUrl: string, name: string): Promise<number> {
  const response = await fetch(`${opsUrl}/metrics`, { signal: AbortSignal.timeout(RESPONSE_TIMEOUT_MS) });
  const lines = (await response.text()).split('\n');
  const values = lines
    .filter((line) => line.startsWith(`${name} `) || line.startsWith(`${name}{`))
    .map((line) => Number(line.slice(line.lastIndexOf(' '))));
  if (values.length === 0) throw new Error(`${opsUrl} has no metric ${name}`);
  return values.reduce((sum, value) => sum + value, 0);
}
