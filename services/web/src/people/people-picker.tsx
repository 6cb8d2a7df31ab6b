import type { User } from '@kcs/contracts';
import { Search, X } from 'lucide-react';
import { useState } from 'react';
import { PersonButton } from './person-button.tsx';
import { usePeopleSearch } from './use-people-search.ts';

interface Props {
  readonly chosen: readonly User[];
  readonly onChange: (chosen: readonly User[]) => void;
  /** People who cannot be chosen, since they are in already. */
  readonly without?: ReadonlySet<string>;
}

/** Chooses people by searching for them. */
export function PeoplePicker({ chosen, onChange, without }: Props) {
  const [search, setSearch] = useState('');
  const { people, searching, problem } = usePeopleSearch(search);
  const has = (user: User) => chosen.some((one) => one.id === user.id);
  const toggle = (user: User) =>
    onChange(has(user) ? chosen.filter((one) => one.id !== user.id) : [...chosen, user]);
  const offered = people.filter((user) => !without?.has(user.id));
  return (
    <div className="picker">
      <div className="search">
        <Search aria-hidden="true" />
        <input
          type="search"
          aria-label="Search people"
          placeholder="Search people"
          value={search}
          onChange={(event) => setSearch(event.target.value)}
          onKeyDown={(event) => event.key === 'Enter' && event.preventDefault()}
        />
      </div>
      {chosen.length > 0 ? (
        <ul className="chips" aria-label="Chosen">
          {chosen.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                className="chip"
                onClick={() => toggle(user)}
                aria-label={`Remove ${user.name}`}
              >
                {user.name} <X aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <ul className="people picker-list">
        {offered.map((user) => (
          <li key={user.id}>
            <PersonButton user={user} chosen={has(user)} onClick={() => toggle(user)} />
          </li>
        ))}
        {offered.length === 0 && !searching ? (
          <li className="list-note muted">{problem ?? 'Nobody by this name.'}</li>
        ) : null}
      </ul>
    </div>
  );
}
