import { beforeEach, describe, expect, it } from "vitest";
import { FakePeerConnection, FakeStream, FakeTrack } from "./fakePeers";
import { FakeClock, settle } from "./fakes";
import { Peer } from "./peer";
import type { Signal } from "./protocol";

const clock = { current: new FakeClock() };

/** Two people whose signals travel with a delay, or get lost while a line is cut. */
class Pair {
  readonly clock = new FakeClock();
  doctor: Peer;
  patient: Peer;
  readonly cut = { doctor: false, patient: false };
  readonly sent: Record<"doctor" | "patient", Signal[]> = { doctor: [], patient: [] };

  constructor() {
    clock.current = this.clock;
    this.doctor = this.open("doctor");
    this.patient = this.open("patient");
  }

  open(who: "doctor" | "patient"): Peer {
    const other = who === "doctor" ? "patient" : "doctor";
    const peer: Peer = new Peer(who === "patient", {
      createConnection: () => new FakePeerConnection() as unknown as RTCPeerConnection,
      send: (signal) => {
        this.sent[who].push(signal);
        if (!this.cut[who] && this[who] === peer)
          this.clock.after(20, () => {
            if (!this.cut[other]) void this[other].receive(signal);
          });
      },
      after: this.clock.after,
      onChange: () => undefined,
    });
    return peer;
  }

  pcs(): [FakePeerConnection, FakePeerConnection] {
    return [this.doctor.connection, this.patient.connection] as unknown as [
      FakePeerConnection,
      FakePeerConnection,
    ];
  }

  expectTogether(): void {
    const [doctor, patient] = this.pcs();
    expect(doctor.signalingState).toBe("stable");
    expect(patient.signalingState).toBe("stable");
    expect(doctor.remoteSession).toBe(patient.session);
    expect(patient.remoteSession).toBe(doctor.session);
    expect(this.doctor.link).toBe("connected");
    expect(this.patient.link).toBe("connected");
  }
}

function camera(): MediaStream {
  return new FakeStream([new FakeTrack("audio"), new FakeTrack("video")]) as unknown as MediaStream;
}

describe("negotiation", () => {
  let pair: Pair;
  beforeEach(() => {
    pair = new Pair();
  });

  it("both offering at once connects, and the doctor's offer is the one that stands", async () => {
    pair.doctor.setLocal(camera());
    pair.patient.setLocal(camera());
    await pair.clock.pass(2_000);
    pair.expectTogether();
    expect(pair.sent.doctor[0]?.description?.type).toBe("offer");
    expect(pair.sent.patient[0]?.description?.type).toBe("offer");
    expect(pair.sent.patient[1]?.description?.type).toBe("answer");
  });

  it("connects people with no camera and no microphone", async () => {
    await pair.clock.pass(2_000);
    pair.expectTogether();
  });

  it("a camera that comes later is negotiated, one that goes and comes back is not", async () => {
    await pair.clock.pass(2_000);
    const before = pair.sent.patient.length;
    pair.patient.setLocal(camera());
    await pair.clock.pass(2_000);
    expect(pair.sent.patient.length).toBeGreaterThan(before);
    const count = pair.sent.patient.length;
    pair.patient.setLocal(null);
    pair.patient.setLocal(camera());
    await pair.clock.pass(2_000);
    expect(pair.sent.patient).toHaveLength(count);
    pair.expectTogether();
  });

  it.each(["doctor", "patient"] as const)("goes on after the %s reloads the page", async (who) => {
    pair.doctor.setLocal(camera());
    pair.patient.setLocal(camera());
    await pair.clock.pass(2_000);
    pair[who].close();
    pair[who] = pair.open(who);
    pair[who].setLocal(camera());
    await pair.clock.pass(3_000);
    pair.expectTogether();
  });

  it("goes on when one reloads while the other, having seen it go, offers too", async () => {
    await pair.clock.pass(2_000);
    pair.patient.close();
    pair.patient = pair.open("patient");
    pair.patient.setLocal(camera());
    pair.doctor.setLocal(camera());
    const [doctor] = pair.pcs();
    doctor.goes("failed");
    await pair.clock.pass(5_000);
    pair.expectTogether();
  });

  it("both reloading at once connects", async () => {
    await pair.clock.pass(2_000);
    for (const who of ["doctor", "patient"] as const) {
      pair[who].close();
      pair[who] = pair.open(who);
      pair[who].setLocal(camera());
    }
    await pair.clock.pass(5_000);
    pair.expectTogether();
  });

  it("an offer lost in a cut is said again afterwards", async () => {
    pair.cut.doctor = true;
    pair.cut.patient = true;
    await pair.clock.pass(2_000);
    pair.cut.doctor = false;
    pair.cut.patient = false;
    pair.doctor.nudge();
    pair.patient.nudge();
    await pair.clock.pass(2_000);
    pair.expectTogether();
  });

  it("a broken path is mended by an ICE restart", async () => {
    await pair.clock.pass(2_000);
    const [doctor, patient] = pair.pcs();
    doctor.goes("failed");
    expect(pair.doctor.link).toBe("unstable");
    await pair.clock.pass(2_000);
    expect(doctor.iceRestarts).toBe(1);
    expect(pair.pcs()).toEqual([doctor, patient]);
    pair.expectTogether();
  });

  it("a short break is left to heal by itself", async () => {
    await pair.clock.pass(2_000);
    const [doctor] = pair.pcs();
    doctor.goes("disconnected");
    await pair.clock.pass(2_000);
    doctor.goes("connected");
    await pair.clock.pass(10_000);
    expect(doctor.iceRestarts).toBe(0);
  });

  it("with no path at all people are sent to the chat, and the tries go on", async () => {
    pair.cut.patient = true;
    await pair.clock.pass(60_000);
    expect(pair.doctor.link).toBe("chat");
    expect(pair.patient.link).toBe("chat");
    pair.cut.patient = false;
    await pair.clock.pass(60_000);
    pair.expectTogether();
  });
});

describe("candidates", () => {
  it("wait for their description and arrive in batches", async () => {
    const pair = new Pair();
    const candidates = Array.from({ length: 40 }, (_, index) => ({ candidate: `c${index}` }));
    await pair.patient.receive({ candidates: candidates.slice(0, 3) });
    expect(pair.pcs()[1].candidates).toHaveLength(0);
    const [doctor] = pair.pcs();
    await settle();
    for (const one of candidates) doctor.onicecandidate?.({ candidate: one });
    await pair.clock.pass(2_000);
    pair.expectTogether();
    const batches = pair.sent.doctor.flatMap((one) => (one.candidates ? [one.candidates] : []));
    expect(batches.map((batch) => batch.length)).toEqual([32, 8]);
    expect(pair.pcs()[1].candidates.length).toBe(43);
  });
});
