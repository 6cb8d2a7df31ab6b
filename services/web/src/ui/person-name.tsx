import type { UserType } from '@kcs/contracts';
import { showOverrides } from './bidi-text.ts';
import { RoleTag } from './role-tag.tsx';

interface PersonNameProps {
  readonly name: string;
  /** The role that is shown beside the name. Undefined if the role is unknown or the place does not show it. */
  readonly userType?: UserType | undefined;
}

/** Shows a person's name. Its text direction does not affect the text around it. */
export function PersonName({ name, userType }: PersonNameProps) {
  return (
    <>
      <bdi>{showOverrides(name)}</bdi>
      {userType ? (
        <>
          <span> </span>
          <RoleTag userType={userType} />
        </>
      ) : null}
    </>
  );
}
