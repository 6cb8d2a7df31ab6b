import { useEffect, useRef } from 'react';
import { watchAudioLevel } from './audio-level.ts';
import './level-meter.css';

/** Shows how loud the microphone is, so that the user sees that the microphone works. */
export function LevelMeter({ stream }: { readonly stream: MediaStream }) {
  const meterRef = useRef<HTMLMeterElement>(null);
  // Set the level on the element. Rendering the component ten times per second would be wasteful.
  useEffect(
    () =>
      watchAudioLevel(stream, (level) => {
        if (meterRef.current !== null) meterRef.current.value = level;
      }),
    [stream],
  );
  return (
    <label className="level-meter">
      <span className="small">Microphone level</span>
      <meter ref={meterRef} min={0} max={1} />
    </label>
  );
}
