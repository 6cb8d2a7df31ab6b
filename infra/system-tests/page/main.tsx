import { createRoot } from 'react-dom/client';
import { ChatRoom } from './chat-room.tsx';

const parameters = new URLSearchParams(location.hash.slice(1));
const root = createRoot(document.getElementById('root') as HTMLElement);
root.render(
  <ChatRoom
    socketUrl={parameters.get('socketUrl') ?? ''}
    roomId={parameters.get('roomId') ?? ''}
    token={parameters.get('token') ?? ''}
  />,
);
