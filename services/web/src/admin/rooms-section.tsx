import { useCallback, useState } from 'react';
import { ListEnd } from '../chat/list-end.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useAdministration } from './admin-context.ts';
import { DataTable } from './data-table.tsx';
import { formatTableTime } from './format-table-time.ts';
import { SEARCH_DELAY_MS } from './search-delay.ts';
import { useAdminList } from './use-admin-list.ts';

/** Lists all rooms without their content. */
export function RoomsSection() {
  const { api } = useAdministration();
  const [search, setSearch] = useState('');
  const loadPage = useCallback((cursor?: string) => api.listRooms(search, cursor), [api, search]);
  const { list } = useAdminList(loadPage, search === '' ? 0 : SEARCH_DELAY_MS);
  return (
    <>
      <div className="section-tools">
        <SearchField label="Search groups by name" value={search} onChange={setSearch} />
      </div>
      <DataTable
        caption="Rooms"
        columns={['Name', 'Type', 'Members', 'Events', 'Last activity', 'Created', 'Id']}
        rows={list.items.map((room) => ({
          id: room.id,
          cells: [
            ...[<bdi key="name">{room.name}</bdi>, room.room_type, room.member_count, room.last_seq],
            ...[formatTableTime(room.last_activity_at), formatTableTime(room.created_at)],
            <code key="id">{room.id}</code>,
          ],
        }))}
      />
      <ListEnd list={list} emptyText="No rooms found. A search finds groups only." />
    </>
  );
}
