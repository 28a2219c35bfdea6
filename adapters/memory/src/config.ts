import * as z from "zod";

export const MemoryConfig = z.strictObject({
  app: z.string().min(1).meta({ description: "Name of the app in this process's memory." }),
});
