import type { CallsState, OwnMedia } from '@kcs/chat-client/calls';
import { X } from 'lucide-react';
import { useEffect, useState } from 'react';
import { IconButton } from '../ui/icon-button.tsx';
import { describeMediaProblem } from './media-problem.ts';
import './call-notes.css';

/**
 * Shows what is wrong in the call: a lost connection, or a device that cannot be used. The user can dismiss a note about
 * a device. Problems that the user has already seen in the preview are not shown again.
 */
export function CallNotes({ state }: { readonly state: CallsState }) {
  const deviceProblems = listDeviceProblems(state.media);
  const [dismissedTexts, setDismissedTexts] = useState(deviceProblems);
  // Show a problem again if it disappears and then returns, for example because the user turned the camera on again.
  useEffect(() => {
    const currentTexts = listDeviceProblems(state.media);
    setDismissedTexts((texts) =>
      texts.every((text) => currentTexts.includes(text))
        ? texts
        : texts.filter((text) => currentTexts.includes(text)),
    );
  }, [state.media]);
  return (
    <div className="call-notes small" role="status">
      {state.phase === 'reconnecting' ? (
        <p className="call-note">
          Your connection to the server is lost. You may still see and hear the others. Reconnecting…
        </p>
      ) : null}
      {deviceProblems
        .filter((text) => !dismissedTexts.includes(text))
        .map((text) => (
          <p key={text} className="call-note">
            <span>{text}</span>
            <IconButton
              icon={X}
              label="Dismiss"
              onClick={() => setDismissedTexts([...dismissedTexts, text])}
            />
          </p>
        ))}
    </div>
  );
}

function listDeviceProblems({ microphone, camera, screenProblem }: OwnMedia): readonly string[] {
  const problemTexts = [
    microphone.problem && describeMediaProblem('microphone', microphone.problem),
    camera.problem && describeMediaProblem('camera', camera.problem),
    screenProblem && describeMediaProblem('screen', screenProblem),
  ].filter((text) => text !== null);
  return [...new Set(problemTexts)];
}
