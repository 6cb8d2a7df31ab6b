import type { Calls, CallsState } from '@kcs/chat-client/calls';
import type { ComponentType } from 'react';
import { createRequiredContext } from '../chat/required-context.ts';

/** The part of the page that shows a call. The page loads its code when the user opens the first call. */
export type CallView = ComponentType<{ readonly calls: Calls; readonly openRoomId: string | null }>;

/** The code that only calls need. It is not part of the first load of the page. */
export interface CallCode {
  readonly loadCalls: () => Promise<Calls>;
  readonly loadView: () => Promise<CallView>;
}

/**
 * Connects the page with the user's calls, whose code is loaded later than the page. Before that, the page knows of no
 * call.
 */
export interface CallController {
  /** Returns the state of the user's calls; null until their code is loaded. */
  getState(): CallsState | null;
  /** Returns the calls and the view that shows them; null until the user opens the first call. */
  getOpened(): OpenedCalls | null;
  /** Calls the listener after every change of the other methods' results. Returns a function that unsubscribes. */
  subscribe(listener: () => void): () => void;
  /** Loads the code of calls. Throws an error if it cannot be loaded. */
  load(): Promise<Calls>;
  /** Shows the preview of a call in a room. Throws an error if the code cannot be loaded. */
  openPreview(roomId: string): Promise<void>;
  /** Whether the user has hidden the call behind the messages of its room. */
  isMinimized(): boolean;
  setMinimized(isMinimized: boolean): void;
  /** Leaves the call, and stops all work for calls. */
  stop(): void;
}

export interface OpenedCalls {
  readonly calls: Calls;
  readonly View: CallView;
}

/** Creates the controller of a chat client's calls. Loads no code yet. */
export function createCallController({ loadCalls, loadView }: CallCode): CallController {
  let loadedCalls: Calls | null = null;
  let loading: Promise<Calls> | null = null;
  let opened: OpenedCalls | null = null;
  let isMinimized = false;
  let isStopped = false;
  const listeners = new Set<() => void>();
  const notifyListeners = () => {
    for (const listener of listeners) listener();
  };

  async function loadOnce(): Promise<Calls> {
    const calls = await loadCalls();
    if (isStopped) calls.stop();
    else calls.subscribe(notifyListeners);
    loadedCalls = calls;
    notifyListeners();
    return calls;
  }
  function load(): Promise<Calls> {
    loading ??= loadOnce().catch((error: unknown) => {
      // Load again the next time. The network may have been down.
      loading = null;
      throw error;
    });
    return loading;
  }
  function setMinimized(next: boolean): void {
    isMinimized = next;
    notifyListeners();
  }
  return {
    getState: () => loadedCalls?.getState() ?? null,
    getOpened: () => opened,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    load,
    async openPreview(roomId) {
      const [calls, View] = await Promise.all([load(), loadView()]);
      opened ??= { calls, View };
      setMinimized(false);
      void calls.openPreview(roomId);
    },
    isMinimized: () => isMinimized,
    setMinimized,
    stop() {
      isStopped = true;
      loadedCalls?.stop();
    },
  };
}

/** The context of the call controller, and the hook that returns the controller. `ChatPage` provides the context. */
export const [CallContext, useCallController] = createRequiredContext<CallController>('CallContext');
