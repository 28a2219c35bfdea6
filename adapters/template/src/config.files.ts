import * as z from "zod";

// 1. What an operator gives: flags, variables, --help and messages are made from this. "where" says where a person finds
//    the value.

//#region source
export const ParleySourceConfig = z.strictObject({
  folder: z.string().min(1).meta({
    description: "Folder the export was unpacked into.",
    env: "PARLEY_EXPORT",
    where: "Parley, Settings, Export",
  }),
});
//#endregion
//#region sink

export const ParleySinkConfig = z.strictObject({
  folder: z.string().min(1).meta({ description: "Folder to write. Made if it is not there.", env: "PARLEY_FOLDER" }),
});
//#endregion
