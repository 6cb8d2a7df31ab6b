import { LIMITS, type User } from '@kcs/contracts';
import { type KeyboardEvent, useEffect, useEffectEvent, useId, useRef, useState } from 'react';
import { ListEnd } from '../chat/list-end.tsx';
import { isComposing } from '../ui/is-composing.ts';
import { getOptionId, PeopleOptionList } from './people-option-list.tsx';
import { PersonChips } from './person-chips.tsx';
import { NO_PEOPLE_FOUND_TEXT, usePeopleSearch } from './use-people-search.ts';
import './person.css';
import './people-picker.css';

interface PeoplePickerProps {
  readonly chosen: readonly User[];
  readonly onChange: (chosen: readonly User[]) => void;
  /** The id of the room whose members are left out of the search results. If undefined, nobody is left out. */
  readonly notInRoom?: string;
}

/**
 * Lets the user search for people and select several of them. The selected people appear as chips in the search field.
 * The arrow keys move through the list, Enter selects a person, and Backspace in the empty field removes the last chip.
 */
export function PeoplePicker({ chosen, onChange, notInRoom }: PeoplePickerProps) {
  const [search, setSearch] = useState('');
  const [activeId, setActiveId] = useState<string | null>(null);
  // True after the user has pressed Enter without highlighting a person with the arrow keys. The first unselected
  // person in the list is then selected as soon as the search has finished.
  const [isFirstSelectionPending, setFirstSelectionPending] = useState(false);
  const peopleSearch = usePeopleSearch(search, notInRoom);
  const searchFieldRef = useRef<HTMLInputElement>(null);
  const listboxId = useId();
  const foundPeople = peopleSearch.items;
  const activePersonIndex = foundPeople.findIndex((user) => user.id === activeId);

  const changeSearchText = (text: string) => {
    setSearch(text);
    setActiveId(null);
    setFirstSelectionPending(false);
  };
  const toggleSelection = (user: User) => {
    const chosenPeopleWithoutUser = chosen.filter(({ id }) => id !== user.id);
    const isAddingPerson = chosenPeopleWithoutUser.length === chosen.length;
    if (isAddingPerson && chosen.length >= LIMITS.MEMBERS_PER_REQUEST) return;
    onChange(isAddingPerson ? [...chosen, user] : chosenPeopleWithoutUser);
    changeSearchText('');
    searchFieldRef.current?.focus();
  };
  const selectFirstUnselectedPerson = useEffectEvent(() => {
    const firstUnselectedPerson = foundPeople.find((user) => !chosen.some(({ id }) => id === user.id));
    if (firstUnselectedPerson) toggleSelection(firstUnselectedPerson);
    setFirstSelectionPending(false);
  });
  useEffect(() => {
    if (isFirstSelectionPending && !peopleSearch.loading) selectFirstUnselectedPerson();
  }, [isFirstSelectionPending, peopleSearch.loading]);
  const onKeyDown = (event: KeyboardEvent) => {
    if (isComposing(event)) return;
    const activePerson = foundPeople[activePersonIndex];
    switch (event.key) {
      case 'Enter':
        // If the search field is empty and no person is active, let Enter submit the form.
        if (search.trim() === '' && !activePerson) break;
        event.preventDefault();
        if (activePerson) toggleSelection(activePerson);
        else setFirstSelectionPending(true);
        break;
      case 'ArrowDown':
      case 'ArrowUp': {
        event.preventDefault();
        const indexStep = event.key === 'ArrowDown' ? 1 : -1;
        const nextPerson =
          foundPeople[Math.max(0, Math.min(activePersonIndex + indexStep, foundPeople.length - 1))];
        if (nextPerson) setActiveId(nextPerson.id);
        break;
      }
      case 'Backspace':
        if (search === '' && !event.repeat) onChange(chosen.slice(0, -1));
        break;
      case 'Escape':
        if (search !== '') event.preventDefault();
        changeSearchText('');
        break;
    }
  };
  return (
    <div className="picker">
      <div className="picker-field">
        <PersonChips people={chosen} onRemove={toggleSelection} />
        <input
          ref={searchFieldRef}
          type="text"
          role="combobox"
          dir="auto"
          autoComplete="off"
          aria-label="Search people"
          aria-expanded="true"
          aria-autocomplete="list"
          aria-controls={listboxId}
          aria-activedescendant={
            activePersonIndex >= 0 ? getOptionId(listboxId, activePersonIndex) : undefined
          }
          placeholder={chosen.length === 0 ? 'Search people' : ''}
          value={search}
          onChange={(event) => changeSearchText(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className="picker-list">
        <PeopleOptionList
          id={listboxId}
          people={foundPeople}
          chosen={chosen}
          activeIndex={activePersonIndex}
          onPick={toggleSelection}
        />
        <ListEnd list={peopleSearch} emptyText={NO_PEOPLE_FOUND_TEXT} />
      </div>
    </div>
  );
}
