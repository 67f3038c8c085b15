import { describe, expect, test } from "vitest";
import { DELAY_MS, distanceOf, progressed, Settling, type NodeStatus } from "../src/logic/distance";

const peer = (name: string, role: string, connected: boolean) => ({
  name,
  role,
  branch: "B1",
  connected,
  they_lack: 0,
  we_lack: 0,
  lag_ms: null,
  heard_ms: 0,
  trouble: "",
  skew_ms: null,
});

function status(till: boolean, hub: boolean, atHub: number): NodeStatus {
  return {
    running: true,
    own_events: 10,
    at_hub: atHub,
    by_peers: [10 - atHub, atHub],
    waits_for_hub_ms: null,
    peers: [peer("T2", "till", till), peer("H", "hub", hub)],
  };
}

const NEAR = distanceOf(status(true, true, 10));
const APART = distanceOf(status(true, false, 4));
const ALONE = distanceOf(status(false, false, 4));

describe("distance", () => {
  test("counts what waits for a hub", () => {
    expect(NEAR).toMatchObject({ tone: "near", waiting: 0 });
    expect(APART).toMatchObject({ tone: "apart", waiting: 6, hubUp: false });
    expect(ALONE.tone).toBe("alone");
    expect(distanceOf(null).tone).toBe("quiet");
  });

  test("gets worse on the screen late, and better at once", () => {
    const settling = new Settling(NEAR);
    expect(settling.see(APART, 0, false)).toBe(NEAR);
    expect(settling.see(APART, DELAY_MS - 1, false)).toBe(NEAR);
    expect(settling.see(APART, DELAY_MS, false)).toBe(APART);
    expect(settling.see(NEAR, DELAY_MS + 1, false)).toBe(NEAR);
  });

  test("that is soon back is never shown", () => {
    const settling = new Settling(NEAR);
    settling.see(ALONE, 0, false);
    settling.see(NEAR, 30_000, false);
    expect(settling.see(ALONE, 50_000, false)).toBe(NEAR);
  });

  test("never changes in mid-sale", () => {
    const settling = new Settling(NEAR);
    settling.see(ALONE, 0, true);
    expect(settling.see(ALONE, 10 * DELAY_MS, true)).toBe(NEAR);
    expect(settling.see(ALONE, 10 * DELAY_MS + 1, false)).toBe(ALONE);
    expect(settling.see(NEAR, 11 * DELAY_MS, true)).toBe(ALONE);
  });

  test("closes by events that are counted", () => {
    let progress = progressed(null, { to_come: 30, to_go: 70 });
    progress = progressed(progress, { to_come: 10, to_go: 70 });
    progress = progressed(progress, { to_come: 15, to_go: 60 });
    expect(progress).toEqual({ done: 25, left: 75 });
  });
});
