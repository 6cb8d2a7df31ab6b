import { getRoomTitle } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { Hand, Pencil, UserPlus } from 'lucide-react';
import { RoomAvatar } from '../chat/room-avatar.tsx';
import { focusMessageField } from '../composer/focus-composer.ts';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { Button } from '../ui/button.tsx';
import { formatFullDateTime } from '../ui/times.ts';
import { useCreatorName } from './use-creator-name.ts';
import './room-beginning.css';

/** The actions that the start of a group's timeline offers. */
export interface RoomBeginningActions {
  readonly onAddPeople: () => void;
  readonly onRename: () => void;
}

interface RoomBeginningProps extends RoomBeginningActions {
  readonly room: Room;
  readonly isEmpty: boolean;
}

/** Shows the start of a conversation: its name, who started it and when, and buttons for the next steps. */
export function RoomBeginning({ room, isEmpty, onAddPeople, onRename }: RoomBeginningProps) {
  const creatorName = useCreatorName(room.id);
  const title = getRoomTitle(room);
  const isGroup = room.room_type === 'group';
  const creationDateText = formatFullDateTime(room.created_at);
  return (
    <section className="beginning" aria-label="Start of the conversation">
      <RoomAvatar room={room} />
      <h2 dir="auto">{replaceDirectionOverrides(title)}</h2>
      <p>
        {creatorName ? (
          <span>
            <bdi>{replaceDirectionOverrides(creatorName)}</bdi>
            <span> started this conversation on {creationDateText}.</span>
          </span>
        ) : (
          <span>This conversation started on {creationDateText}.</span>
        )}
        <span> </span>
        {isEmpty ? <span>No messages yet. Say hello!</span> : null}
      </p>
      <div className="beginning-actions">
        {isGroup && room.my_role !== 'member' ? (
          <>
            <Button onClick={onAddPeople}>
              <UserPlus aria-hidden="true" />
              <span>Add people</span>
            </Button>
            <Button onClick={onRename}>
              <Pencil aria-hidden="true" />
              <span>Rename</span>
            </Button>
          </>
        ) : null}
        {isEmpty ? (
          <Button onClick={focusMessageField}>
            <Hand aria-hidden="true" />
            <span>Say hello</span>
          </Button>
        ) : null}
      </div>
    </section>
  );
}
