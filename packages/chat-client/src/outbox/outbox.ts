import type { Message, SendMessageBody } from '@kcs/contracts';

/**
 * A message to send. The state `failed` means that the server refused the message. A failed message stays in the outbox
 * until the user sends it again or discards it.
 */
export interface OutboxItem {
  /** The server stores only one message with this id, even if the message is sent several times (MSG-2). */
  readonly clientMsgId: string;
  readonly roomId: string;
  readonly body: Omit<SendMessageBody, 'client_msg_id'>;
  /** A copy of the message that this one replies to, shown until the stored message arrives. */
  readonly replyTo: Message['reply_to'];
  readonly createdAt: string;
  /**
   * Whether an earlier text was queued under the same id. If the server has stored the earlier text, the client edits
   * the message instead of sending it.
   */
  readonly isRewritten?: true;
  readonly state: 'waiting' | 'failed';
  readonly problem: string | null;
}

/** A change that is reported to every client of the outbox, including the client that made it. */
export type OutboxChange =
  /** Some items have changed. `removedId` is the `clientMsgId` of a removed item; absent for other changes. */
  | { readonly type: 'changed'; readonly removedId?: string }
  /** The server has stored the message. The item has been removed from the outbox or is about to be. */
  | {
      readonly type: 'stored';
      readonly roomId: string;
      readonly clientMsgId: string;
      /** The `seq` of the stored message in its room. */
      readonly seq: number;
    };

/**
 * The messages that one user has queued for sending, in order.
 *
 * Durability: a write to a file or IndexedDB outbox survives a crash or a reload once its promise has resolved. A
 * memory outbox keeps its items until the process exits.
 *
 * Concurrency: any number of clients or tabs may use one outbox at the same time. Items are listed in the order of the
 * `add` calls of all clients.
 */
export interface Outbox {
  list(): Promise<readonly OutboxItem[]>;
  /** Appends an item. If the outbox already contains an item with this `clientMsgId`, moves that item to the end. */
  add(item: OutboxItem): Promise<void>;
  /** Changes an item without moving it. Does nothing if the item is no longer in the outbox. */
  mark(clientMsgId: string, change: Pick<OutboxItem, 'state' | 'problem'>): Promise<void>;
  /** Removes an item. Does nothing if the item is no longer in the outbox. */
  remove(clientMsgId: string): Promise<void>;
  clear(): Promise<void>;
  /**
   * Runs the task as soon as no other client of this outbox is running one. If `signal` fires first, the task does not
   * run. On platforms without locks, two tasks may run at the same time and send the same messages. Even then, the
   * server stores each message once and in order.
   */
  lead(task: () => Promise<void>, signal: AbortSignal): Promise<void>;
  publish(change: OutboxChange): void;
  /** Calls the listener for every change. Returns a function that unsubscribes. */
  subscribe(listener: (change: OutboxChange) => void): () => void;
  close(): Promise<void>;
}
