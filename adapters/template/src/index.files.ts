//#region sink
export { parleySink } from "./sink.files.ts";
//#endregion
//#region source
export { parleySource } from "./source.files.ts";
//#endregion
