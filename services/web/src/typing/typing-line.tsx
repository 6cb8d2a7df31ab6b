import { useChatState } from '../chat/chat-context.ts';
import { typingText } from './typing-text.ts';
import './typing-line.css';

/** Shows who is typing in a room. It keeps its height when nobody is typing, so that the page does not jump. */
export function TypingLine({ roomId }: { readonly roomId: string }) {
  const typists = useChatState((state) => state.typing[roomId]);
  const text = typingText(Object.values(typists ?? {}).map((typist) => typist.name));
  return (
    <div className="typing-line">
      {text ? (
        <>
          <span className="typing-dots" aria-hidden="true">
            <i />
            <i />
            <i />
          </span>
          <span>{text}</span>
        </>
      ) : null}
    </div>
  );
}
