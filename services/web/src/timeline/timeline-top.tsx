import type { Timeline } from '@kcs/chat-client';
import { MessagesSquare } from 'lucide-react';
import { Spinner } from '../ui/spinner.tsx';

interface Props {
  readonly timeline: Timeline | undefined;
  readonly onRetry: () => void;
}

/** What stands above the oldest loaded message. */
export function TimelineTop({ timeline, onRetry }: Props) {
  if (timeline?.failed) {
    return (
      <p className="timeline-top" role="alert">
        Messages could not be loaded.
        <button type="button" className="button" onClick={onRetry}>
          Try again
        </button>
      </p>
    );
  }
  if (timeline === undefined || timeline.loading || timeline.hasOlder) {
    // Keeps its place while nothing is loading, so that nothing jumps when it begins.
    return (
      <div className="timeline-top timeline-more">
        {timeline?.loading === false ? null : <Spinner label="Loading messages…" />}
      </div>
    );
  }
  return (
    <div className="timeline-top timeline-start">
      <MessagesSquare aria-hidden="true" />
      <p>{timeline.messages.length > 0 ? 'This is where it began.' : 'Nothing here yet. Say hello!'}</p>
    </div>
  );
}
