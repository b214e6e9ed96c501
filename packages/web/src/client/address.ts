/** The address of a path of the contract: `addressOf(paths.user, { id })`. Nothing given changes which path it is. */
export function addressOf(
  path: string,
  params: Readonly<Record<string, string>>,
  query: Readonly<Record<string, string | null>> = {},
): string {
  const address = path.replace(/:([a-z]+)/g, (_, name: string) => {
    const value = params[name]
    if (value === undefined) throw new TypeError(`the path needs ${name}`)
    return encodeURIComponent(value)
  })
  const given = Object.entries(query).filter((entry): entry is [string, string] => !!entry[1])
  return given.length === 0 ? address : `${address}?${new URLSearchParams(given)}`
}
