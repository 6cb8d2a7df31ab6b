import { WifiOff } from 'lucide-react';
import { useChatState } from '../chat/chat-context.ts';
import { Spinner } from '../ui/spinner.tsx';
import './connection-banner.css';

/**
 * Shows that the connection is lost. The style sheet delays the banner by 1.2 s, so that short interruptions do not
 * show it.
 */
export function ConnectionBanner() {
  const connection = useChatState((state) => state.connection);
  return (
    <div role="status" className="banner-place">
      {connection === 'online' || connection === 'ended' ? null : (
        <p className={`banner banner-${connection}`}>
          {connection === 'waiting' ? <WifiOff aria-hidden="true" /> : <Spinner />}
          <span>
            {connection === 'waiting'
              ? 'Connection lost. Reconnecting… Messages you write now will be sent as soon as you’re back online.'
              : 'Connecting…'}
          </span>
        </p>
      )}
    </div>
  );
}
