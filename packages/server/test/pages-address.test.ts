import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, it, onTestFinished } from 'vitest'
import { pagesAddress } from '../src/cli/pages-address.ts'

/** What answers at a port of this machine, and the addresses of it. */
async function listening(about: (named: string) => unknown) {
  const server = createServer((_request, reply) => {
    reply.setHeader('content-type', 'application/json')
    reply.end(JSON.stringify(about(`http://localhost:${port}`)))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  return { address: `http://127.0.0.1:${port}`, named: `http://localhost:${port}` }
}

it('the pages are opened by the name of this machine where passkeys are made for it and it leads here', async () => {
  const ours = await listening((named) => ({ code: 0, data: { passkeys: [named] } }))
  const { address, named } = ours
  expect(await pagesAddress({ passkeyOrigins: () => [named] }, address)).toBe(named)
  expect(await pagesAddress({ passkeyOrigins: () => [] }, address)).toBe(address)
  const publicly = { passkeyOrigins: () => ['https://login.example'] }
  expect(await pagesAddress(publicly, address)).toBe(address)
  expect(await pagesAddress(publicly, '/run/ztoken.sock')).toBe('/run/ztoken.sock')
})

it('and by its address where another program answers by that name, or none', async () => {
  for (const reply of [{ code: 0, data: {} }, 'hello', null]) {
    const { address, named } = await listening(() => reply)
    expect(await pagesAddress({ passkeyOrigins: () => [named] }, address)).toBe(address)
  }
  const nobody = { passkeyOrigins: () => ['http://localhost:1'] }
  expect(await pagesAddress(nobody, 'http://127.0.0.1:1')).toBe('http://127.0.0.1:1')
})
