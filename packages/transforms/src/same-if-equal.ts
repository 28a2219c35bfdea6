/** A record with other fields; the very same one if they are as they were. */
export function patched<R extends object>(record: R, fields: { readonly [N in keyof R]?: R[N] | undefined }): R {
  const isSame = Object.entries(fields).every(([name, value]) => Object.is(value, Reflect.get(record, name)));
  return isSame ? record : { ...record, ...fields };
}

/** A list with other members; the very same one if all are as they were. */
export function eachOf<T>(list: T[], change: (member: T) => T): T[] {
  const changed = list.map(change);
  return changed.every((member, index) => Object.is(member, list[index])) ? list : changed;
}
