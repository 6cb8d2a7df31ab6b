import type { AdminRoom } from '@kcs/contracts';
import { useCallback, useState } from 'react';
import { ListEnd } from '../chat/list-end.tsx';
import { Button } from '../ui/button.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { useAdministration } from './admin-context.ts';
import { DataTable } from './data-table.tsx';
import { formatTableTime } from './format-table-time.ts';
import { SEARCH_DELAY_MS } from './search-delay.ts';
import { useAdminList } from './use-admin-list.ts';

/** Lists all rooms without their content. Admins export the data of a room. */
export function RoomsSection() {
  const { api, run } = useAdministration();
  const [search, setSearch] = useState('');
  const loadPage = useCallback((cursor?: string) => api.listRooms(search, cursor), [api, search]);
  const { list } = useAdminList(loadPage, search === '' ? 0 : SEARCH_DELAY_MS);
  const exportData = ({ id, name }: AdminRoom) =>
    run(
      () => api.requestExport({ room_id: id }),
      `The export of ${name} has started. You find it in “Exports”.`,
    );
  return (
    <>
      <div className="section-tools">
        <SearchField label="Search groups by name" value={search} onChange={setSearch} />
      </div>
      <DataTable
        caption="Rooms"
        columns={['Name', 'Type', 'Members', 'Events', 'Last activity', 'Created', 'Id', 'Actions']}
        rows={list.items.map((room) => ({
          id: room.id,
          cells: [
            ...[<bdi key="name">{room.name}</bdi>, room.room_type, room.member_count, room.last_seq],
            ...[formatTableTime(room.last_activity_at), formatTableTime(room.created_at)],
            <code key="id">{room.id}</code>,
            <div className="row-actions" key="actions">
              <Button onClick={() => void exportData(room)} aria-label={`Export the data of ${room.name}`}>
                Export data
              </Button>
            </div>,
          ],
        }))}
      />
      <ListEnd list={list} emptyText="No rooms found. A search finds groups only." />
    </>
  );
}
