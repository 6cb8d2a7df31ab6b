import { requiredContext } from '../chat/required-context.ts';
import type { ToastBoard } from './toast-board.ts';

/** The toasts of this page. The chat page provides them to every component below. */
export const [ToastContext, useToastBoard] = requiredContext<ToastBoard>('ToastContext');
