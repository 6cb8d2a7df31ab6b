import type { ErrorCode } from '@kcs/contracts';

/** `UNREACHABLE`: no answer came at all, or none that this client understands. */
export type ProblemCode = ErrorCode | 'UNREACHABLE';

const LATER: ReadonlySet<string> = new Set(['UNREACHABLE', 'RATE_LIMITED', 'UNAVAILABLE', 'INTERNAL']);

/** A request that failed, by REST or by socket. The message is fit to be shown. */
export class ApiError extends Error {
  readonly code: ProblemCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ProblemCode, message: string, retryAfterMs?: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }

  /** Whether the very same request may succeed later. */
  get retryable(): boolean {
    return LATER.has(this.code);
  }
}

export const unreachable = (): ApiError =>
  new ApiError('UNREACHABLE', 'The server cannot be reached. Check your connection and try again.');

/** Whatever was thrown, as something that can be shown. */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : unreachable();
