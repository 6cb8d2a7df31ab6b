/** A short message to the user that goes away by itself. */
export interface Notice {
  readonly id: number;
  readonly kind: 'info' | 'problem';
  readonly text: string;
}

/** More at once would cover the page. */
const NOTICES_MOST = 3;

/** The newest last; the same text is not shown twice. */
export function noticed(notices: readonly Notice[], kind: Notice['kind'], text: string): readonly Notice[] {
  const id = Math.max(0, ...notices.map((notice) => notice.id)) + 1;
  return [...notices.filter((notice) => notice.text !== text), { id, kind, text }].slice(-NOTICES_MOST);
}
