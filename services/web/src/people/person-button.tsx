import type { User } from '@kcs/contracts';
import { Check } from 'lucide-react';
import { useKnownPresence } from '../chat/use-known-presence.ts';
import { Avatar } from '../ui/avatar.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { PersonText } from '../ui/person-text.tsx';
import { statusText } from '../ui/status-text.ts';
import './person-button.css';

interface PersonButtonProps {
  readonly user: User;
  readonly onClick: () => void;
  /** Whether the person is selected. Undefined if a click acts immediately instead of selecting the person. */
  readonly chosen?: boolean;
}

export function PersonButton({ user, onClick, chosen }: PersonButtonProps) {
  const status = useKnownPresence()[user.id]?.status;
  return (
    <button type="button" className="person" aria-pressed={chosen} onClick={onClick}>
      <Avatar id={user.id} name={user.name} status={status} />
      <PersonText
        name={<PersonName name={user.name} userType={user.user_type} />}
        detail={statusText(status ?? 'offline')}
      />
      {chosen ? <Check aria-hidden="true" className="person-check" /> : null}
    </button>
  );
}
