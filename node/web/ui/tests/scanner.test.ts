import { describe, expect, test } from "vitest";
import { Scanner, type Heard } from "../src/logic/scanner";

function keys(scanner: Scanner, text: string, gapMs: number, startMs = 0): Heard[] {
  return [...text].map((key, place) => scanner.hear(key, startMs + place * gapMs));
}

describe("a scanner", () => {
  test("is told by how fast its keys follow one another", () => {
    const scanner = new Scanner();
    keys(scanner, "4006381333931", 3);
    expect(scanner.hear("Enter", 13 * 3)).toEqual({ is: "scan", code: "4006381333931" });
  });

  test("is not a person who types digits and Enter", () => {
    const scanner = new Scanner();
    keys(scanner, "20000000", 90);
    expect(scanner.hear("Enter", 8 * 90)).toEqual({ is: "key" });
  });

  test("may stutter once without becoming a person", () => {
    const scanner = new Scanner();
    keys(scanner, "400638", 5);
    keys(scanner, "1333931", 5, 120);
    expect(scanner.hear("Enter", 160)).toEqual({ is: "scan", code: "4006381333931" });
  });

  test("begins anew after whatever was typed before", () => {
    const scanner = new Scanner();
    scanner.hear("3", 0);
    expect(keys(scanner, "40063813", 4, 500)[0]).toEqual({ is: "first" });
    expect(scanner.hear("Enter", 540)).toEqual({ is: "scan", code: "40063813" });
  });

  test("may send a prefix, which is no part of the code", () => {
    const scanner = new Scanner({ gapMs: 100, meanGapMs: 45, lengthMin: 6, prefix: "~" });
    keys(scanner, "~ABC123", 3);
    expect(scanner.hear("Enter", 24)).toEqual({ is: "scan", code: "ABC123" });
  });

  test("that sends two codes back to back sends two", () => {
    const scanner = new Scanner();
    keys(scanner, "11111111", 2);
    expect(scanner.hear("Enter", 16)).toEqual({ is: "scan", code: "11111111" });
    keys(scanner, "22222222", 2, 18);
    expect(scanner.hear("Enter", 36)).toEqual({ is: "scan", code: "22222222" });
  });
});
