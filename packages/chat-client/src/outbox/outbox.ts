import type { Message, SendMessageBody } from '@kcs/contracts';

/** A message to send. `failed` means that the server refused it. It stays until the user decides. */
export interface OutboxItem {
  /** The server stores a message with this id once, however often it is sent (MSG-2). */
  readonly clientMsgId: string;
  readonly roomId: string;
  readonly body: Omit<SendMessageBody, 'client_msg_id'>;
  /** The message being replied to. Shown until the server's version arrives. */
  readonly replyTo: Message['reply_to'];
  readonly createdAt: string;
  readonly state: 'waiting' | 'failed';
  readonly problem: string | null;
}

/** Published to every client of the same outbox, including the one that made the change. */
export type OutboxChange =
  | { readonly type: 'changed' }
  /** The server has stored the message. The item has been removed or is about to be. */
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
 * Durability: once a write has resolved, a file or IndexedDB outbox keeps it through a crash or a reload. A memory outbox
 * keeps it as long as the process lives.
 *
 * Concurrency: any number of clients (tabs) may use one outbox at the same time. Items are listed in the order of the
 * `add` calls of all clients.
 */
export interface Outbox {
  list(): Promise<readonly OutboxItem[]>;
  /** Appends an item. An item with the same `clientMsgId` moves to the end. */
  add(item: OutboxItem): Promise<void>;
  /** Changes the state and problem of an item in place. Ignores an item that is gone. */
  mark(clientMsgId: string, change: Pick<OutboxItem, 'state' | 'problem'>): Promise<void>;
  /** Ignores an item that is gone. */
  remove(clientMsgId: string): Promise<void>;
  clear(): Promise<void>;
  /**
   * Runs the task as soon as no other client of this outbox runs its own. Stops waiting when `signal` fires. If two
   * tasks run at once, because the platform has no locks, both send the same messages, and the server stores each
   * message once and in order.
   */
  lead(task: () => Promise<void>, signal: AbortSignal): Promise<void>;
  publish(change: OutboxChange): void;
  /** Returns a function that unsubscribes. */
  subscribe(listener: (change: OutboxChange) => void): () => void;
  close(): Promise<void>;
}
