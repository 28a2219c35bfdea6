//#region sink
export { parleySink } from "./sink.ts";
//#endregion
//#region source
export { parleySource } from "./source.ts";
//#endregion
