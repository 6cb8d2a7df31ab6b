import type { UserType } from '@kcs/contracts';

/** Returns whether a person with this role works at the school. */
export const isStaff = (userType: UserType): boolean => userType !== 'Student' && userType !== 'Parent';
