import type { FieldProblem } from '../document/document.ts';
import type { PreparedDocument } from '../document/prepare-document.ts';

/** The result of one attempt to send a document. */
export type SendOutcome =
  | {
      readonly kind: 'accepted';
      readonly isRepeated: boolean;
      /** Known over HTTP only, because the bus confirms a document before chat-api has processed it. */
      readonly recipients?: number;
      readonly unknownTargets?: number;
    }
  /** Another attempt would be refused as well. */
  | {
      readonly kind: 'refused';
      readonly code: string;
      readonly message: string;
      readonly details?: readonly FieldProblem[];
    }
  /** Another attempt may succeed. It is not known whether the document was stored. */
  | {
      readonly kind: 'failed';
      readonly message: string;
      /** Set only if a quota was exceeded. The server refuses the document until this time has passed. */
      readonly quotaRetryAfterMs?: number;
    };

/** A way to send documents to KCS Chat. */
export interface Transport {
  /** Sends a document once. Never throws. Stops waiting when `signal` is aborted, and then reports a failure. */
  send(document: PreparedDocument, signal: AbortSignal): Promise<SendOutcome>;
  /** Closes the connection. */
  close(): Promise<void>;
}

/** Returns the message of an error and of its cause. For a failed connection, only the cause names the address. */
export function describeError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const { message, cause } = error;
  return cause instanceof Error && cause.message !== '' && !message.includes(cause.message)
    ? `${message}: ${cause.message}`
    : message;
}
