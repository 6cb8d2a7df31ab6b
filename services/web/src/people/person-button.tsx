import type { User } from '@kcs/contracts';
import { Check } from 'lucide-react';
import { useChatState } from '../chat/chat-context.ts';
import { Avatar } from '../ui/avatar.tsx';

interface Props {
  readonly user: User;
  readonly onClick: () => void;
  /** Given where several can be chosen. */
  readonly chosen?: boolean;
}

export function PersonButton({ user, onClick, chosen }: Props) {
  const status = useChatState((state) => state.presence[user.id]?.status);
  return (
    <button type="button" className="person" aria-pressed={chosen} onClick={onClick}>
      <Avatar name={user.name} status={status} />
      <span className="person-text">
        <span>{user.name}</span>
        <span className="muted small">{user.user_type}</span>
      </span>
      {chosen ? <Check aria-hidden="true" className="person-check" /> : null}
    </button>
  );
}
