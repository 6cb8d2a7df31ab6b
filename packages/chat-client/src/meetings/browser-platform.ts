import type { MediaPlatform } from './media-platform.ts';

/** The browser's information about the network, which TypeScript's DOM types do not declare. */
interface NetworkInformation extends EventTarget {
  /** The kind of the network, such as `wifi`. Missing on desktop computers. */
  readonly type?: string;
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
    onDevicesChanged: (listener) => listenTo(mediaDevices, 'devicechange', listener),
    onNetworkChanged(listener) {
      const { connection } = navigator as { readonly connection?: NetworkInformation };
      let networkType = connection?.type;
      // The event also reports every change of the estimated speed, which does not matter here.
      const callIfTypeChanged = () => {
        if (networkType === connection?.type) return;
        networkType = connection?.type;
        listener();
      };
      const removeListeners = [
        listenTo(window, 'online', listener),
        listenTo(connection, 'change', callIfTypeChanged),
      ];
      return () => {
        for (const remove of removeListeners) remove();
      };
    },
    onPageHidden: (listener) => listenTo(window, 'pagehide', listener),
    createStream: (tracks) => new MediaStream([...tracks]),
    createPeerConnection: (configuration) => new RTCPeerConnection(configuration),
  };
}

function listenTo(target: EventTarget | undefined, name: string, listener: () => void): () => void {
  target?.addEventListener(name, listener);
  return () => target?.removeEventListener(name, listener);
}
