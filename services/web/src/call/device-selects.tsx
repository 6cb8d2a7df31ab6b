import type { Calls, DeviceKind, OwnMedia } from '@kcs/chat-client/calls';
import { DeviceSelect } from './device-select.tsx';
import './device-selects.css';

interface DeviceSelectsProps {
  readonly calls: Calls;
  readonly media: OwnMedia;
}

const LABEL_BY_KIND: Readonly<Record<DeviceKind, string>> = {
  camera: 'Camera',
  microphone: 'Microphone',
  speaker: 'Speaker',
};

/** Shows the lists of cameras, microphones, and, if the browser lets the page choose, speakers. */
export function DeviceSelects({ calls, media }: DeviceSelectsProps) {
  const selectedIdByKind: Readonly<Record<DeviceKind, string | null>> = {
    camera: media.camera.deviceId,
    microphone: media.microphone.deviceId,
    speaker: media.speakerId,
  };
  const shownKinds: DeviceKind[] = canChooseSpeaker()
    ? ['camera', 'microphone', 'speaker']
    : ['camera', 'microphone'];
  return (
    <div className="device-selects">
      {shownKinds.map((kind) => (
        <DeviceSelect
          key={kind}
          label={LABEL_BY_KIND[kind]}
          devices={media.devices
            .filter((device) => device.kind === kind)
            .map(({ id, label }, index) => ({ id, name: label || `${LABEL_BY_KIND[kind]} ${index + 1}` }))}
          selectedId={selectedIdByKind[kind]}
          onSelect={(id) => void calls.switchDevice(kind, id)}
        />
      ))}
    </div>
  );
}

const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;
