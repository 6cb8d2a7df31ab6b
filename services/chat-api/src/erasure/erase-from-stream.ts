import { buildRoomSubject, ROOM_STREAM } from '@kcs/contracts';
import {
  JetStreamApiError,
  type JetStreamManager,
  jetstreamManager,
  type MsgRequest,
} from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/nats-core';
import type { EventOfUser } from './erase-events.ts';

const JETSTREAM_REQUEST_TIMEOUT_MS = 3_000;
const NO_MESSAGE_FOUND_CODE = 10037;
const MESSAGE_NOT_IN_STREAM_CODE = 10057;

/**
 * Deletes the given events from the stream and overwrites their data on disk. Gateways that had not received an event
 * yet read the erased version from the log, because they notice the gap. Other consumers never receive the event.
 */
export async function eraseFromStream(
  nc: NatsConnection,
  events: readonly EventOfUser[],
  signal: AbortSignal,
): Promise<void> {
  const streamManager = await jetstreamManager(nc, {
    timeout: JETSTREAM_REQUEST_TIMEOUT_MS,
    checkAPI: false,
  });
  const seqsBySubject = new Map<string, Set<number>>();
  for (const { roomId, seq, kind } of events) {
    const subject = buildRoomSubject(roomId, kind);
    seqsBySubject.set(subject, (seqsBySubject.get(subject) ?? new Set()).add(seq));
  }
  for (const [subject, seqs] of seqsBySubject) await eraseSubject(streamManager, { subject, seqs, signal });
}

async function eraseSubject(
  streamManager: JetStreamManager,
  { subject, seqs, signal }: { subject: string; seqs: ReadonlySet<number>; signal: AbortSignal },
): Promise<void> {
  for (let streamSeq = 1; ; ) {
    signal.throwIfAborted();
    // The server supports `next_by_subj` for every stream, but the library declares it only for direct requests.
    const nextMessageRequest = { seq: streamSeq, next_by_subj: subject } as MsgRequest;
    const message = await streamManager.streams
      .getMessage(ROOM_STREAM.name, nextMessageRequest)
      .catch(returnNullIf(NO_MESSAGE_FOUND_CODE));
    if (!message) return;
    if (seqs.has(message.json<{ seq: number }>().seq)) {
      await streamManager.streams
        .deleteMessage(ROOM_STREAM.name, message.seq, true)
        .catch(returnNullIf(MESSAGE_NOT_IN_STREAM_CODE));
    }
    streamSeq = message.seq + 1;
  }
}

const returnNullIf = (code: number) => (error: unknown) => {
  if (error instanceof JetStreamApiError && error.code === code) return null;
  throw error;
};
