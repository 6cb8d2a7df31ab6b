import { WifiOff } from 'lucide-react';
import { useChat, useChatState } from '../chat/chat-context.ts';
import { Spinner } from '../ui/spinner.tsx';
import './connection-banner.css';

/**
 * Shows that there is no connection or that the page is paused. The page is paused if the user has opened the chat in
 * too many browser windows. A paused page does not reconnect by itself, so the banner has a button that reconnects.
 */
export function ConnectionBanner() {
  const chat = useChat();
  const connectionState = useChatState((state) => state.connection);
  return (
    <div role="status" className="banner-place">
      {connectionState === 'online' || connectionState === 'ended' ? null : (
        <p className={`banner banner-${connectionState}`}>
          {connectionState === 'connecting' ? <Spinner /> : <WifiOff aria-hidden="true" />}
          <span>{BANNER_TEXT_BY_CONNECTION_STATE[connectionState]}</span>
          {connectionState === 'evicted' ? (
            <button type="button" className="banner-action" onClick={chat.wake}>
              Continue here
            </button>
          ) : null}
        </p>
      )}
    </div>
  );
}

const BANNER_TEXT_BY_CONNECTION_STATE = {
  connecting: 'Connecting…',
  waiting:
    'Connection lost. Reconnecting… Messages you write now will be sent as soon as you’re back online.',
  evicted: 'Chat is open in too many windows, so this one is paused.',
} as const;
