import type { UserType } from '@kcs/contracts';
import { replaceDirectionOverrides } from './bidi-text.ts';
import { RoleTag } from './role-tag.tsx';

interface PersonNameProps {
  readonly name: string;
  /** The role to show beside the name. Undefined if the role is unknown or should not be shown. */
  readonly userType?: UserType | undefined;
}

/**
 * Shows a person's name in an element of its own, so that the text direction of the name does not affect the
 * surrounding text.
 */
export function PersonName({ name, userType }: PersonNameProps) {
  return (
    <>
      <bdi>{replaceDirectionOverrides(name)}</bdi>
      {userType ? (
        <>
          <span> </span>
          <RoleTag userType={userType} />
        </>
      ) : null}
    </>
  );
}
