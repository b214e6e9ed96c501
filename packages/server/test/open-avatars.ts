import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Core, CoreOptions } from '@ztoken/core'
import type { FastifyInstance } from 'fastify'
import type { AppOptions } from '../src/app.ts'
import { type AvatarStorage, folderStorage } from '../src/server.ts'
import { addPerson, type Person, type Send, sender } from './client.ts'
import { open, temporaryDirectory } from './open.ts'

export interface OpenedAvatars {
  readonly app: FastifyInstance
  readonly core: Core
  readonly send: Send
  readonly person: Person
  readonly folder: string
  /** Uploads as somebody; by default the person, as a PNG. */
  upload(bytes: Buffer, sending?: { token?: string; type?: string }): ReturnType<Send>
  /** What is at a URL, as bytes. */
  picture(url: string): Promise<Buffer>
  files(): string[]
}

/** The whole application with pictures in a folder of its own, and somebody who has signed in. */
export async function openAvatars(
  given: { storage?: AvatarStorage; options?: Partial<CoreOptions>; app?: AppOptions } = {},
): Promise<OpenedAvatars> {
  const folder = join(temporaryDirectory(), 'avatars')
  const storage = given.storage ?? folderStorage(folder)
  const { app, core } = await open(given.options, { ...given.app, avatars: storage })
  const person = await addPerson(core)
  const send = sender(app)
  return {
    app,
    core,
    send,
    person,
    folder,
    upload: (body, { token = person.token, type = 'image/png' } = {}) =>
      send('PUT', '/v1/me/avatar', { token, body, headers: { 'content-type': type } }),
    async picture(url) {
      const reply = await app.inject({ url })
      if (reply.statusCode !== 200) throw new Error(`${url} answers ${reply.statusCode}`)
      return reply.rawPayload
    },
    files: () => (existsSync(folder) ? readdirSync(folder) : []),
  }
}

export function ofSize(url: string, size: number): string {
  return url.replace('/256.webp', `/${size}.webp`)
}
