/** An address without its query, in which keys stand: a new key opens the same file. */
export function addressName(url: string): string {
  const { origin, pathname } = URL.parse(url) ?? { origin: "", pathname: "" };
  return origin + pathname;
}
