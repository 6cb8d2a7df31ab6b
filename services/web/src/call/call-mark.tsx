import { Video } from 'lucide-react';
import { useRunningMeeting } from './use-calls-state.ts';
import './call-mark.css';

/** Shows in the room list that a call is running in a room. */
export function CallMark({ roomId }: { readonly roomId: string }) {
  if (useRunningMeeting(roomId) === undefined) return null;
  return <Video role="img" aria-label="Call in progress" className="call-running" />;
}
