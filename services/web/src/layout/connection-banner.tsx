import { WifiOff } from 'lucide-react';
import { useChatState } from '../chat/chat-context.ts';
import { Spinner } from '../ui/spinner.tsx';

/** Tells that the connection is away; shown only when that lasts (the style sheet delays it). */
export function ConnectionBanner() {
  const connection = useChatState((state) => state.connection);
  return (
    <div role="status" className="banner-place">
      {connection === 'online' || connection === 'ended' ? null : (
        <p className={`banner banner-${connection}`}>
          {connection === 'waiting' ? <WifiOff aria-hidden="true" /> : <Spinner />}
          {connection === 'waiting'
            ? 'Connection lost. Reconnecting… What you write is sent as soon as possible.'
            : 'Connecting…'}
        </p>
      )}
    </div>
  );
}
