const DEACTIVATED = 'Your account has been deactivated. If this is a mistake, ask an administrator.';

const TEXTS: Readonly<Record<string, string>> = {
  LOGGED_OUT: 'You’ve been logged out.',
  SESSION_REVOKED: 'This session was ended from another device. Log in again to continue.',
  DEACTIVATED,
  FORBIDDEN: DEACTIVATED,
};

/** Returns the text that tells the user why the session ended and what to do next. */
export const endReason = (code: string): string =>
  TEXTS[code] ?? 'Your session has ended. Log in again to continue.';
