import type { User } from '@kcs/contracts';
import { X } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { PersonName } from '../ui/person-name.tsx';

interface PersonChipsProps {
  readonly people: readonly User[];
  readonly onRemove: (user: User) => void;
}

export function PersonChips({ people, onRemove }: PersonChipsProps) {
  const lastChipRef = useRef<HTMLLIElement>(null);
  // The field shows only a few lines of chips, so scroll to the newest chip.
  useEffect(() => void lastChipRef.current?.scrollIntoView({ block: 'nearest' }), [people]);
  if (people.length === 0) return null;
  return (
    <ul className="chips" aria-label="Selected people">
      {people.map((user, index) => (
        <li key={user.id} ref={index === people.length - 1 ? lastChipRef : undefined}>
          <button
            type="button"
            className="chip"
            aria-label={`Remove ${user.name}`}
            onClick={() => onRemove(user)}
          >
            <PersonName name={user.name} />
            <X aria-hidden="true" />
          </button>
        </li>
      ))}
    </ul>
  );
}
