import { useSyncExternalStore } from 'react';
import { createRequiredContext } from '../chat/required-context.ts';
import type { SystemMessage, SystemMessageLog } from './system-message-log.ts';

const [SystemMessageContext, useSystemMessageLog] =
  createRequiredContext<SystemMessageLog>('SystemMessageContext');

/**
 * The context that holds the log of system messages, and the hook that returns the log. `ChatPage` provides the
 * context.
 */
export { SystemMessageContext };

/** Returns the system messages of a room, in ascending order of `seq`. */
export function useSystemMessages(roomId: string): readonly SystemMessage[] {
  const log = useSystemMessageLog();
  return useSyncExternalStore(log.subscribe, () => log.of(roomId));
}
