import type Type from 'typebox';
import type { FieldProblem } from '../chat-error.ts';
import type { ErrorCode } from '../errors.ts';

/**
 * Describes a request over NATS: its subject, and the schemas of its payload and its reply. One member of the service's
 * queue group replies.
 */
export interface BusRequest<Q extends Type.TSchema = Type.TSchema, A extends Type.TSchema = Type.TSchema> {
  readonly subject: string;
  readonly request: Q;
  readonly reply: A;
}

export function defineBusRequest<Q extends Type.TSchema, A extends Type.TSchema>(
  subject: string,
  request: Q,
  reply: A,
): BusRequest<Q, A> {
  return { subject, request, reply };
}

/**
 * The reply to a bus request: either data or an error. During a deploy, a newer replica may send an error code that
 * this version does not know. `toKnownErrorCode` replaces such a code with a known one.
 */
export type BusReply<T> =
  | { ok: true; data: T }
  | {
      ok: false;
      error: {
        code: ErrorCode;
        status?: number;
        message: string;
        details?: readonly FieldProblem[];
        retryAfterMs?: number;
      };
    };

export type RequestOf<R extends BusRequest> = Type.Static<R['request']>;
export type ReplyOf<R extends BusRequest> = Type.Static<R['reply']>;
