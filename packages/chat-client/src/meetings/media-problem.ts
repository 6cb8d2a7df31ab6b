import type { MediaProblem } from './calls-state.ts';
import type { MediaPlatform } from './media-platform.ts';

const PROBLEMS_BY_ERROR_NAME: Readonly<Record<string, MediaProblem>> = {
  NotAllowedError: 'denied',
  SecurityError: 'denied',
  NotFoundError: 'missing',
  OverconstrainedError: 'missing',
  NotReadableError: 'in-use',
  AbortError: 'in-use',
  NotSupportedError: 'unsupported',
  TypeError: 'unsupported',
};

/** Returns why the browser could not open a device, from the error of `getUserMedia` or `getDisplayMedia`. */
export function toMediaProblem(error: unknown, { isSecure }: Pick<MediaPlatform, 'isSecure'>): MediaProblem {
  if (!isSecure) return 'insecure';
  const errorName = (error as { readonly name?: unknown } | null)?.name;
  return (typeof errorName === 'string' ? PROBLEMS_BY_ERROR_NAME[errorName] : undefined) ?? 'failed';
}
