import { setImmediate } from 'node:timers/promises';
import type { ChatClient } from '@kcs/chat-client';
import type { Calls } from '@kcs/chat-client/calls';
import t from 'tap';
import { findRunningCalls } from '../../src/call/find-running-calls.ts';

/** Returns 12 rooms. The last one had the most recent activity. */
const createRoomEntryById = () =>
  Object.fromEntries(
    Array.from({ length: 12 }, (_, n) => {
      const created_at = `2026-01-${String(n + 1).padStart(2, '0')}T08:00:00.000Z`;
      return [
        `room-${n}`,
        { summary: { id: `room-${n}`, created_at, last_message: null, last_change: null } },
      ];
    }),
  );

t.test(
  'once the rooms are loaded, the page looks for calls in the ten most recently active rooms',
  async (t) => {
    const listeners = new Set<() => void>();
    const chatState = { caughtUp: false, rooms: createRoomEntryById() };
    const standInChat = {
      getState: () => chatState,
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    } as unknown as ChatClient;
    const notifyListeners = () => {
      for (const listener of listeners) listener();
    };
    const checkedRoomIds: string[] = [];
    const watchedRoomIds = new Set<string>();
    let loadCount = 0;
    const standInCalls = {
      watchRoom: (roomId: string) => {
        checkedRoomIds.push(roomId);
        watchedRoomIds.add(roomId);
        return () => watchedRoomIds.delete(roomId);
      },
    } as unknown as Calls;
    findRunningCalls(standInChat, {
      load: async () => {
        loadCount += 1;
        return standInCalls;
      },
    });
    notifyListeners();
    t.equal(loadCount, 0, 'the code of calls is loaded after the rooms');
    chatState.caughtUp = true;
    notifyListeners();
    notifyListeners();
    await setImmediate();
    t.equal(loadCount, 1);
    t.strictSame(
      checkedRoomIds,
      [11, 10, 9, 8, 7, 6, 5, 4, 3, 2].map((n) => `room-${n}`),
    );
    t.equal(watchedRoomIds.size, 0, 'a reconnect sends no further requests for these rooms');
  },
);
