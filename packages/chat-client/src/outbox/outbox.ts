import type { Message, SendMessageBody } from '@kcs/contracts';

/** A message to send. `failed`: the server refused it, and it stays until the user decides. */
export interface OutboxItem {
  /** The server stores a message with this id once, however often it is sent (MSG-2). */
  readonly clientMsgId: string;
  readonly roomId: string;
  readonly body: Omit<SendMessageBody, 'client_msg_id'>;
  /** The message it replies to, as shown until the server's version arrives. */
  readonly replyTo: Message['reply_to'];
  readonly createdAt: string;
  readonly state: 'waiting' | 'failed';
  readonly problem: string | null;
}

/** Published to every client of the same outbox, including the one that made the change. */
export type OutboxChange =
  | { readonly type: 'changed' }
  /** The server has stored the message. The item is removed, or about to be. */
  | {
      readonly type: 'stored';
      readonly roomId: string;
      readonly clientMsgId: string;
      /** The message's `seq` in its room. */
      readonly seq: number;
    };

/**
 * One user's outgoing messages, in order.
 *
 * Durability: when a write resolves, it survives what the outbox promises (memory: nothing but this process; file and
 * IndexedDB: a crash or reload immediately afterwards).
 *
 * Concurrency: any number of clients (tabs) may use one outbox at the same time. Items are listed in the order of the
 * `add` calls over all of them.
 */
export interface Outbox {
  list(): Promise<readonly OutboxItem[]>;
  /** Appends an item. An item with the same `clientMsgId` moves to the end. */
  add(item: OutboxItem): Promise<void>;
  /** Changes state and problem of an item in place. An item that is gone is ignored. */
  mark(clientMsgId: string, change: Pick<OutboxItem, 'state' | 'problem'>): Promise<void>;
  /** An item that is gone is ignored. */
  remove(clientMsgId: string): Promise<void>;
  clear(): Promise<void>;
  /**
   * Runs the task as soon as no other client of this outbox runs its own. Gives up waiting when `signal` fires. If two
   * run at once, because the platform has no locks, both send the same messages, and the server stores each once and in
   * order.
   */
  lead(task: () => Promise<void>, signal: AbortSignal): Promise<void>;
  publish(change: OutboxChange): void;
  /** Returns a function that unsubscribes. */
  subscribe(listener: (change: OutboxChange) => void): () => void;
  close(): Promise<void>;
}
