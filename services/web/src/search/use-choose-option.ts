import type { SearchHit } from '@kcs/contracts';
import { useChat } from '../chat/chat-context.ts';
import { goToRoomAddress } from '../chat/room-address.ts';
import { useStartDirectRoom } from '../people/use-start-direct-room.ts';
import { useShowMessage } from '../timeline/show-message.ts';
import type { PaletteOption } from './palette-option.ts';

/**
 * Returns a function that opens the chosen search result and then calls `onDone`. If the chosen row is a button for
 * more results, the function loads more results instead.
 */
export function useChooseOption(onDone: () => void): (option: PaletteOption) => void {
  const chat = useChat();
  const showMessage = useShowMessage();
  const startDirectRoom = useStartDirectRoom();

  async function openSearchHit({ room_id, seq, peer }: SearchHit): Promise<void> {
    // A hidden room is not in the room list. Starting the conversation again makes the room reappear.
    const isRoomHidden = peer !== null && !(room_id in chat.getState().rooms);
    if (isRoomHidden && !(await startDirectRoom({ id: peer.user_id }))) return;
    showMessage(room_id, { seq });
    onDone();
  }
  async function openDirectRoom(id: string): Promise<void> {
    if (await startDirectRoom({ id })) onDone();
  }
  return (option) => {
    switch (option.kind) {
      case 'room':
        goToRoomAddress(option.room.id);
        return onDone();
      case 'person':
        return void openDirectRoom(option.user.id);
      case 'message':
        return void openSearchHit(option.hit);
      case 'more':
        return option.load();
      default:
        return option satisfies never;
    }
  };
}
