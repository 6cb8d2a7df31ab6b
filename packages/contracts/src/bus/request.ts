import type Type from 'typebox';
import type { ErrorCode, FieldProblem } from '../errors.ts';

/** A request over NATS: its subject, and the schemas of the request and the reply. One member of a queue group replies. */
export interface BusRequest<Q extends Type.TSchema = Type.TSchema, A extends Type.TSchema = Type.TSchema> {
  readonly subject: string;
  readonly request: Q;
  readonly reply: A;
}

export function busRequest<Q extends Type.TSchema, A extends Type.TSchema>(
  subject: string,
  request: Q,
  reply: A,
): BusRequest<Q, A> {
  return { subject, request, reply };
}

/**
 * The reply to a request: the data, or an error with a code of `ERRORS`. A replica of a newer version may send a code
 * that this version does not know; `status` then says what kind of error it is (see `knownErrorCode`).
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
