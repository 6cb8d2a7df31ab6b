import { getRoomTitle } from '@kcs/chat-client';
import type { SearchHit } from '@kcs/contracts';
import { Avatar } from '../ui/avatar.tsx';
import { replaceDirectionOverrides } from '../ui/bidi-text.ts';
import { PersonName } from '../ui/person-name.tsx';
import { formatShortTime } from '../ui/times.ts';
import { useToday } from '../ui/use-today.ts';
import { createSearchExcerpt } from './search-excerpt.ts';

export function MessageRowContent({ hit }: { readonly hit: SearchHit }) {
  const today = useToday();
  const title = getRoomTitle({ name: hit.room_name, ...(hit.peer && { peer: hit.peer }) });
  return (
    <>
      <Avatar id={hit.sender_id} name={hit.sender_name} size="small" />
      <span className="palette-message">
        <span className="palette-place muted small">
          <span className="palette-name">
            <PersonName name={hit.sender_name} />
            <span> in </span>
            <bdi>{replaceDirectionOverrides(title)}</bdi>
          </span>
          <time dateTime={hit.created_at}>{formatShortTime(hit.created_at, today)}</time>
        </span>
        <span className="palette-excerpt" dir="auto">
          {createSearchExcerpt(hit.content ?? '', hit.highlights).map(({ text, isMatch }, index) =>
            isMatch ? <mark key={index}>{text}</mark> : <span key={index}>{text}</span>,
          )}
        </span>
      </span>
    </>
  );
}
