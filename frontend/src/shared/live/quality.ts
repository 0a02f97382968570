/** One look at what leaves this machine. Rates in bits per second, loss as a fraction of packets. */
export interface Sample {
  availableBitrate: number | null;
  fractionLost: number | null;
}

/** Below this, video only takes the room that speech needs. */
const POOR_BITRATE = 120_000;
const POOR_LOSS = 0.2;
/** This many poor looks in a row (3 s apart) are no passing trouble. */
const POOR_LOOKS = 4;

export function isPoor({ availableBitrate, fractionLost }: Sample): boolean {
  if (fractionLost !== null && fractionLost >= POOR_LOSS) return true;
  return availableBitrate !== null && availableBitrate < POOR_BITRATE;
}

/** Counts poor looks in a row; true exactly when video should be given up. */
export class QualityWatch {
  private poor = 0;

  look(sample: Sample): boolean {
    this.poor = isPoor(sample) ? this.poor + 1 : 0;
    if (this.poor < POOR_LOOKS) return false;
    this.poor = 0;
    return true;
  }
}

/** The worst of all paths. Browsers leave members out that they do not measure. */
export async function sampleOf(connections: RTCPeerConnection[]): Promise<Sample> {
  const open = connections.filter((pc) => pc.connectionState === "connected");
  const stats = await Promise.all(open.map((pc) => pc.getStats()));
  const reports = stats.flatMap((report) => [...report.values()]);
  const pairs = reports.filter((one) => one.type === "candidate-pair" && one.nominated);
  const received = reports.filter(
    (one) => one.type === "remote-inbound-rtp" && one.kind === "video",
  );
  const rates = pairs.map((one) => one.availableOutgoingBitrate).filter(Number.isFinite);
  const losses = received.map((one) => one.fractionLost).filter(Number.isFinite);
  return {
    availableBitrate: rates.length > 0 ? Math.min(...rates) : null,
    fractionLost: losses.length > 0 ? Math.max(...losses) : null,
  };
}
