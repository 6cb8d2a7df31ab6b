import {
  ChatError,
  GATEWAY_SAMPLES,
  type GatewayMetricsReport,
  type GatewaySample,
  StoredGatewaySample,
} from '@kcs/contracts';
import { compileSchema, type RedisClient, withTimeout } from '@kcs/service-kit';

const READ_TIMEOUT_MS = 2_000;
/** Maximum number of gateways in a report. Those with the newest samples come first. */
const MAX_GATEWAYS = 100;
const MS_PER_MINUTE = 60_000;

const validateSample = compileSchema(StoredGatewaySample);

/**
 * Returns the samples that gateways have written to Redis within the last `minutes` (ADMIN-9). All times are those of
 * Redis. Throws `UNAVAILABLE` if Redis does not answer.
 */
export async function readGatewaySamples(
  { redis }: { readonly redis: RedisClient },
  minutes: number,
): Promise<GatewayMetricsReport> {
  const createUnavailableError = () =>
    new ChatError('UNAVAILABLE', 'The samples are in Redis, which does not answer. Try again in a moment.');
  const report = readReport(redis, minutes).catch(() => Promise.reject(createUnavailableError()));
  return withTimeout(report, READ_TIMEOUT_MS, createUnavailableError);
}

async function readReport(redis: RedisClient, minutes: number): Promise<GatewayMetricsReport> {
  const { REDIS_KEY, INTERVAL_MS } = GATEWAY_SAMPLES;
  // The transaction runs on one server, so on a Redis Cluster, the time is that of the server with the samples.
  const [[redisSeconds], gatewayIds] = (await redis
    .multi()
    .time()
    .zRange(REDIS_KEY, 0, MAX_GATEWAYS - 1, { REV: true })
    .exec()) as unknown as [time: [seconds: string], gatewayIds: string[]];
  const since = Number(redisSeconds) * 1_000 - minutes * MS_PER_MINUTE;
  const gateways = await Promise.all(
    gatewayIds.map(async (id) => ({
      id,
      samples: (await redis.lRange(`${REDIS_KEY}:${id}`, 0, -1)).flatMap((entry) => parseEntry(entry, since)),
    })),
  );
  return {
    interval_s: INTERVAL_MS / 1_000,
    gateways: gateways.filter(({ samples }) => samples.length > 0),
  };
}

/** Returns the sample in a list entry, or nothing if the sample is older than `since` or of an unknown format. */
function parseEntry(entry: string, since: number): GatewaySample[] {
  const separatorIndex = entry.indexOf(' ');
  const time = Number(entry.slice(0, separatorIndex));
  if (!(time >= since)) return [];
  try {
    return [
      { time: new Date(time).toISOString(), ...validateSample(JSON.parse(entry.slice(separatorIndex + 1))) },
    ];
  } catch {
    return [];
  }
}
