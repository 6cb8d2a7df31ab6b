/** The events that a run added to one room's log, as `GET …/events` returns them. */
export interface RoomLog {
  readonly roomId: string;
  readonly after: number;
  readonly head: number;
  readonly events: readonly LogEntry[];
}

export interface LogEntry {
  readonly seq: number;
  /** The id of the message; null for events other than `message-created`. */
  readonly messageId: string | null;
  readonly clientMsgId: string | null;
}

/** A message whose sender received an acknowledgment. */
export interface AcknowledgedMessage {
  readonly roomId: string;
  readonly clientMsgId: string;
  /**
   * The id and seq from the acknowledgment; null for messages of the client library, which acknowledges a message
   * before the server assigns an id and seq.
   */
  readonly stored: { readonly id: string; readonly seq: number } | null;
  /** The name of the fault that was the most recent one when the acknowledgment arrived. */
  readonly during: string;
}

/**
 * Returns a description of every gap and repeat in the room's log. The seqs must run from `after` + 1 to `head`
 * (LOG-1).
 */
export function findSequenceErrors({ roomId, after, head, events }: RoomLog): string[] {
  const problems: string[] = [];
  let expected = after + 1;
  for (const { seq } of events) {
    if (seq !== expected) problems.push(`${roomId}: expected seq ${expected}, found ${seq}`);
    expected = seq + 1;
  }
  if (expected !== head + 1)
    problems.push(`${roomId}: the log ends at ${expected - 1}, but the head is ${head}`);
  return problems;
}

/**
 * Returns a description of every message that is stored more than once, judged by message id and by `client_msg_id`.
 */
export function findDuplicates(logs: readonly RoomLog[]): string[] {
  const seen = new Set<string>();
  const repeated: string[] = [];
  for (const { roomId, events } of logs) {
    for (const { messageId, clientMsgId, seq } of events) {
      for (const key of [messageId, clientMsgId && `${roomId} ${clientMsgId}`]) {
        if (key === null || key === '') continue;
        if (seen.has(key)) repeated.push(`${key} repeated at seq ${seq}`);
        seen.add(key);
      }
    }
  }
  return repeated;
}

/**
 * Returns the acknowledged messages that are missing from the logs, or that are stored under another id or seq than the
 * acknowledgment contained.
 */
export function findLostMessages(
  acknowledged: readonly AcknowledgedMessage[],
  logs: readonly RoomLog[],
): AcknowledgedMessage[] {
  const found = new Map<string, { id: string | null; seq: number }>();
  for (const { roomId, events } of logs) {
    for (const { clientMsgId, messageId, seq } of events) {
      if (clientMsgId !== null) found.set(`${roomId} ${clientMsgId}`, { id: messageId, seq });
    }
  }
  return acknowledged.filter(({ roomId, clientMsgId, stored }) => {
    const entry = found.get(`${roomId} ${clientMsgId}`);
    if (entry === undefined) return true;
    return stored !== null && (entry.id !== stored.id || entry.seq !== stored.seq);
  });
}
