import { Fragment } from 'react';
import { useChatState } from '../chat/chat-context.ts';
import { useFindPersonInRoom } from '../chat/use-people-in-room.ts';
import { PersonName } from '../ui/person-name.tsx';
import { describeTyping } from './typing-text.ts';
import { useThrottledValue } from './use-throttled.ts';
import './typing-line.css';

/** The minimum time between two announcements that tell screen readers who is typing. */
const ANNOUNCEMENT_INTERVAL_MS = 8_000;
/**
 * The maximum number of names in the typing line. If more people are typing, the line shows one name and the number of
 * other people.
 */
const MAX_NAMED_TYPISTS = 2;

/** Shows who is typing in a room. The line keeps its height while nobody is typing, so that the page does not jump. */
export function TypingLine({ roomId }: { readonly roomId: string }) {
  const typistsById = useChatState((state) => state.typing[roomId]);
  const findPersonInRoom = useFindPersonInRoom(roomId);
  const typistEntries = Object.entries(typistsById ?? {});
  const announcementText = useThrottledValue(
    describeTyping(typistEntries.map(([, { name }]) => name)),
    ANNOUNCEMENT_INTERVAL_MS,
  );
  const namedTypistEntries =
    typistEntries.length > MAX_NAMED_TYPISTS ? typistEntries.slice(0, 1) : typistEntries;
  const typingVerb = typistEntries.length === 1 ? 'is' : 'are';
  return (
    <>
      <div className="typing-line" aria-hidden="true">
        {typistEntries.length > 0 ? (
          <>
            <span className="typing-dots">
              <i />
              <i />
              <i />
            </span>
            <span className="typing-names">
              {namedTypistEntries.map(([id, { name }], index) => (
                <Fragment key={id}>
                  {index > 0 ? <span>and</span> : null}
                  <span className="typing-name">
                    <PersonName name={name} userType={findPersonInRoom(id).userType} />
                  </span>
                </Fragment>
              ))}
            </span>
            <span className="typing-verb">
              {typistEntries.length > namedTypistEntries.length
                ? `and ${typistEntries.length - 1} others are typing…`
                : `${typingVerb} typing…`}
            </span>
          </>
        ) : null}
      </div>
      <div className="visually-hidden" role="status">
        {announcementText}
      </div>
    </>
  );
}
