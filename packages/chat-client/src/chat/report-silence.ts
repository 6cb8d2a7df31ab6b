import { asApiError } from '../api/api-error.ts';
import type { ChatApi } from '../api/chat-api.ts';

type Call = (...args: unknown[]) => Promise<unknown>;

/** Wraps the REST methods. If a request gets no response, the method calls `onSilence` and then throws the error. */
export function reportSilence(api: ChatApi, onSilence: () => void): ChatApi {
  const wrapCall =
    (call: Call): Call =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (thrown) {
        if (asApiError(thrown).code === 'UNREACHABLE') onSilence();
        throw thrown;
      }
    };
  const methods = Object.entries(api).map(([name, call]) => [name, wrapCall(call as Call)]);
  return Object.fromEntries(methods) as ChatApi;
}
