/** Returns whether the focus is in an open menu or panel. */
export const isFocusInPopover = (): boolean => document.activeElement?.closest(':popover-open') != null;
