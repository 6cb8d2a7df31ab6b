import { foldText, type User, type VisibleStatus } from '@kcs/contracts';
import { describeStatus } from '../ui/status-text.ts';

const CREATION_DATE_FORMAT = new Intl.DateTimeFormat('en', { dateStyle: 'medium' });

/** Returns the ids of people whose name and role are the same as those of another person in the list. */
export function findNamesakeIds(
  people: readonly Pick<User, 'id' | 'name' | 'user_type'>[],
): ReadonlySet<string> {
  const idsByNameAndRole = new Map<string, string[]>();
  for (const { id, name, user_type } of people) {
    const nameAndRole = `${foldText(name)} ${user_type}`;
    idsByNameAndRole.set(nameAndRole, [...(idsByNameAndRole.get(nameAndRole) ?? []), id]);
  }
  return new Set([...idsByNameAndRole.values()].filter((ids) => ids.length > 1).flat());
}

/**
 * Returns the text below a person's name: the presence status, or an empty text if the status is unknown. If another
 * person in the list has the same name and role, returns a text that tells them apart instead: the email address, or
 * the date on which the account was created if the address is unknown.
 */
export function describePerson(user: User, status: VisibleStatus | undefined, isNamesake: boolean): string {
  if (!isNamesake) return status ? describeStatus(status) : '';
  return user.email ?? `Account created ${CREATION_DATE_FORMAT.format(new Date(user.created_at))}`;
}
