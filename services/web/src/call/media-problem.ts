import type { MediaProblem } from '@kcs/chat-client/calls';

/** A source of the user's picture or sound in a call. */
type MediaKind = 'camera' | 'microphone' | 'screen';

/** Returns a text that says why the user's camera, microphone, or screen cannot be used, and what to do. */
export function describeMediaProblem(kind: MediaKind, problem: MediaProblem): string {
  if (problem === 'insecure')
    return 'This address is not secure, so the browser blocks the camera and microphone. Open the chat at an address that begins with https://, or join without them.';
  if (problem === 'unsupported')
    return kind === 'screen'
      ? 'This browser cannot share the screen. Use a browser on a computer.'
      : 'This browser has no access to cameras and microphones. Use another browser, or join without them.';
  return TEXT_BY_KIND_AND_PROBLEM[kind][problem];
}

const TEXT_BY_KIND_AND_PROBLEM: Readonly<
  Record<MediaKind, Readonly<Record<Exclude<MediaProblem, 'insecure' | 'unsupported'>, string>>>
> = {
  camera: {
    denied:
      'Your browser is not allowed to use your camera. Allow the camera in the address bar, then turn it on again.',
    missing: 'No camera was found. Connect one, then turn it on, or join without a picture.',
    'in-use': 'Another program is using your camera. Close that program, then turn the camera on again.',
    failed: 'Your camera could not be started. Choose another one, or turn it on again.',
  },
  microphone: {
    denied:
      'Your browser is not allowed to use your microphone. Allow the microphone in the address bar, then unmute again.',
    missing: 'No microphone was found. Connect one, then unmute, or join muted.',
    'in-use': 'Another program is using your microphone. Close that program, then unmute again.',
    failed: 'Your microphone could not be started. Choose another one, or unmute again.',
  },
  screen: {
    denied:
      'Your browser is not allowed to record your screen. Allow this in your system settings, then share the screen again.',
    missing: 'No screen or window was found. Open the window that you want to show, then share it again.',
    'in-use': 'Another program is recording the screen. Close that program, then share the screen again.',
    failed: 'The screen could not be shared. Share it again.',
  },
};
