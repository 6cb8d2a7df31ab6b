import { SquarePen } from 'lucide-react';
import { useState } from 'react';
import { AccountBar } from '../account/account-bar.tsx';
import { PeopleResults } from '../people/people-results.tsx';
import { RoomList } from '../room-list/room-list.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SearchField } from '../ui/search-field.tsx';
import './sidebar.css';

interface SidebarProps {
  readonly openRoomId: string | null;
  readonly onNewRoom: () => void;
  readonly onLogOut: () => void;
}

export function Sidebar({ openRoomId, onNewRoom, onLogOut }: SidebarProps) {
  const [search, setSearch] = useState('');
  return (
    <nav className="sidebar" aria-label="Conversations">
      <header className="sidebar-head">
        <h1>Chats</h1>
        <IconButton icon={SquarePen} label="New conversation" onClick={onNewRoom} />
      </header>
      <SearchField
        label="Search conversations and people"
        placeholder="Search people and chats"
        value={search}
        onChange={setSearch}
      />
      <div className="sidebar-scroll">
        <RoomList openRoomId={openRoomId} search={search} onNewRoom={onNewRoom} />
        {search.trim() ? <PeopleResults search={search} onDone={() => setSearch('')} /> : null}
      </div>
      <AccountBar onLogOut={onLogOut} />
    </nav>
  );
}
