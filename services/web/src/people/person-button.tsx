import type { User } from '@kcs/contracts';
import { Check } from 'lucide-react';
import { useChatState } from '../chat/chat-context.ts';
import { Avatar } from '../ui/avatar.tsx';
import { PersonText } from '../ui/person-text.tsx';
import './person-button.css';

interface PersonButtonProps {
  readonly user: User;
  readonly onClick: () => void;
  /** Whether the person is selected. Undefined if a click acts immediately instead of selecting the person. */
  readonly chosen?: boolean;
}

export function PersonButton({ user, onClick, chosen }: PersonButtonProps) {
  const status = useChatState((state) => state.presence[user.id]?.status);
  return (
    <button type="button" className="person" aria-pressed={chosen} onClick={onClick}>
      <Avatar name={user.name} status={status} />
      <PersonText name={user.name} detail={user.user_type} />
      {chosen ? <Check aria-hidden="true" className="person-check" /> : null}
    </button>
  );
}
