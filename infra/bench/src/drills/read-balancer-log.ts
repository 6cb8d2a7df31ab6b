import { readFile } from 'node:fs/promises';

/** A request that nginx has answered. */
export interface BalancedRequest {
  readonly status: number;
  readonly method: string;
  readonly transport: string;
  readonly sid: string;
  /** The status of each attempt, such as `503, 200`. */
  readonly upstreams: string;
}

/** Returns the requests in the access log of nginx, of which the last one may be incomplete. */
export async function readBalancerLog(path: string): Promise<BalancedRequest[]> {
  const lines = (await readFile(path, 'utf8')).split('\n');
  return lines.slice(0, -1).map((line) => JSON.parse(line) as BalancedRequest);
}
