import type Type from 'typebox';
import type { ErrorCode, FieldProblem } from '../errors.ts';

/** A request over NATS: its subject, answered by a queue group, and the schemas of both directions. */
export interface BusRequest<Q extends Type.TSchema = Type.TSchema, A extends Type.TSchema = Type.TSchema> {
  readonly subject: string;
  readonly request: Q;
  readonly reply: A;
}

export const busRequest = <Q extends Type.TSchema, A extends Type.TSchema>(
  subject: string,
  request: Q,
  reply: A,
): BusRequest<Q, A> => ({ subject, request, reply });

/** How a request is answered: the data, or an error of the registry. */
export type BusReply<T> =
  | { ok: true; data: T }
  | {
      ok: false;
      error: { code: ErrorCode; message: string; details?: readonly FieldProblem[]; retryAfterMs?: number };
    };

export type RequestOf<R extends BusRequest> = Type.Static<R['request']>;
export type ReplyOf<R extends BusRequest> = Type.Static<R['reply']>;
