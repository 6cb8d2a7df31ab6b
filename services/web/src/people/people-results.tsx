import type { User } from '@kcs/contracts';
import { ListHeading, ListNote } from '../ui/list-text.tsx';
import { PersonButton } from './person-button.tsx';
import { NO_PEOPLE_FOUND, usePeopleSearch } from './use-people-search.ts';
import { useStartDirect } from './use-start-direct.ts';

interface PeopleResultsProps {
  readonly search: string;
  /** Called after a search result has opened a direct room. */
  readonly onDone: () => void;
}

/** Lists the people whose names match the search. Clicking a person opens the direct room with that person. */
export function PeopleResults({ search, onDone }: PeopleResultsProps) {
  const { people, searching, problem } = usePeopleSearch(search);
  const startDirect = useStartDirect();
  const openDirectRoom = async (user: User) => {
    if (await startDirect(user)) onDone();
  };
  return (
    <section aria-label="People">
      <ListHeading>People</ListHeading>
      {people.length === 0 && !searching ? <ListNote>{problem ?? NO_PEOPLE_FOUND}</ListNote> : null}
      <ul>
        {people.map((user) => (
          <li key={user.id}>
            <PersonButton user={user} onClick={() => openDirectRoom(user)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
