/** An optional field of a record, left out when the platform has nothing for it: nothing, `null` or an empty text. */
export function present<Name extends string, Value>(
  name: Name,
  value: Value | null | undefined,
): { readonly [N in Name]?: NonNullable<Value> } {
  if (value === null || value === undefined || value === "") return {};
  return { [name]: value } as { readonly [N in Name]?: NonNullable<Value> };
}
