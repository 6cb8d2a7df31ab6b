import type { PendingMessage } from '@kcs/chat-client';
import { useChat } from '../chat/chat-context.ts';
import { useProblemToast } from '../toasts/use-problem-toast.ts';
import { CopyButton } from '../ui/copy-button.tsx';

export function UnsentMessage({ message }: { readonly message: PendingMessage }) {
  const chat = useChat();
  const showToastOnFailure = useProblemToast();
  const { body, clientMsgId, problem, roomId } = message;
  return (
    <li>
      <p dir="auto">{body.content}</p>
      <p className="unsent-problem">{problem}</p>
      <div className="unsent-actions">
        <CopyButton text={body.content} label="Copy text" />
        <button type="button" onClick={() => void showToastOnFailure(chat.discard(roomId, clientMsgId))}>
          Discard
        </button>
      </div>
    </li>
  );
}
