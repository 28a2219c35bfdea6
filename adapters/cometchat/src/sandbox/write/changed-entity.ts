/** What a `PUT` says of an entity: a field that is missing stays. */
type Changes<Entity> = { readonly [Field in keyof Entity]?: Entity[Field] | undefined };

/** The entity with these changes and without the fields to unset. */
export function changedEntity<Entity extends object>(
  entity: Entity,
  changes: Changes<Entity>,
  unset: readonly (keyof Entity)[] = [],
): Entity {
  const told = Object.entries(changes).filter(([, value]) => value !== undefined);
  const changed: Entity = Object.assign({ ...entity }, Object.fromEntries(told));
  for (const field of unset) delete changed[field];
  return changed;
}
