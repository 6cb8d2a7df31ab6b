/** A good answer (protocol §2). */
export const success = <T>(data: T): { success: true; data: T } => ({ success: true, data });

/** A page of a list; `nextCursor` is null at the end. */
export const successPage = <T>(data: readonly T[], nextCursor: string | null) => ({
  success: true as const,
  data,
  page: { next_cursor: nextCursor, has_more: nextCursor !== null },
});
