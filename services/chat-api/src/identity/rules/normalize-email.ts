/** E-mail addresses are stored and compared in lower case and without surrounding space. */
export const normalizeEmail = (email: string): string => email.trim().toLowerCase();
