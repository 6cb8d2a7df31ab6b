import type { Timeline } from '@kcs/chat-client';
import type { Room } from '@kcs/contracts';
import { Button } from '../ui/button.tsx';
import { Spinner } from '../ui/spinner.tsx';
import { RoomBeginning, type RoomBeginningActions } from './room-beginning.tsx';
import './timeline-top.css';

interface TimelineTopProps extends RoomBeginningActions {
  readonly room: Room;
  readonly timeline: Timeline | undefined;
  readonly onRetry: () => void;
}

/** Shows a spinner, an error, or the start of the conversation above the oldest loaded message. */
export function TimelineTop({ room, timeline, onRetry, ...actions }: TimelineTopProps) {
  if (timeline?.failed) {
    return (
      <p className="timeline-top" role="alert">
        <span>Couldn’t load the messages.</span>
        <Button onClick={onRetry}>Try again</Button>
      </p>
    );
  }
  if (timeline?.loaded && !timeline.hasOlder) {
    return <RoomBeginning room={room} isEmpty={timeline.messages.length === 0} {...actions} />;
  }
  // Keep this element even while nothing is loading, so that the messages do not move when loading starts.
  return (
    <div className="timeline-top timeline-more">
      {timeline?.loading === false ? null : <Spinner label="Loading messages…" />}
    </div>
  );
}
