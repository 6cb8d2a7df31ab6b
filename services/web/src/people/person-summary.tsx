import type { User } from '@kcs/contracts';
import { usePresenceByUserId } from '../chat/use-known-presence.ts';
import { Avatar } from '../ui/avatar.tsx';
import { PersonName } from '../ui/person-name.tsx';
import { PersonText } from '../ui/person-text.tsx';
import { describePerson } from './person-detail.ts';

interface PersonSummaryProps {
  readonly user: User;
  /** Whether another person in the same list has the same name and role. */
  readonly isNamesake: boolean;
}

/** Shows a person's avatar, name, and role, and a detail below the name. */
export function PersonSummary({ user, isNamesake }: PersonSummaryProps) {
  const status = usePresenceByUserId()[user.id]?.status;
  return (
    <>
      <Avatar id={user.id} name={user.name} status={status} userType={user.user_type} />
      <PersonText
        name={<PersonName name={user.name} userType={user.user_type} />}
        detail={describePerson(user, status, isNamesake)}
      />
    </>
  );
}
