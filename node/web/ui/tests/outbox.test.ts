import "fake-indexeddb/auto";
import { beforeEach, describe, expect, test } from "vitest";
import { NotAnsweredError, RefusedError } from "../src/api/errors";
import { Database } from "../src/storage/database";
import { Outbox, type Pending } from "../src/storage/outbox";

/** A node that remembers what it has done, and may be cut off before or after doing it. */
class Node {
  done = new Map<string, unknown>();
  asked = 0;
  cut: "no" | "before" | "after" = "no";

  send = async (_verb: string, body: Record<string, unknown>): Promise<unknown> => {
    this.asked += 1;
    if (this.cut === "before") throw new NotAnsweredError();
    const id = String(body["id"]);
    if (body["wrong"]) throw new RefusedError("No.", 409);
    const repeated = this.done.has(id);
    this.done.set(id, body);
    if (this.cut === "after") throw new NotAnsweredError();
    return { id, repeated };
  };
}

const pending = (id: string, madeMs = 0, more = {}): Pending => ({
  id,
  verb: "sell",
  body: { id, ...more },
  madeMs,
  about: id,
});

describe("the outbox", () => {
  let database: Database;
  let node: Node;
  let outbox: Outbox;
  let count = 0;

  beforeEach(async () => {
    database = await Database.open(`test-${(count += 1)}`);
    node = new Node();
    outbox = new Outbox(database, node.send);
  });

  test("forgets a command when it is answered", async () => {
    expect(await outbox.give(pending("a"))).toEqual({ id: "a", repeated: false });
    expect(await outbox.waiting()).toEqual([]);
  });

  test.each(["before", "after"] as const)("does once what was cut off %s it was done", async (when) => {
    node.cut = when;
    await expect(outbox.give(pending("a"))).rejects.toThrow(NotAnsweredError);
    expect(await outbox.waiting()).toHaveLength(1);
    node.cut = "no";
    expect(await outbox.replay()).toBe(1);
    expect([...node.done.keys()]).toEqual(["a"]);
    expect(await outbox.waiting()).toEqual([]);
  });

  test("keeps its commands over a reload, and their order", async () => {
    node.cut = "before";
    for (const [id, at] of [["b", 2], ["a", 1], ["c", 3]] as const) {
      await outbox.give(pending(id, at)).catch(() => undefined);
    }
    const reloaded = new Outbox(database, node.send);
    node.cut = "no";
    expect(await reloaded.replay()).toBe(3);
    expect([...node.done.keys()]).toEqual(["a", "b", "c"]);
  });

  test("does not block on what is refused", async () => {
    node.cut = "before";
    await outbox.give(pending("bad", 1, { wrong: true })).catch(() => undefined);
    await outbox.give(pending("good", 2)).catch(() => undefined);
    node.cut = "no";
    const ended: string[] = [];
    const told = new Outbox(database, node.send, (each, outcome) => {
      ended.push(`${each.id} ${"refused" in outcome ? outcome.refused.message : "done"}`);
    });
    expect(await told.replay()).toBe(2);
    expect(ended).toEqual(["bad No.", "good done"]);
    expect(await outbox.waiting()).toEqual([]);
  });

  test("waits where nobody is signed in", async () => {
    const asleep = new Outbox(database, async () => {
      throw new RefusedError("Sign in first.", 401);
    });
    await asleep.give(pending("a")).catch(() => undefined);
    expect(await outbox.waiting()).toHaveLength(1);
  });

  test("sends a command once at a time", async () => {
    const given = outbox.give(pending("a"));
    await Promise.all([given, outbox.replay(), outbox.replay()]);
    expect(node.done.size).toBe(1);
    expect(node.asked).toBeLessThanOrEqual(2);
  });
});
