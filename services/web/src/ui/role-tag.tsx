import type { UserType } from '@kcs/contracts';
import { isStaff } from './is-staff.ts';
import './role-tag.css';

/** Shows a person's role at the school beside the name. School staff have a colored tag. */
export function RoleTag({ userType }: { readonly userType: UserType }) {
  return <span className={`role-tag ${isStaff(userType) ? 'role-tag-staff' : ''}`}>{userType}</span>;
}
