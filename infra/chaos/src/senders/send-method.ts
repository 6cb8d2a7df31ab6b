import type { ChatRoom } from '../school/school.ts';

/** The result of one attempt to send. */
export type SendOutcome =
  | {
      readonly kind: 'acknowledged';
      readonly stored: { readonly id: string; readonly seq: number } | null;
      /** Set if the method chooses the id itself. */
      readonly clientMsgId?: string;
    }
  /** No response, or a temporary failure. The sender tries again. */
  | { readonly kind: 'retry' }
  | { readonly kind: 'refused'; readonly reason: string };

/** A way to send messages. Picks a sender for the room; the returned function makes one attempt as that sender. */
export type SendMethod = (room: ChatRoom, draw: number) => (clientMsgId: string) => Promise<SendOutcome>;

export const RETRY: SendOutcome = { kind: 'retry' };

/** How long a sender waits for a response before it tries again. */
export const SEND_TIMEOUT_MS = 5_000;
