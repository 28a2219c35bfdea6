import * as z from "zod";
import { id, text } from "./wire-fields.ts";

/** One entry of `canvases.json`. Sheet, section 3.4. */
export const WireCanvas = z.looseObject({
  id,
  title: text,
  permalink: text,
  shares: z.array(z.looseObject({ channel: text })).nullish(),
});
export type WireCanvas = z.output<typeof WireCanvas>;

/** One entry of `integration_logs.json`: of use only to name a bot. Sheet, section 3.3. */
export const WireIntegration = z.looseObject({ service_id: text, service_type: text, app_id: text, app_type: text });
export type WireIntegration = z.output<typeof WireIntegration>;
