import { ERRORS, type ErrorCode, isErrorCode } from '@kcs/contracts';

/** `UNREACHABLE`: no answer came at all, or none that this client understands. */
export type ProblemCode = ErrorCode | 'UNREACHABLE';

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
    return this.code === 'UNREACHABLE' || ERRORS[this.code].retry === 'later';
  }
}

export const unreachable = (): ApiError =>
  new ApiError('UNREACHABLE', 'The server cannot be reached. Check your connection and try again.');

/** A failure as the server told it; a code that a newer server may know counts as `INTERNAL`. */
export const toldError = (told: {
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number;
}): ApiError =>
  new ApiError(isErrorCode(told.code) ? told.code : 'INTERNAL', told.message, told.retryAfterMs);

/** Whatever was thrown, as something that can be shown. */
export const asApiError = (thrown: unknown): ApiError =>
  thrown instanceof ApiError ? thrown : unreachable();
