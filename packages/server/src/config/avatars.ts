import type { S3Credentials } from '../features/avatar/s3.ts'
import type { Environment } from './environment.ts'
import type { Read } from './readers.ts'

/** Where an operator wants pictures to be kept. */
export type AvatarPlace =
  | { readonly kind: 'off' }
  | { readonly kind: 'folder'; readonly path: string }
  | {
      readonly kind: 's3'
      readonly url: string
      readonly region: string
      /** From the standard variables; null where they are not set. */
      readonly credentials: S3Credentials | null
    }

const fault =
  'has to be off, folder:PATH or s3:URL, e.g. s3:https://s3.example/bucket/prefix?region=eu-central-1'

export const avatarPlace: Read<AvatarPlace> = (given) => {
  if (given === 'off') return { value: { kind: 'off' } }
  const [, kind, rest = ''] = /^(folder|s3):(.+)$/.exec(given) ?? []
  if (kind === 'folder') return { value: { kind, path: rest } }
  const bucket = kind === 's3' ? bucketIn(rest) : null
  return bucket === null ? fault : { value: bucket }
}

/** A bucket by its URL, of which the query names the region. */
function bucketIn(text: string): AvatarPlace | null {
  if (!URL.canParse(text)) return null
  const url = new URL(text)
  const { protocol, origin, pathname, hash, username, password, searchParams: query } = url
  const region = query.get('region') ?? 'us-east-1'
  const isBucket =
    (protocol === 'https:' || protocol === 'http:') &&
    [username, password, hash].every((part) => part === '') &&
    /^[\w./~-]*$/.test(pathname) &&
    [...query.keys()].every((name, at) => name === 'region' && at === 0) &&
    /^[a-z0-9-]{1,64}$/.test(region)
  if (!isBucket) return null
  const base = `${origin}${pathname}`.replace(/\/+$/, '')
  return { kind: 's3', url: base, region, credentials: null }
}

/** What is said of a bucket without them. */
export const credentialsMissing =
  'ZTOKEN_AVATARS names a bucket, so AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY have to be set'

/** The place with the credentials that a bucket needs; what is missing is a fault. */
export function withCredentials(
  place: AvatarPlace | null,
  environment: Environment,
  faults: string[],
): AvatarPlace | null {
  if (place?.kind !== 's3') return place
  const { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey } = environment
  const { AWS_SESSION_TOKEN: sessionToken } = environment
  if (!isPrintable(accessKeyId) || !isPrintable(secretAccessKey)) {
    faults.push(credentialsMissing)
    return place
  }
  const session = isPrintable(sessionToken) ? { sessionToken } : {}
  return { ...place, credentials: { accessKeyId, secretAccessKey, ...session } }
}

function isPrintable(text: string | undefined): text is string {
  return text !== undefined && /^[\x21-\x7e]+$/.test(text)
}
