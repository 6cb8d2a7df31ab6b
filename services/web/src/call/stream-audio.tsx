import { useEffect } from 'react';

interface StreamAudioProps {
  readonly stream: MediaStream;
  /** The id of the speaker that plays the sound. An empty string means the default speaker. */
  readonly speakerId: string;
}

/** Plays the sound of a media stream while the component is rendered. Renders nothing. */
export function StreamAudio({ stream, speakerId }: StreamAudioProps) {
  useEffect(() => {
    const audio = new Audio();
    audio.srcObject = stream;
    // Ignore a rejected speaker, for example one that was unplugged. The sound then comes from the default speaker.
    if (speakerId !== '') audio.setSinkId?.(speakerId).catch(() => undefined);
    // Ignore a refusal. Browsers refuse to play sound only before the first click on a page, and the user has clicked
    // to join.
    audio.play().catch(() => undefined);
    return () => {
      audio.pause();
      audio.srcObject = null;
    };
  }, [stream, speakerId]);
  return null;
}
