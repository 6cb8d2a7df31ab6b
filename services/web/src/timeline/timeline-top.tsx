import type { Timeline } from '@kcs/chat-client';
import { MessagesSquare } from 'lucide-react';
import { Button } from '../ui/button.tsx';
import { Spinner } from '../ui/spinner.tsx';
import './timeline-top.css';

interface TimelineTopProps {
  readonly timeline: Timeline | undefined;
  readonly onRetry: () => void;
}

/** Shows a spinner, an error, or the start of the conversation above the oldest loaded message. */
export function TimelineTop({ timeline, onRetry }: TimelineTopProps) {
  if (timeline?.failed) {
    return (
      <p className="timeline-top" role="alert">
        <span>Couldn’t load the messages.</span>
        <Button onClick={onRetry}>Try again</Button>
      </p>
    );
  }
  if (timeline === undefined || timeline.loading || timeline.hasOlder) {
    // Keep the height of the element while nothing is loading, so that the page does not jump when loading starts.
    return (
      <div className="timeline-top timeline-more">
        {timeline?.loading === false ? null : <Spinner label="Loading messages…" />}
      </div>
    );
  }
  return (
    <div className="timeline-top timeline-start">
      <MessagesSquare aria-hidden="true" />
      <p>
        {timeline.messages.length > 0
          ? 'This is the start of the conversation.'
          : 'No messages yet. Say hello!'}
      </p>
    </div>
  );
}
