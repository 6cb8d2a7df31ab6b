import { useState } from 'react';

/** An action that waits for the confirmation of the Admin. */
export interface PendingAction {
  readonly title: string;
  readonly text: string;
  /** The label of the confirm button. */
  readonly action: string;
  readonly run: () => void;
}

/** Returns the action that waits for a confirmation, and a function that asks for one. */
export function usePendingAction() {
  const [pendingAction, setPendingAction] = useState<PendingAction | null>(null);
  return { pendingAction, ask: setPendingAction, close: () => setPendingAction(null) };
}
