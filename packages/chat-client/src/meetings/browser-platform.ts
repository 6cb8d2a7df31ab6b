import type { MediaPlatform } from './media-platform.ts';

/** The browser's mechanism for network changes, which TypeScript's DOM types do not declare. */
interface NavigatorWithConnection {
  readonly connection?: EventTarget;
}

/** Returns the media functions of this browser. */
export function createBrowserPlatform(): MediaPlatform {
  // Browsers hide `mediaDevices` from pages that were not loaded over HTTPS.
  const mediaDevices = navigator.mediaDevices as MediaDevices | undefined;
  const requireMediaDevices = (): MediaDevices => {
    if (!mediaDevices) throw new DOMException('The page was not loaded over HTTPS.', 'NotSupportedError');
    return mediaDevices;
  };
  return {
    isSecure: mediaDevices !== undefined,
    canShareScreen: typeof mediaDevices?.getDisplayMedia === 'function',
    openDevices: async (constraints) => requireMediaDevices().getUserMedia(constraints),
    openScreen: async () => requireMediaDevices().getDisplayMedia({ video: { frameRate: { max: 15 } } }),
    listDevices: async () => (await mediaDevices?.enumerateDevices()) ?? [],
    onDevicesChanged: (listener) => listenTo(mediaDevices, ['devicechange'], listener),
    onNetworkChanged(listener) {
      const { connection } = navigator as NavigatorWithConnection;
      const removeListeners = [
        listenTo(window, ['online'], listener),
        listenTo(connection, ['change'], listener),
      ];
      return () => {
        for (const remove of removeListeners) remove();
      };
    },
    onPageHidden: (listener) => listenTo(window, ['pagehide'], listener),
    createStream: (tracks) => new MediaStream([...tracks]),
    createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
  };
}

function listenTo(
  target: EventTarget | undefined,
  names: readonly string[],
  listener: () => void,
): () => void {
  for (const name of names) target?.addEventListener(name, listener);
  return () => {
    for (const name of names) target?.removeEventListener(name, listener);
  };
}
