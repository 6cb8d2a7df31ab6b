import type { ChatClient } from '@kcs/chat-client';
import { useCallback } from 'react';
import { useChat } from '../chat/chat-context.ts';
import { getRoomIdInAddress, goToRoomAddress } from '../chat/room-address.ts';
import { getTimelineNavigation, type MessageTarget } from './timeline-navigation.ts';

/** Shows a message in any of the user's rooms. Opens the room if it is not open. */
export type ShowMessage = (roomId: string, target: MessageTarget) => void;

/**
 * Returns a function that scrolls to a message and highlights it. If the message is not loaded, the timeline loads it
 * first.
 */
export function useShowMessage(): ShowMessage {
  const chat = useChat();
  return useCallback((roomId, target) => showMessage(chat, roomId, target), [chat]);
}

/** Scrolls to a message and highlights it. Opens the room if it is not open. */
export function showMessage(chat: ChatClient, roomId: string, target: MessageTarget): void {
  const timelineNavigation = getTimelineNavigation(chat);
  timelineNavigation.request = { roomId, target };
  for (const listener of timelineNavigation.listeners) listener();
  if (getRoomIdInAddress() !== roomId) goToRoomAddress(roomId);
}
