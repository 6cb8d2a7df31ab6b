import type { User } from '@kcs/contracts';
import { Check } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { findNamesakeIds } from './person-detail.ts';
import { PersonSummary } from './person-summary.tsx';

export const getOptionId = (listboxId: string, index: number): string => `${listboxId}-${index}`;

interface PeopleOptionListProps {
  readonly id: string;
  readonly people: readonly User[];
  readonly chosen: readonly User[];
  /** The index of the option that Enter selects, or -1 if no option is active. */
  readonly activeIndex: number;
  readonly onPick: (user: User) => void;
}

export function PeopleOptionList({ id, people, chosen, activeIndex, onPick }: PeopleOptionListProps) {
  const activeOptionRef = useRef<HTMLDivElement>(null);
  const chosenIds = new Set(chosen.map((user) => user.id));
  const namesakeIds = findNamesakeIds(people);
  useEffect(() => void activeOptionRef.current?.scrollIntoView({ block: 'nearest' }), [activeIndex]);
  return (
    <div role="listbox" id={id} aria-label="People" aria-multiselectable="true">
      {people.map((user, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the search field handles the keys
        <div
          key={user.id}
          ref={index === activeIndex ? activeOptionRef : undefined}
          id={getOptionId(id, index)}
          role="option"
          tabIndex={-1}
          aria-selected={chosenIds.has(user.id)}
          className={`person ${index === activeIndex ? 'person-active' : ''}`}
          // Keep the focus in the search field when the user clicks an option.
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => onPick(user)}
        >
          <PersonSummary user={user} isNamesake={namesakeIds.has(user.id)} />
          {chosenIds.has(user.id) ? <Check aria-hidden="true" className="person-check" /> : null}
        </div>
      ))}
    </div>
  );
}
