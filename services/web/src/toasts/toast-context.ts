import { createRequiredContext } from '../chat/required-context.ts';
import type { ToastBoard } from './toast-board.ts';

/** The context that holds the page's toasts, and the hook that returns them. `ChatPage` provides the context. */
export const [ToastContext, useToastBoard] = createRequiredContext<ToastBoard>('ToastContext');
