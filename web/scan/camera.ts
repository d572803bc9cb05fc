/** The browser's camera: opened, changed, lit and closed. What goes wrong has a name that the page has words for. */

/** Why there is no picture. */
export type CameraProblem = "denied" | "missing" | "busy" | "unsupported";

/** Thrown where no camera can be opened. */
export class CameraError extends Error {
  constructor(readonly problem: CameraProblem) {
    super(`no camera: ${problem}`);
  }
}

/** A camera as the person chooses it. */
export interface CameraChoice {
  readonly id: string;
  readonly label: string;
}

/** `torch` is in the Image Capture draft and in phones, and not yet in TypeScript's own types. */
type TorchCapabilities = MediaTrackCapabilities & { torch?: boolean };
type TorchConstraints = MediaTrackConstraintSet & { torch?: boolean };

/** One open camera, shown in a video element. */
export class Camera {
  private constructor(
    private readonly video: HTMLVideoElement,
    private readonly stream: MediaStream,
    private readonly track: MediaStreamTrack,
  ) {}

  /** Opens the chosen camera, else the one that looks away from the person. Throws CameraError. */
  static async open(video: HTMLVideoElement, id: string | null): Promise<Camera> {
    // Absent on pages without a secure connection and in very old browsers.
    if (!("mediaDevices" in navigator)) throw new CameraError("unsupported");
    const which = id === null ? { facingMode: { ideal: "environment" } } : { deviceId: { exact: id } };
    // Full HD, if there is so much: a code of a paper held at arm's length needs three pixels for each module.
    const size = { width: { ideal: 1920 }, height: { ideal: 1080 } };
    try {
      const stream = await navigator.mediaDevices.getUserMedia({ video: { ...which, ...size }, audio: false });
      const [track] = stream.getVideoTracks();
      if (track === undefined) throw new CameraError("missing");
      video.srcObject = stream;
      await video.play();
      return new Camera(video, stream, track);
    } catch (error) {
      throw new CameraError(problemOf(error));
    }
  }

  /** Lists the cameras; they have names only once the person has allowed one. */
  static async choices(): Promise<CameraChoice[]> {
    const devices = await navigator.mediaDevices.enumerateDevices();
    return devices.filter((one) => one.kind === "videoinput").map(({ deviceId, label }) => ({ id: deviceId, label }));
  }

  get id(): string {
    return this.track.getSettings().deviceId ?? "";
  }

  /** Whether this camera has a light that can be switched. */
  get hasTorch(): boolean {
    return (this.track.getCapabilities?.() as TorchCapabilities | undefined)?.torch === true;
  }

  async light(on: boolean): Promise<void> {
    await this.track.applyConstraints({ advanced: [{ torch: on } as TorchConstraints] });
  }

  /** Returns the frame that is shown now; null before the first. */
  async frame(): Promise<ImageBitmap | null> {
    return this.video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA ? null : createImageBitmap(this.video);
  }

  /** Calls back once when the camera is taken away: unplugged, or its permission withdrawn. */
  onEnd(gone: () => void): void {
    this.track.addEventListener("ended", gone, { once: true });
  }

  close(): void {
    for (const track of this.stream.getTracks()) track.stop();
    this.video.srcObject = null;
  }
}

function problemOf(error: unknown): CameraProblem {
  if (error instanceof CameraError) return error.problem;
  switch (error instanceof DOMException ? error.name : "") {
    case "NotAllowedError":
    case "SecurityError":
      return "denied";
    case "NotFoundError":
    case "OverconstrainedError":
      return "missing";
    default:
      return "busy";
  }
}
