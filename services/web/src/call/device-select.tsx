import './device-select.css';

/** A camera, microphone, or speaker that the user can choose. */
export interface DeviceChoice {
  /** The id of the device. Empty if the browser hides the device until the user allows access. */
  readonly id: string;
  readonly name: string;
}

interface DeviceSelectProps {
  readonly label: string;
  readonly devices: readonly DeviceChoice[];
  /** The id of the chosen device. Null for the browser's default. */
  readonly selectedId: string | null;
  readonly onSelect: (id: string) => void;
}

/** Shows a list of devices, and lets the user choose one. */
export function DeviceSelect({ label, devices, selectedId, onSelect }: DeviceSelectProps) {
  const choices = devices.filter(({ id }) => id !== '');
  const isSelectionKnown = choices.some(({ id }) => id === selectedId);
  return (
    <label className="device-select">
      <span>{label}</span>
      <select
        value={isSelectionKnown && selectedId !== null ? selectedId : ''}
        disabled={choices.length === 0}
        onChange={(event) => onSelect(event.target.value)}
      >
        {isSelectionKnown ? null : (
          <option value="" disabled>
            {devices.length === 0 ? `No ${label.toLowerCase()} found` : `Default ${label.toLowerCase()}`}
          </option>
        )}
        {choices.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
    </label>
  );
}
