import { asApiError } from '../api/api-error.ts';
import type { ChatApi } from '../api/chat-api.ts';

type ApiMethod = (...args: unknown[]) => Promise<unknown>;

/**
 * Wraps the REST methods so that a method whose request gets no response calls `onSilence` before it throws the error.
 */
export function withSilenceReports(api: ChatApi, onSilence: () => void): ChatApi {
  const wrapMethod =
    (call: ApiMethod): ApiMethod =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (thrown) {
        if (asApiError(thrown).code === 'UNREACHABLE') onSilence();
        throw thrown;
      }
    };
  const wrappedMethodEntries = Object.entries(api).map(([name, call]) => [
    name,
    wrapMethod(call as ApiMethod),
  ]);
  return Object.fromEntries(wrappedMethodEntries) as ChatApi;
}
