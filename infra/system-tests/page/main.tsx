import { createRoot } from 'react-dom/client';
import { ChatRoom } from './chat-room.tsx';

const pageParameters = new URLSearchParams(location.hash.slice(1));
const reactRoot = createRoot(document.getElementById('root') as HTMLElement);
reactRoot.render(
  <ChatRoom
    socketUrl={pageParameters.get('socketUrl') ?? ''}
    roomId={pageParameters.get('roomId') ?? ''}
    token={pageParameters.get('token') ?? ''}
  />,
);
