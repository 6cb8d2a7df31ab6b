/** Maximum number of exports that are not complete. Replicas work on one export each. */
export const MAX_UNFINISHED_EXPORTS = 5;
/** Maximum number of exports whose content is stored. Without a limit, exports could fill the database within hours. */
export const MAX_STORED_EXPORTS = 20;
/** How long an export is kept after it was requested, and again after it has completed. */
export const EXPORT_KEPT_HOURS = 24;
