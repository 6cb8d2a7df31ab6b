/** The events that a run has added to one room's log, as `GET …/events` returns them. */
export interface RoomLog {
  readonly roomId: string;
  readonly after: number;
  readonly head: number;
  readonly events: readonly LogEntry[];
}

export interface LogEntry {
  readonly seq: number;
  /** The id of the new message; null for events other than `message-created`. */
  readonly messageId: string | null;
  readonly clientMsgId: string | null;
  /** The change that the event recorded, as `describeChange` describes it; undefined for other events. */
  readonly change?: string;
  /** The ids of the users whom the event added to the room. `removed` contains those whom it removed. */
  readonly added?: readonly string[];
  readonly removed?: readonly string[];
}

/** A change to a room or message that the server has acknowledged with a successful response. */
export interface AcknowledgedChange {
  readonly roomId: string;
  readonly change: string;
  /** The name of the last fault that was injected before the response arrived. */
  readonly during: string;
}

/** A message that was acknowledged to its sender. */
export interface AcknowledgedMessage {
  readonly roomId: string;
  readonly clientMsgId: string;
  /**
   * The id and seq in the acknowledgment; null for messages sent with the client library, which acknowledges a message
   * before the server has given it an id and seq.
   */
  readonly stored: { readonly id: string; readonly seq: number } | null;
  /** The name of the last fault that was injected before the acknowledgment arrived. */
  readonly during: string;
}

/**
 * Returns a description of every gap and every repeat in the room's log. The seqs must run from `after` + 1 to `head`
 * (LOG-1).
 */
export function findSequenceErrors({ roomId, after, head, events }: RoomLog): string[] {
  const sequenceErrors: string[] = [];
  let expectedSeq = after + 1;
  for (const { seq } of events) {
    if (seq !== expectedSeq) sequenceErrors.push(`${roomId}: expected seq ${expectedSeq}, found ${seq}`);
    expectedSeq = seq + 1;
  }
  if (expectedSeq !== head + 1)
    sequenceErrors.push(`${roomId}: the log ends at ${expectedSeq - 1}, but the head is ${head}`);
  return sequenceErrors;
}

/**
 * Returns a description of every message that is stored more than once, that is, whose message id or `client_msg_id`
 * occurs more than once.
 */
export function findDuplicateMessages(logs: readonly RoomLog[]): string[] {
  const seenMessageKeys = new Set<string>();
  const repeatDescriptions: string[] = [];
  for (const { roomId, events } of logs) {
    for (const { messageId, clientMsgId, seq } of events) {
      for (const key of [messageId, clientMsgId && `${roomId} ${clientMsgId}`]) {
        if (key === null || key === '') continue;
        if (seenMessageKeys.has(key)) repeatDescriptions.push(`${key} repeated at seq ${seq}`);
        seenMessageKeys.add(key);
      }
    }
  }
  return repeatDescriptions;
}

/**
 * Returns the acknowledged messages that are missing from the logs, or that are stored with a different id or seq than
 * the acknowledged one.
 */
export function findLostMessages(
  acknowledged: readonly AcknowledgedMessage[],
  logs: readonly RoomLog[],
): AcknowledgedMessage[] {
  const storedMessagesByKey = new Map<string, { id: string | null; seq: number }>();
  for (const { roomId, events } of logs) {
    for (const { clientMsgId, messageId, seq } of events) {
      if (clientMsgId !== null) storedMessagesByKey.set(`${roomId} ${clientMsgId}`, { id: messageId, seq });
    }
  }
  return acknowledged.filter(({ roomId, clientMsgId, stored }) => {
    const storedMessage = storedMessagesByKey.get(`${roomId} ${clientMsgId}`);
    if (storedMessage === undefined) return true;
    return stored !== null && (storedMessage.id !== stored.id || storedMessage.seq !== stored.seq);
  });
}

/** Returns the acknowledged changes that are missing from their room's log. */
export function findLostChanges(
  acknowledged: readonly AcknowledgedChange[],
  logs: readonly RoomLog[],
): AcknowledgedChange[] {
  const loggedChanges = new Set(
    logs.flatMap(({ roomId, events }) => events.map(({ change }) => `${roomId} ${change}`)),
  );
  return acknowledged.filter(({ roomId, change }) => !loggedChanges.has(`${roomId} ${change}`));
}
