import { AUDIO, DOCUMENT, FOREIGN_NAME, IMAGE, NAMELESS_TYPE, VIDEO, VOICE } from "./files.ts";
import { ordinaryUserId } from "./people.ts";
import type { Line, Scene } from "./scene.ts";

const ANN = ordinaryUserId(3);
const BRAM = ordinaryUserId(4);

const FILES: readonly Line[] = [
  { quirk: "file-image", from: ANN, file: IMAGE },
  { quirk: "file-video", from: ANN, file: VIDEO },
  { quirk: "file-audio", from: ANN, file: AUDIO },
  { quirk: "file-voice", from: ANN, file: VOICE },
  { quirk: "file-other", from: ANN, file: DOCUMENT },
  { quirk: "file-without-extension", from: ANN, file: NAMELESS_TYPE },
  { quirk: "file-foreign-name", from: BRAM, file: FOREIGN_NAME },
  { quirk: "file-text-null", from: BRAM, file: DOCUMENT, text: null },
  { quirk: "file-legacy", from: BRAM, file: IMAGE, isLegacy: true },
  { quirk: "file-legacy-foreign-name", from: BRAM, file: FOREIGN_NAME, isLegacy: true },
  { quirk: "file-with-caption-legacy", from: BRAM, file: IMAGE, text: "Look at *this*!", isLegacy: true },
  { quirk: "file-of-system", from: null, file: DOCUMENT },
  // One block per message today, more announced (TalkJS sheet, T21).
  {
    quirk: "several-blocks",
    from: ANN,
    text: "Two pictures and a text",
    file: IMAGE,
    content: [{ type: "text", children: ["Two pictures and a text"] }, IMAGE, VIDEO],
  },
];

const PLACES: readonly Line[] = [
  { quirk: "location", from: ANN, place: [51.4416, 5.4697] },
  { quirk: "location-southern", from: ANN, place: [-33.8688, 151.2093] },
  { quirk: "location-zero", from: BRAM, place: [0, 0] },
  { quirk: "location-legacy", from: BRAM, place: [40.7128, -74.006], isLegacy: true },
];

/** Files of every kind, and places. */
export const FILE_SCENES: readonly Scene[] = [
  { quirk: "files", id: "files", subject: "Files", daysAgo: 100, members: [ANN, BRAM, "ann.lee"], lines: FILES },
  { quirk: "places", id: "places", daysAgo: 99, members: [ANN, BRAM], lines: PLACES },
];
