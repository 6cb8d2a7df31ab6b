import { getRoomTitle } from '@kcs/chat-client';
import type { Room, User } from '@kcs/contracts';
import { type ReactNode, useEffect, useRef } from 'react';
import { Avatar } from '../ui/avatar.tsx';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { PersonName } from '../ui/person-name.tsx';
import { RoleTag } from '../ui/role-tag.tsx';
import { AutomaticLoader } from './automatic-loader.tsx';
import { MessageRowContent } from './message-row-content.tsx';
import type { PaletteOption } from './palette-option.ts';
import './palette-row.css';

interface PaletteRowProps {
  readonly id: string;
  readonly option: PaletteOption;
  /** Whether the Enter key chooses this row. */
  readonly isActive: boolean;
  readonly onChoose: (option: PaletteOption) => void;
}

/** Shows one row of the search palette. The focus stays in the search field, so the Tab key skips the row. */
export function PaletteRow({ id, option, isActive, onChoose }: PaletteRowProps) {
  const rowRef = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    if (isActive) rowRef.current?.scrollIntoView({ block: 'nearest' });
  }, [isActive]);
  return (
    <button
      ref={rowRef}
      type="button"
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      className="palette-row"
      onClick={() => onChoose(option)}
    >
      <PaletteRowContent option={option} />
    </button>
  );
}

function PaletteRowContent({ option }: Pick<PaletteRowProps, 'option'>): ReactNode {
  switch (option.kind) {
    case 'room':
      return <RoomRowContent room={option.room} detail={option.detail} />;
    case 'person':
      return <PersonRowContent user={option.user} detail={option.detail} />;
    case 'message':
      return <MessageRowContent hit={option.hit} />;
    case 'more':
      return option.isAutomatic ? <AutomaticLoader option={option} /> : <span>{option.label}</span>;
    default:
      return option satisfies never;
  }
}

function RoomRowContent({ room, detail }: { readonly room: Room; readonly detail: string }) {
  const title = getRoomTitle(room);
  return (
    <>
      <Avatar
        id={room.peer?.user_id ?? room.id}
        name={title}
        size="small"
        group={room.room_type === 'group'}
        userType={room.peer?.user_type}
      />
      <span className="palette-name" dir="auto">
        <span>{replaceDirectionOverrides(title)}</span>
        {detail ? <span className="muted small"> {detail}</span> : null}
      </span>
      {room.peer ? <RoleTag userType={room.peer.user_type} /> : null}
    </>
  );
}

function PersonRowContent({ user, detail }: { readonly user: User; readonly detail: string }) {
  return (
    <>
      <Avatar id={user.id} name={user.name} size="small" userType={user.user_type} />
      <span className="palette-name">
        <PersonName name={user.name} userType={user.user_type} />
        {detail ? <span className="muted small"> {detail}</span> : null}
      </span>
    </>
  );
}
