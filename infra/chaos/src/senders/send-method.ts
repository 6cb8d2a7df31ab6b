import type { ChatRoom } from '../school/school.ts';

/** The result of one attempt to send. */
export type SendOutcome =
  | {
      readonly kind: 'acknowledged';
      readonly stored: { readonly id: string; readonly seq: number } | null;
      /** The `client_msg_id` that the send method chose instead of using the sender's id. */
      readonly clientMsgId?: string;
    }
  /** The attempt got no response or failed temporarily, so the sender tries again. */
  | { readonly kind: 'retry' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Picks a random sender in the room. Returns a function that makes one attempt to send a message as that sender. */
export type SendMethod = (room: ChatRoom, draw: number) => (clientMsgId: string) => Promise<SendOutcome>;

export const RETRY: SendOutcome = { kind: 'retry' };

/** The time that a sender waits for a response before it tries again. */
export const SEND_TIMEOUT_MS = 5_000;
