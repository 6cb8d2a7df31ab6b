import type { Message, SendMessageBody } from '@kcs/contracts';

/** A message that is to be sent. `failed`: refused by the server, and kept until the user decides. */
export interface OutboxItem {
  /** The server stores what carries it once, however often it is sent. */
  readonly clientMsgId: string;
  readonly roomId: string;
  readonly body: Omit<SendMessageBody, 'client_msg_id'>;
  /** The message answered, as it is shown until the server's own comes. */
  readonly replyTo: Message['reply_to'];
  readonly createdAt: string;
  readonly state: 'waiting' | 'failed';
  readonly problem: string | null;
}

/** Told to every user of the same outbox, the one who made the change included. */
export type OutboxChange =
  | { readonly type: 'changed' }
  /** The server has stored it; the item is gone or about to go. */
  | {
      readonly type: 'stored';
      readonly roomId: string;
      readonly clientMsgId: string;
      /** The message's number in its room. */
      readonly seq: number;
    };

/**
 * One user's messages on their way out, in order.
 *
 * When a write resolves, it is kept as durably as the outbox promises (memory: this process; file and IndexedDB: a
 * crash or a reload right afterwards). Items are listed in the order in which `add` was called, over all users of the outbox. Any
 * number of clients (tabs) may use one at the same time.
 */
export interface Outbox {
  list(): Promise<readonly OutboxItem[]>;
  /** Puts an item at the end; one with the same `clientMsgId` moves there. */
  add(item: OutboxItem): Promise<void>;
  /** Changes state and problem where it stands. Nothing happens when it is gone. */
  mark(clientMsgId: string, change: Pick<OutboxItem, 'state' | 'problem'>): Promise<void>;
  /** Nothing happens when it is gone. */
  remove(clientMsgId: string): Promise<void>;
  clear(): Promise<void>;
  /**
   * Runs the task once no other client of this outbox runs its own, until `signal` fires. Two that run at once (where
   * the platform has no locks) send the same twice, which the server stores once and in order all the same.
   */
  lead(task: () => Promise<void>, signal: AbortSignal): Promise<void>;
  tell(change: OutboxChange): void;
  /** Answers how to stop listening. */
  subscribe(listener: (change: OutboxChange) => void): () => void;
  close(): Promise<void>;
}
