import type { User } from '@kcs/contracts';
import { PersonButton } from './person-button.tsx';
import { usePeopleSearch } from './use-people-search.ts';
import { useStartDirect } from './use-start-direct.ts';

interface Props {
  readonly search: string;
  readonly onDone: () => void;
}

/** People who fit the search; choosing one opens the direct room with them. */
export function PeopleResults({ search, onDone }: Props) {
  const { people, searching, problem } = usePeopleSearch(search);
  const start = useStartDirect();
  const pick = async (user: User) => {
    if (await start(user)) onDone();
  };
  return (
    <section aria-label="People">
      <h2 className="list-heading">People</h2>
      {problem !== null ? <p className="list-note muted">{problem}</p> : null}
      {people.length === 0 && !searching && problem === null ? (
        <p className="list-note muted">Nobody by this name.</p>
      ) : null}
      <ul className="people">
        {people.map((user) => (
          <li key={user.id}>
            <PersonButton user={user} onClick={() => pick(user)} />
          </li>
        ))}
      </ul>
    </section>
  );
}
