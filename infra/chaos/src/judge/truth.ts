/** One room as `GET /events` tells it, after the number at which the run began. */
export interface RoomTruth {
  readonly roomId: string;
  readonly after: number;
  readonly head: number;
  readonly events: readonly StoredEvent[];
}

export interface StoredEvent {
  readonly seq: number;
  /** Null for what is no new message. */
  readonly messageId: string | null;
  readonly clientMsgId: string | null;
}

/** What is wrong with the numbers of a room: they must go from `after` + 1 to `head`, each once. */
export function brokenNumbers({ roomId, after, head, events }: RoomTruth): string[] {
  const problems: string[] = [];
  let expected = after + 1;
  for (const { seq } of events) {
    if (seq !== expected) problems.push(`${roomId}: ${seq} stands where ${expected} should`);
    expected = seq + 1;
  }
  if (expected !== head + 1)
    problems.push(`${roomId}: the list ends at ${expected - 1}, the head is ${head}`);
  return problems;
}

/** Messages that are stored more than once: by their id, or by the key under which their sender repeated them. */
export function storedTwice(rooms: readonly RoomTruth[]): string[] {
  const seen = new Set<string>();
  const twice: string[] = [];
  for (const { roomId, events } of rooms) {
    for (const { messageId, clientMsgId, seq } of events) {
      for (const key of [messageId, clientMsgId && `${roomId} ${clientMsgId}`]) {
        if (key === null || key === '') continue;
        if (seen.has(key)) twice.push(`${key} again at ${seq}`);
        seen.add(key);
      }
    }
  }
  return twice;
}
