import type { CallsState } from '@kcs/chat-client/calls';
import type { Meeting } from '@kcs/contracts';
import { useSyncExternalStore } from 'react';
import { useCallController } from './call-controller.ts';

/**
 * Returns the part of the calls state that `select` picks, and re-renders the component when that part changes. The
 * state is null until the code of calls is loaded. `select` must not create a new object on each call.
 */
export function useCallsState<T>(select: (state: CallsState | null) => T): T {
  const controller = useCallController();
  return useSyncExternalStore(controller.subscribe, () => select(controller.getState()));
}

/** Returns the running meeting of a room; undefined if there is none, or if the page does not know of it yet. */
export const useRunningMeeting = (roomId: string): Meeting | undefined =>
  useCallsState((state) => state?.running[roomId]);

/** Returns whether the user is in the call of a room. */
export const useIsInCall = (roomId: string): boolean =>
  useCallsState((state) => state !== null && state.roomId === roomId && isInCall(state));

/** Returns whether the user is in a call, even if the connection is lost at the moment. */
export const isInCall = ({ phase }: CallsState): boolean => phase === 'in-call' || phase === 'reconnecting';

/** Returns whether the page shows the call in place of the messages of the given room. */
export function useIsCallShown(openRoomId: string | null): boolean {
  const controller = useCallController();
  const isInThisCall = useCallsState(
    (state) => state !== null && state.roomId === openRoomId && isInCall(state) && !controller.isMinimized(),
  );
  return isInThisCall && openRoomId !== null;
}
