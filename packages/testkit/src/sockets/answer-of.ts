import type { CLIENT_EVENTS, ClientEventName, ServerEventPayload, SocketFailure } from '@kcs/contracts';
import type { Untyped } from '../untyped.ts';

type AnsweringEventName<E extends ClientEventName> = (typeof CLIENT_EVENTS)[E]['answer'];

/**
 * The value that the callback of a client event receives: either the payload of the answering event or a failure. The
 * type combines the fields of the payload and of a failure, because a test reads only the fields it expects.
 */
export type ClientEventAnswer<E extends string> = E extends ClientEventName
  ? AnsweringEventName<E> extends infer A extends Exclude<AnsweringEventName<E>, null>
    ? ServerEventPayload<A> & Omit<SocketFailure, 'success'> & { success: boolean }
    : Untyped
  : Untyped;
