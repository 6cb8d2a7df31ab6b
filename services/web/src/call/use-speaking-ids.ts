import type { Calls, CallsState } from '@kcs/chat-client/calls';
import { useEffect, useRef, useState } from 'react';
import { watchAudioLevel } from './audio-level.ts';
import { OWN_TILE_ID } from './create-tiles.ts';

const POLL_INTERVAL_MS = 100;
/** A person whose level is higher counts as speaking. Background noise is usually below this level. */
const SPEAKING_LEVEL = 0.03;
/**
 * A person still counts as speaking for this long after the last loud moment, so that the mark does not flicker between
 * words.
 */
const SPEAKING_HOLD_MS = 700;

const NOBODY: ReadonlySet<string> = new Set();

/** Returns the ids of the participants who are speaking, and `OWN_TILE_ID` if the user is speaking. */
export function useSpeakingIds(calls: Calls, { participants, media }: CallsState): ReadonlySet<string> {
  const [speakingIds, setSpeakingIds] = useState(NOBODY);
  const ownLevelRef = useRef(0);
  const { audioStream } = media;
  useEffect(() => {
    ownLevelRef.current = 0;
    if (audioStream === null) return;
    return watchAudioLevel(audioStream, (level) => {
      ownLevelRef.current = level;
    });
  }, [audioStream]);
  const lastLoudAtByIdRef = useRef(new Map<string, number>());
  useEffect(() => {
    const lastLoudAtById = lastLoudAtByIdRef.current;
    const pollTimer = setInterval(() => {
      const now = Date.now();
      const readLevel = (id: string) => (id === OWN_TILE_ID ? ownLevelRef.current : calls.readAudioLevel(id));
      const ids = [OWN_TILE_ID, ...participants.map(({ id }) => id)];
      for (const id of ids) if (readLevel(id) > SPEAKING_LEVEL) lastLoudAtById.set(id, now);
      const speaking = ids.filter((id) => now - (lastLoudAtById.get(id) ?? 0) < SPEAKING_HOLD_MS);
      setSpeakingIds((previous) => (isSameSet(previous, speaking) ? previous : new Set(speaking)));
    }, POLL_INTERVAL_MS);
    return () => clearInterval(pollTimer);
  }, [calls, participants]);
  return speakingIds;
}

const isSameSet = (set: ReadonlySet<string>, ids: readonly string[]): boolean =>
  set.size === ids.length && ids.every((id) => set.has(id));
