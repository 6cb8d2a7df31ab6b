/** What a page shows of its call, as far as a drill checks it. */
export interface CallView {
  /** The phases of the call so far with their times, the current one last. */
  readonly phases: readonly { readonly phase: string; readonly at: number }[];
  readonly participantId: string | null;
  readonly others: readonly {
    readonly id: string;
    readonly name: string;
    readonly connection: string;
    readonly isMuted: boolean;
    readonly isCameraOff: boolean;
    readonly hasCamera: boolean;
    readonly hasScreen: boolean;
  }[];
  readonly messages: readonly string[];
  readonly end: string | null;
}

/** The functions that a drill calls in the page of a participant. The page defines them as `window.callPage`. */
export interface CallPageFunctions {
  join(roomId: string): Promise<void>;
  leave(): void;
  shareScreen(): Promise<void>;
  sendChat(content: string): Promise<void>;
  readView(): CallView;
  /** Returns the number of decoded video frames of each other participant, by participant id. */
  countFrames(): Promise<Record<string, number>>;
  /** Returns the kinds of the network paths in use, such as `host` or `relay`. */
  listPathKinds(): Promise<readonly string[]>;
}
