import type { ChatRoom } from '../stage/stage.ts';

/** How one attempt went. */
export type Outcome =
  | {
      readonly kind: 'acknowledged';
      readonly stored: { readonly id: string; readonly seq: number } | null;
      /** Where the way chooses it itself. */
      readonly clientMsgId?: string;
    }
  /** No answer, or one that says to try again. */
  | { readonly kind: 'again' }
  | { readonly kind: 'refused'; readonly why: string };

/** A way to send: draws a sender for the room, who then keeps to the message until it is acknowledged. */
export type Way = (room: ChatRoom, draw: number) => (clientMsgId: string) => Promise<Outcome>;

export const AGAIN: Outcome = { kind: 'again' };
