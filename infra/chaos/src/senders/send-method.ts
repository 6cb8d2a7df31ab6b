import type { ChatRoom } from '../school/school.ts';

/** The result of one attempt to send a message. */
export type SendOutcome =
  | {
      readonly kind: 'acknowledged';
      readonly stored: { readonly id: string; readonly seq: number } | null;
      /**
       * The `client_msg_id` that was actually sent, if the send method chose its own instead of using the one it was
       * given.
       */
      readonly clientMsgId?: string;
    }
  /** The attempt got no response, or failed temporarily. The sender tries again. */
  | { readonly kind: 'retry' }
  | { readonly kind: 'refused'; readonly reason: string };

/** Picks a random sender in the room. Returns a function that tries once to send a message as that sender. */
export type SendMethod = (room: ChatRoom, draw: number) => (clientMsgId: string) => Promise<SendOutcome>;

export const RETRY_OUTCOME: SendOutcome = { kind: 'retry' };

/** How long a sender waits for a response before it tries again. */
export const SEND_TIMEOUT_MS = 5_000;
