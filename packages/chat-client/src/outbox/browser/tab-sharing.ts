import { runInOneTab } from '../../session/run-in-one-tab.ts';
import type { Outbox, OutboxChange } from '../outbox.ts';

/** Lets the tabs of one origin share an outbox. Only one tab sends at a time, and all tabs receive every change. */
export interface TabSharing extends Pick<Outbox, 'lead' | 'publish' | 'subscribe'> {
  /**
   * Lets this tab send without waiting for other tabs. This is needed while the store fails, because the other tabs
   * then do not know this tab's items.
   */
  sendAlone(): void;
  /** Calls the listener when another tab has removed an item. */
  onRemoved(listener: (clientMsgId: string) => void): void;
  close(): void;
}

/**
 * Shares an outbox between tabs. If the browser has no broadcast channels, a tab does not receive changes from other
 * tabs.
 */
export function createTabSharing(name: string): TabSharing {
  const broadcastChannel = openBroadcastChannel(name);
  const changeListeners = new Set<(change: OutboxChange) => void>();
  const removalListeners = new Set<(clientMsgId: string) => void>();
  const passChangeToListeners = (change: OutboxChange) => {
    for (const listener of changeListeners) listener(change);
  };
  if (broadcastChannel) {
    broadcastChannel.onmessage = ({ data }) => {
      const change = data as OutboxChange;
      const { removedId } = change.type === 'changed' ? change : { removedId: undefined };
      if (removedId !== undefined) for (const listener of removalListeners) listener(removedId);
      passChangeToListeners(change);
    };
  }
  const sendAloneAbortController = new AbortController();
  let isSharingClosed = false;
  return {
    async lead(task, signal) {
      let taskPromise: Promise<void> | undefined;
      const startTask = () => {
        taskPromise ??= signal.aborted ? Promise.resolve() : task();
        return taskPromise;
      };
      const lockAbortController = new AbortController();
      const abortLockRequest = () => lockAbortController.abort();
      signal.addEventListener('abort', abortLockRequest);
      sendAloneAbortController.signal.addEventListener('abort', abortLockRequest);
      if (signal.aborted || sendAloneAbortController.signal.aborted) abortLockRequest();
      try {
        await runInOneTab(name, startTask, lockAbortController.signal);
      } catch (error) {
        if (!lockAbortController.signal.aborted) throw error;
        await (taskPromise ?? startTask());
      }
    },
    publish(change) {
      if (isSharingClosed) return;
      broadcastChannel?.postMessage(change);
      passChangeToListeners(change);
    },
    subscribe(listener) {
      changeListeners.add(listener);
      return () => changeListeners.delete(listener);
    },
    sendAlone: () => sendAloneAbortController.abort(),
    onRemoved: (listener) => removalListeners.add(listener),
    close() {
      isSharingClosed = true;
      broadcastChannel?.close();
    },
  };
}

/** Returns a broadcast channel between tabs; undefined if the browser does not support or allow such channels. */
function openBroadcastChannel(name: string): BroadcastChannel | undefined {
  try {
    return new BroadcastChannel(name);
  } catch {
    return undefined;
  }
}
