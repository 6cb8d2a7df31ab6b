import { ROOM_STREAM } from '@kcs/contracts';
import {
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type StreamInfo,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import { raiseStreamReplicas } from './raise-stream-replicas.ts';

const NANOS_PER_MS = 1_000_000;
const JETSTREAM_REQUEST_TIMEOUT_MS = 3_000;
const STREAM_NOT_FOUND_CODE = 10059;
/**
 * The JetStream error code for a stream that already exists with different settings. This error means that another
 * replica has just created the stream.
 */
const STREAM_SETTINGS_CONFLICT_CODE = 10058;

interface EnsureStreamOptions {
  /** The number of copies of the stream in a NATS cluster. */
  readonly replicas?: number;
  /** The subjects that the stream must have: one for each kind of event that this version publishes. */
  readonly subjects?: readonly string[];
  /**
   * Runs `work` while no other replica runs it. An update replaces all of a JetStream stream's subjects, so two
   * replicas that add subjects at the same time would undo each other's changes.
   */
  readonly exclusively?: <T>(work: () => Promise<T>) => Promise<T>;
}

export interface RoomStreamInfo {
  /**
   * The time at which the stream was created. A different time than before means that the stream was wiped or replaced.
   */
  readonly created: string;
  readonly subjects: readonly string[];
  /** Why the stream has fewer copies than wanted; undefined if it has enough. */
  readonly replicasProblem: string | undefined;
}

/**
 * Creates the stream for room events if it does not exist, adds any missing subjects to it, and raises its number of
 * copies to `replicas`. Never removes a subject, because another version may need it (LOG-7).
 */
export async function ensureRoomStream(
  nc: NatsConnection,
  { replicas = 1, subjects = ROOM_STREAM.subjects, exclusively = (work) => work() }: EnsureStreamOptions = {},
): Promise<RoomStreamInfo> {
  const streamManager = await jetstreamManager(nc, {
    timeout: JETSTREAM_REQUEST_TIMEOUT_MS,
    checkAPI: false,
  });
  const initialStreamInfo =
    (await findRoomStream(streamManager)) ?? (await createRoomStream(streamManager, subjects, replicas));
  const replicasProblem = await raiseStreamReplicas(streamManager, ROOM_STREAM.name, replicas);
  if (findMissingSubjects(initialStreamInfo, subjects).length === 0)
    return toRoomStreamInfo(initialStreamInfo, replicasProblem);
  return exclusively(async () => {
    const currentStreamInfo = await streamManager.streams.info(ROOM_STREAM.name);
    const missingSubjects = findMissingSubjects(currentStreamInfo, subjects);
    if (missingSubjects.length === 0) return toRoomStreamInfo(currentStreamInfo, replicasProblem);
    const allSubjects = [...currentStreamInfo.config.subjects, ...missingSubjects];
    const updatedStreamInfo = await streamManager.streams.update(ROOM_STREAM.name, { subjects: allSubjects });
    return toRoomStreamInfo(updatedStreamInfo, replicasProblem);
  });
}

async function findRoomStream(roomStreamManager: JetStreamManager): Promise<StreamInfo | undefined> {
  try {
    return await roomStreamManager.streams.info(ROOM_STREAM.name);
  } catch (error) {
    if (isJetStreamApiError(error, STREAM_NOT_FOUND_CODE)) return undefined;
    throw error;
  }
}

async function createRoomStream(
  roomStreamManager: JetStreamManager,
  subjects: readonly string[],
  replicas: number,
): Promise<StreamInfo> {
  try {
    return await roomStreamManager.streams.add({
      name: ROOM_STREAM.name,
      subjects: [...subjects],
      max_age: ROOM_STREAM.maxAgeMs * NANOS_PER_MS,
      duplicate_window: ROOM_STREAM.duplicateWindowMs * NANOS_PER_MS,
      num_replicas: replicas,
    });
  } catch (error) {
    if (!isJetStreamApiError(error, STREAM_SETTINGS_CONFLICT_CODE)) throw error;
    return roomStreamManager.streams.info(ROOM_STREAM.name);
  }
}

const findMissingSubjects = ({ config }: StreamInfo, subjects: readonly string[]): string[] =>
  subjects.filter((subject) => !config.subjects.includes(subject));

const toRoomStreamInfo = (
  { created, config }: StreamInfo,
  replicasProblem: string | undefined,
): RoomStreamInfo => ({ created, subjects: config.subjects, replicasProblem });

const isJetStreamApiError = (error: unknown, code: number): boolean =>
  error instanceof JetStreamApiError && error.code === code;
