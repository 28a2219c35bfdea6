import { ordinaryUserId } from "./people.ts";
import type { Line, Scene } from "./scene.ts";
import { WORLD_DAYS } from "./time.ts";

const ANN = ordinaryUserId(8);
const BRAM = ordinaryUserId(9);
const CHLOE = ordinaryUserId(10);

/** Longer than a page of 100, so that a page ends inside it. */
const SAME_INSTANT_COUNT = 150;
const SAME_SECOND_COUNT = 40;

interface Series {
  readonly count: number;
  /** Between two of them, in milliseconds. */
  readonly apartMs: number;
  /** Of the first one. */
  readonly quirk?: string;
}

function series({ count, apartMs, quirk }: Series): readonly Line[] {
  return Array.from({ length: count }, (_, index) => ({
    from: index % 2 ? ANN : BRAM,
    text: `Number ${index + 1} of ${count}`,
    afterMs: index === 0 ? 60_000 : apartMs,
    ...(index === 0 && quirk ? { quirk } : {}),
  }));
}

const pages = (count: number, daysAgo: number): Scene => ({
  quirk: `exactly-${count}-messages`,
  id: `exactly-${count}`,
  subject: `Exactly ${count}`,
  daysAgo,
  members: [ANN, BRAM, CHLOE],
  lines: series({ count, apartMs: 61_000 }),
});

/** Bursts, full pages, and the ends of time. */
export const TIME_SCENES: readonly Scene[] = [
  {
    quirk: "same-instant",
    id: "burst",
    subject: "Burst",
    daysAgo: 21,
    members: [ANN, BRAM, CHLOE],
    lines: [
      ...series({ count: 30, apartMs: 5000 }),
      ...series({ count: SAME_INSTANT_COUNT, apartMs: 0, quirk: "first-of-same-instant" }),
      ...series({ count: SAME_SECOND_COUNT, apartMs: 7, quirk: "first-of-same-second" }),
    ],
  },
  {
    quirk: "same-instant-direct",
    id: "burst-direct",
    daysAgo: 380,
    members: [ANN, BRAM],
    lines: series({ count: 12, apartMs: 0 }),
  },
  pages(100, 70),
  pages(200, 350),
  {
    quirk: "ends-of-time",
    id: "ends-of-time",
    subject: "Ends of time",
    daysAgo: WORLD_DAYS,
    members: [ANN, BRAM, CHLOE],
    lines: [
      // Somebody imported seconds where milliseconds were meant (TalkJS sheet, E64).
      { quirk: "seconds-as-milliseconds", from: ANN, text: "From 1970, it seems", at: 1_600_000_000, origin: "import" },
      { quirk: "oldest", from: ANN, text: "Five years ago" },
      { quirk: "half-a-year-ago", from: BRAM, text: "Just about half a year ago", daysAgo: 180 },
      { quirk: "newest", from: BRAM, text: "Just now", daysAgo: 0 },
    ],
  },
];
