import type { User } from '@kcs/contracts';
import { X } from 'lucide-react';
import { useState } from 'react';
import { ListNote } from '../ui/list-text.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { SearchField } from '../ui/search-field.tsx';
import { PersonButton } from './person-button.tsx';
import { NO_PEOPLE_FOUND, usePeopleSearch } from './use-people-search.ts';
import './people-picker.css';

interface PeoplePickerProps {
  readonly chosen: readonly User[];
  readonly onChange: (chosen: readonly User[]) => void;
  /** The ids of people to leave out of the list, such as current members. */
  readonly excluded?: ReadonlySet<string>;
}

/** Lets the user search for people and select several of them. */
export function PeoplePicker({ chosen, onChange, excluded }: PeoplePickerProps) {
  const [search, setSearch] = useState('');
  const { people, searching, problem } = usePeopleSearch(search);
  const isChosen = (user: User) => chosen.some((one) => one.id === user.id);
  const toggleSelection = (user: User) =>
    onChange(isChosen(user) ? chosen.filter((one) => one.id !== user.id) : [...chosen, user]);
  const selectablePeople = people.filter((user) => !excluded?.has(user.id));
  return (
    <div>
      <SearchField label="Search people" value={search} onChange={setSearch} />
      {chosen.length > 0 ? (
        <ul className="chips" aria-label="Selected people">
          {chosen.map((user) => (
            <li key={user.id}>
              <button
                type="button"
                className="chip"
                aria-label={`Remove ${user.name}`}
                onClick={() => toggleSelection(user)}
              >
                <PersonName name={user.name} />
                <X aria-hidden="true" />
              </button>
            </li>
          ))}
        </ul>
      ) : null}
      <div className="picker-list">
        <ul>
          {selectablePeople.map((user) => (
            <li key={user.id}>
              <PersonButton user={user} chosen={isChosen(user)} onClick={() => toggleSelection(user)} />
            </li>
          ))}
        </ul>
        {selectablePeople.length === 0 && !searching ? (
          <ListNote>{problem ?? NO_PEOPLE_FOUND}</ListNote>
        ) : null}
      </div>
    </div>
  );
}
