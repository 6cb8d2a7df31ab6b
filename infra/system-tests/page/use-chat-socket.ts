import { useEffect, useState } from 'react';
import { io, type Socket } from 'socket.io-client';

/**
 * Keeps a socket with default options open while the component is mounted. Existing applications have hooks like this
 * one.
 */
export function useChatSocket(url: string, token: string): { socket: Socket | null; isConnected: boolean } {
  const [socket, setSocket] = useState<Socket | null>(null);
  const [isConnected, setIsConnected] = useState(false);
  useEffect(() => {
    const openedSocket = io(url, { auth: { token } });
    openedSocket.on('connect', () => setIsConnected(true));
    openedSocket.on('disconnect', () => setIsConnected(false));
    setSocket(openedSocket);
    return () => {
      openedSocket.close();
    };
  }, [url, token]);
  return { socket, isConnected };
}
