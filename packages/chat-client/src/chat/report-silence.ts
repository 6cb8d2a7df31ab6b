import { asApiError } from '../api/api-error.ts';
import type { ChatApi } from '../api/chat-api.ts';

type Call = (...args: unknown[]) => Promise<unknown>;

/** Returns the REST methods. They call `onSilence` when no answer arrives, and still throw the error. */
export function reportSilence(api: ChatApi, onSilence: () => void): ChatApi {
  const reporting =
    (call: Call): Call =>
    async (...args) => {
      try {
        return await call(...args);
      } catch (thrown) {
        if (asApiError(thrown).code === 'UNREACHABLE') onSilence();
        throw thrown;
      }
    };
  const methods = Object.entries(api).map(([name, call]) => [name, reporting(call as Call)]);
  return Object.fromEntries(methods) as ChatApi;
}
