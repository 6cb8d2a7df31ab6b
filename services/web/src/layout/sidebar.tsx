import { Search, SquarePen, X } from 'lucide-react';
import { type KeyboardEvent, useState } from 'react';
import { SelfBar } from '../account/account-bar.tsx';
import { PeopleResults } from '../people/people-results.tsx';
import { RoomList } from '../room-list/room-list.tsx';
import { IconButton } from '../ui/icon-button.tsx';

interface Props {
  readonly openRoomId: string | null;
  readonly onNewRoom: () => void;
  readonly onLogOut: () => void;
}

export function Sidebar({ openRoomId, onNewRoom, onLogOut }: Props) {
  const [search, setSearch] = useState('');
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || search === '') return;
    event.preventDefault();
    setSearch('');
  };
  return (
    <nav className="sidebar" aria-label="Conversations">
      <header className="sidebar-head">
        <h1>Chats</h1>
        <IconButton icon={SquarePen} label="New conversation" onClick={onNewRoom} />
      </header>
      <div className="search">
        <Search aria-hidden="true" />
        <input
          type="search"
          aria-label="Search conversations and people"
          placeholder="Search conversations and people"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={onKeyDown}
        />
        {search ? <IconButton icon={X} label="Clear the search" onClick={() => setSearch('')} /> : null}
      </div>
      <div className="sidebar-scroll">
        <RoomList openRoomId={openRoomId} search={search} onNewRoom={onNewRoom} />
        {search.trim() ? <PeopleResults search={search} onDone={() => setSearch('')} /> : null}
      </div>
      <SelfBar onLogOut={onLogOut} />
    </nav>
  );
}
