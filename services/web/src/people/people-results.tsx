import type { User } from '@kcs/contracts';
import { ListEnd } from '../chat/list-end.tsx';
import { ListHeading } from '../ui/list-text.tsx';
import { PersonButton } from './person-button.tsx';
import { findNamesakeIds } from './person-detail.ts';
import { NO_PEOPLE_FOUND_TEXT, usePeopleSearch } from './use-people-search.ts';
import { useStartDirectRoom } from './use-start-direct-room.ts';

interface PeopleResultsProps {
  readonly search: string;
  /** Called after the user has clicked a search result and the direct room has opened. */
  readonly onDone: () => void;
}

/** Lists the people whose names match the search. Clicking a person opens the direct room with that person. */
export function PeopleResults({ search, onDone }: PeopleResultsProps) {
  const peopleSearch = usePeopleSearch(search);
  const namesakeIds = findNamesakeIds(peopleSearch.items);
  const startDirectRoom = useStartDirectRoom();
  const openDirectRoom = async (user: User) => {
    if (await startDirectRoom(user)) onDone();
  };
  return (
    <section aria-label="People">
      <ListHeading>People</ListHeading>
      <ul>
        {peopleSearch.items.map((user) => (
          <li key={user.id}>
            <PersonButton
              user={user}
              isNamesake={namesakeIds.has(user.id)}
              onClick={() => void openDirectRoom(user)}
            />
          </li>
        ))}
      </ul>
      <ListEnd list={peopleSearch} emptyText={NO_PEOPLE_FOUND_TEXT} />
    </section>
  );
}
