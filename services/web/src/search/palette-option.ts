import type { Room, SearchHit, User } from '@kcs/contracts';

/** A row in the search palette: a search result, or a button that loads more results. */
export type PaletteOption =
  /** `detail` distinguishes people who have the same name and role. It is empty for everyone else. */
  | { readonly kind: 'room'; readonly key: string; readonly room: Room; readonly detail: string }
  | { readonly kind: 'person'; readonly key: string; readonly user: User; readonly detail: string }
  | { readonly kind: 'message'; readonly key: string; readonly hit: SearchHit }
  /**
   * A button that loads more results. If `isAutomatic` is true, the results load as soon as the button becomes visible.
   */
  | {
      readonly kind: 'more';
      readonly key: string;
      readonly label: string;
      readonly isAutomatic: boolean;
      readonly load: () => void;
    };

export interface PaletteSection {
  readonly heading: string;
  readonly options: readonly PaletteOption[];
  /** Says why the section is incomplete; null if no request failed. */
  readonly problem: string | null;
}
