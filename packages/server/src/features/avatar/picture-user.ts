/** Another user of the machine, as whom pictures are decoded. */
export interface PictureUser {
  readonly uid: number
  readonly gid: number
}

/** In: `UID` or `UID:GID`, as numbers; the group is the user's number unless said. Null for others. */
export function parsePictureUser(text: string): PictureUser | null {
  const [, uid, gid = uid] = /^([0-9]{1,9})(?::([0-9]{1,9}))?$/.exec(text) ?? []
  return uid === undefined ? null : { uid: Number(uid), gid: Number(gid) }
}
