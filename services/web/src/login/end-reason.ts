const TEXTS: Readonly<Record<string, string>> = {
  LOGGED_OUT: 'You have logged out.',
  SESSION_REVOKED: 'This session was ended from another place. Log in again to go on.',
  DEACTIVATED: 'Your account has been deactivated. Ask an administrator if this is a mistake.',
  FORBIDDEN: 'Your account has been deactivated. Ask an administrator if this is a mistake.',
};

/** Why a session is over, and what to do. */
export const endReason = (code: string): string =>
  TEXTS[code] ?? 'Your session has ended. Please log in again.';
