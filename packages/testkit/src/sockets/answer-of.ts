import type { CLIENT_EVENTS, ClientEventName, ServerEventPayload, SocketFailure } from '@kcs/contracts';
import type { Json } from '../json.ts';

type Answering<E extends ClientEventName> = (typeof CLIENT_EVENTS)[E]['answer'];

/**
 * What a callback gets: the answering event's payload or a failure. Both at once, since a test looks at the fields of
 * the one that it expects.
 */
export type AnswerOf<E extends string> = E extends ClientEventName
  ? Answering<E> extends infer A extends Exclude<Answering<E>, null>
    ? ServerEventPayload<A> & Omit<SocketFailure, 'success'> & { success: boolean }
    : Json
  : Json;
