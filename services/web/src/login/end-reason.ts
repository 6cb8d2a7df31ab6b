const ACCOUNT_DEACTIVATED_TEXT =
  'Your account has been deactivated. If you think this is a mistake, ask an administrator.';

const TEXT_BY_SESSION_END_CODE: Readonly<Record<string, string>> = {
  LOGGED_OUT: 'You have logged out. Log in again to use the chat.',
  LOGGED_OUT_IN_OTHER_TAB: 'You have logged out in another tab. Log in again to use the chat.',
  SESSION_REVOKED: 'Your session was ended from another device. Log in again to continue.',
  DEACTIVATED: ACCOUNT_DEACTIVATED_TEXT,
  FORBIDDEN: ACCOUNT_DEACTIVATED_TEXT,
};

/** Returns the text that tells the user why the session ended and what to do next. */
export const describeSessionEnd = (code: string): string =>
  TEXT_BY_SESSION_END_CODE[code] ?? 'Your session has ended. Log in again to continue.';
