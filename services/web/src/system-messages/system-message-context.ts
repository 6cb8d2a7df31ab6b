import { useSyncExternalStore } from 'react';
import { requiredContext } from '../chat/required-context.ts';
import type { SystemMessage, SystemMessageLog } from './system-message-log.ts';

const [SystemMessageContext, useSystemMessageLog] = requiredContext<SystemMessageLog>('SystemMessageContext');

/** The log of system messages. The chat page provides it to every component below. */
export { SystemMessageContext };

/** Returns the system messages of a room, in ascending order of `seq`. */
export function useSystemMessages(roomId: string): readonly SystemMessage[] {
  const log = useSystemMessageLog();
  return useSyncExternalStore(log.subscribe, () => log.of(roomId));
}
