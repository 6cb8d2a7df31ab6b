import type { UserType } from '@kcs/contracts';
import './role-tag.css';

/** Shows a person's role at the school beside the name. School staff have a colored tag. */
export function RoleTag({ userType }: { readonly userType: UserType }) {
  const isStaff = userType !== 'Student' && userType !== 'Parent';
  return <span className={`role-tag ${isStaff ? 'role-tag-staff' : ''}`}>{userType}</span>;
}
