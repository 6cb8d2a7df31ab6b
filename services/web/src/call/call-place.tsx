import { useSyncExternalStore } from 'react';
import { useCallController } from './call-controller.ts';

/** Shows the call of the user, if there is one. `openRoomId` is the id of the room that the page shows. */
export function CallPlace({ openRoomId }: { readonly openRoomId: string | null }) {
  const controller = useCallController();
  const opened = useSyncExternalStore(controller.subscribe, controller.getOpened);
  if (opened === null) return null;
  const { calls, View } = opened;
  return <View calls={calls} openRoomId={openRoomId} />;
}
