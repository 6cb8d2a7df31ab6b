import type { User } from '@kcs/contracts';
import { PersonSummary } from './person-summary.tsx';
import './person.css';

interface PersonButtonProps {
  readonly user: User;
  /** Whether another person in the same list has the same name and role. */
  readonly isNamesake: boolean;
  readonly onClick: () => void;
}

export function PersonButton({ user, isNamesake, onClick }: PersonButtonProps) {
  return (
    <button type="button" className="person" onClick={onClick}>
      <PersonSummary user={user} isNamesake={isNamesake} />
    </button>
  );
}
