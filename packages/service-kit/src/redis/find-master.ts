import { parseSentinelUrls, REDIS_HOST_PATTERN } from '../config/server-urls.ts';
import { askServer } from './ask-server.ts';
import type { RedisServer } from './redis-server.ts';

/**
 * Returns the URL of the Redis server that accepts writes. Asks all Sentinels, and takes the address that more than half
 * of them give within a second, because a Sentinel that was disconnected may still name a former master. Without such a
 * majority, returns `currentUrl`, or if it is undefined, the address that most answers give. Throws if no Sentinel
 * answers, or if none of them knows the master. Without Sentinels, returns the URL of the server unchanged.
 */
export async function findMasterUrl(
  { url, sentinels, ca }: RedisServer,
  currentUrl?: string,
): Promise<string> {
  if (sentinels === undefined) return url;
  const sentinelUrls = parseSentinelUrls(sentinels);
  const [masterName = ''] = REDIS_HOST_PATTERN.exec(url) ?? [];
  const answers = await Promise.allSettled(
    sentinelUrls.map((sentinelUrl) => askSentinel({ url: sentinelUrl, ca }, masterName)),
  );
  const masterUrls = answers
    .filter((answer) => answer.status === 'fulfilled')
    .map(({ value: address }) => url.replace(REDIS_HOST_PATTERN, address));
  const masterUrl = chooseMaster(masterUrls, sentinelUrls.length, currentUrl);
  if (masterUrl === undefined) throw new NoMasterError(answers);
  return masterUrl;
}

/**
 * Returns the URL that more than half of all Sentinels give. Without such a majority, returns `currentUrl`, or if it is
 * undefined, the most frequent URL. Returns undefined if no Sentinel has given one.
 */
export function chooseMaster(
  masterUrls: readonly string[],
  sentinelCount: number,
  currentUrl: string | undefined,
): string | undefined {
  const votes = new Map<string, number>();
  for (const masterUrl of masterUrls) votes.set(masterUrl, (votes.get(masterUrl) ?? 0) + 1);
  const [[favorite, voteCount] = [undefined, 0]] = [...votes].toSorted(([, a], [, b]) => b - a);
  if (favorite === undefined || voteCount > sentinelCount / 2) return favorite;
  return currentUrl ?? favorite;
}

/** Returns the address of the master, as `host:port`. Throws if the Sentinel does not know it or does not answer. */
async function askSentinel(sentinel: RedisServer, masterName: string): Promise<string> {
  const reply = await askServer(sentinel, ['SENTINEL', 'GET-MASTER-ADDR-BY-NAME', masterName]);
  if (!Array.isArray(reply)) throw new Error(`The Sentinel knows no master with the name ${masterName}`);
  const [host, port] = reply.map(String);
  return host?.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
}

/** Thrown if no Sentinel has named the master. The message contains the reason of the first Sentinel. */
class NoMasterError extends Error {
  constructor(answers: readonly PromiseSettledResult<string>[]) {
    const failure = answers.find((answer) => answer.status === 'rejected');
    const reason = failure?.reason;
    super(
      `No Sentinel names the Redis master: ${reason?.message || reason?.code || 'there are no Sentinels'}`,
      {
        cause: reason,
      },
    );
    this.name = 'NoMasterError';
  }
}
