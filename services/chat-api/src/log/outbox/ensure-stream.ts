import { ROOM_STREAM } from '@kcs/contracts';
import { JetStreamApiError, jetstreamManager, type StreamConfig, type StreamInfo } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';

const NANOS_PER_MS = 1_000_000;
const REQUEST_TIMEOUT_MS = 3_000;
const STREAM_NOT_FOUND = 10059;
/** Another replica has just created the stream, with other settings. */
const STREAM_IN_USE = 10058;

/**
 * Creates the stream of room events if it is missing. Returns its creation time, which changes when the stream is wiped
 * or replaced.
 */
export async function ensureStream(nc: NatsConnection, replicas = 1): Promise<string> {
  const jsm = await jetstreamManager(nc, { timeout: REQUEST_TIMEOUT_MS, checkAPI: false });
  const info = (): Promise<StreamInfo> => jsm.streams.info(ROOM_STREAM.name);
  try {
    return (await info()).created;
  } catch (error) {
    if (!isApiError(error, STREAM_NOT_FOUND)) throw error;
  }
  const config: Partial<StreamConfig> & { name: string } = {
    name: ROOM_STREAM.name,
    subjects: ROOM_STREAM.subjects,
    max_age: ROOM_STREAM.maxAgeMs * NANOS_PER_MS,
    duplicate_window: ROOM_STREAM.duplicateWindowMs * NANOS_PER_MS,
    num_replicas: replicas,
  };
  try {
    return (await jsm.streams.add(config)).created;
  } catch (error) {
    if (!isApiError(error, STREAM_IN_USE)) throw error;
    return (await info()).created;
  }
}

const isApiError = (error: unknown, code: number): boolean =>
  error instanceof JetStreamApiError && error.code === code;
