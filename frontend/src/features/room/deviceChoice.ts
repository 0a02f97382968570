import type { DeviceChoice } from "@/shared/live/room";

const key = "telemed-devices";

/** The camera and microphone chosen in the device check, used again in the room. */
export function chosenDevices(): DeviceChoice {
  try {
    const stored: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    if (typeof stored !== "object" || stored === null) return {};
    const { audioDeviceId, videoDeviceId } = stored as Record<string, unknown>;
    return {
      ...(typeof audioDeviceId === "string" ? { audioDeviceId } : {}),
      ...(typeof videoDeviceId === "string" ? { videoDeviceId } : {}),
    };
  } catch {
    return {};
  }
}

export function chooseDevices(choice: DeviceChoice): void {
  try {
    localStorage.setItem(key, JSON.stringify({ ...chosenDevices(), ...choice }));
  } catch {
    // The choice then has to be made again in the room.
  }
}
