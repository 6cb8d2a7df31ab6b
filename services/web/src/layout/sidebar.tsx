import { Search, SquarePen } from 'lucide-react';
import { useState } from 'react';
import { AccountBar } from '../account/account-bar.tsx';
import { NotificationBell } from '../notification-center/notification-bell.tsx';
import { PeopleResults } from '../people/people-results.tsx';
import { RoomList } from '../room-list/room-list.tsx';
import { UnsentMessages } from '../room-list/unsent-messages.tsx';
import { SEARCH_SHORTCUT_TEXT } from '../search/use-search-shortcut.ts';
import { Button } from '../ui/button.tsx';
import { IconButton } from '../ui/icon-button.tsx';
import { SearchField } from '../ui/search-field.tsx';
import './sidebar.css';

interface SidebarProps {
  readonly openRoomId: string | null;
  readonly onNewRoom: () => void;
  /** Opens the search palette with the given text in the search field. */
  readonly onSearch: (text: string) => void;
  readonly onLogOut: () => void;
}

export function Sidebar({ openRoomId, onNewRoom, onSearch, onLogOut }: SidebarProps) {
  const [search, setSearch] = useState('');
  return (
    <nav className="sidebar" aria-label="Conversations">
      <header className="sidebar-head">
        <h1>Chats</h1>
        <NotificationBell />
        <IconButton
          icon={Search}
          label="Search messages"
          shortcut={SEARCH_SHORTCUT_TEXT}
          onClick={() => onSearch('')}
        />
        <IconButton icon={SquarePen} label="New conversation" onClick={onNewRoom} />
      </header>
      <SearchField
        label="Search conversations and people"
        placeholder="Search people and chats"
        value={search}
        onChange={setSearch}
      />
      <div className="sidebar-scroll">
        <UnsentMessages />
        <RoomList openRoomId={openRoomId} search={search} onNewRoom={onNewRoom} />
        {search.trim() ? <PeopleResults search={search} onDone={() => setSearch('')} /> : null}
        {search.trim() ? (
          <Button onClick={() => onSearch(search)}>
            <Search aria-hidden="true" />
            <span>Search messages</span>
          </Button>
        ) : null}
      </div>
      <AccountBar onLogOut={onLogOut} />
    </nav>
  );
}
