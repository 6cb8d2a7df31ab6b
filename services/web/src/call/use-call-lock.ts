import { useEffect, useState } from 'react';

/** The name of the browser lock that a page holds while it is in a call. The browser releases it with the page. */
const createLockName = (meetingId: string): string => `kcs.call.${meetingId}`;

/** Holds a shared lock while the page is in a call, so that other windows of this browser know. */
export function useCallLock(meetingId: string | null): void {
  useEffect(() => {
    if (meetingId === null || navigator.locks === undefined) return;
    let releaseLock = () => {};
    const untilEnd = new Promise<void>((resolve) => {
      releaseLock = resolve;
    });
    navigator.locks
      .request(createLockName(meetingId), { mode: 'shared' }, () => untilEnd)
      .catch(() => undefined);
    return () => releaseLock();
  }, [meetingId]);
}

/** Returns whether another window of this browser is in the call. False until the browser has answered. */
export function useIsInOtherWindow(meetingId: string | undefined): boolean {
  const [isInOtherWindow, setInOtherWindow] = useState(false);
  useEffect(() => {
    if (meetingId === undefined || navigator.locks === undefined) return;
    let isUnmounted = false;
    navigator.locks.query().then(
      ({ held = [] }) => {
        if (!isUnmounted) setInOtherWindow(held.some(({ name }) => name === createLockName(meetingId)));
      },
      () => undefined,
    );
    return () => {
      isUnmounted = true;
    };
  }, [meetingId]);
  return isInOtherWindow;
}
