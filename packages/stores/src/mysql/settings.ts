import type { ConnectionOptions } from 'mysql2'

const connectMilliseconds = 10_000

/**
 * In: `mysql://` or `mariadb://`, with what SQLAlchemy and others write after a `?`: `charset` says
 * nothing here, `unix_socket` names a socket, `ssl` (or `sslmode`, `ssl-mode`) wants encryption.
 * Throws TypeError, which never quotes the URL: a password may stand in it.
 */
export function settingsOf(url: string): ConnectionOptions {
  if (!URL.canParse(url))
    throw new TypeError('a URL of MySQL is mysql://USER:PASSWORD@HOST/DATABASE')
  const { hostname, port, username, password, pathname, searchParams: query } = new URL(url)
  const socketPath = query.get('unix_socket') ?? query.get('socket')
  const encryption = query.get('ssl') ?? query.get('sslmode') ?? query.get('ssl-mode')
  const isEncrypted = encryption !== null && !/^(false|0|disabled?)$/i.test(encryption)
  return {
    ...(socketPath === null ? { host: hostname, port: Number(port) || 3306 } : { socketPath }),
    user: decodeURIComponent(username),
    password: decodeURIComponent(password),
    database: decodeURIComponent(pathname.slice(1)),
    charset: 'utf8mb4',
    connectTimeout: connectMilliseconds,
    ...(isEncrypted && { ssl: {} }),
  }
}
