import { ApiError, type ChatClient, type Session } from '@kcs/chat-client';
import type { CallCode } from './call-controller.ts';

/** Returns functions that load the code of calls for a session and its chat client. */
export const createCallCodeLoader = (session: Session, chat: ChatClient): CallCode => ({
  loadCalls: async () => {
    const { createCalls } = await import('@kcs/chat-client/calls').catch(throwLoadError);
    return createCalls({ chat, session });
  },
  loadView: async () => {
    const { CallView } = await import('./call-view.tsx').catch(throwLoadError);
    return CallView;
  },
});

function throwLoadError(): never {
  throw new ApiError(
    'UNREACHABLE',
    'Calls could not be loaded. Check your connection, then reload the page.',
  );
}
