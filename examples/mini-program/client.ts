import { type Client, createClient, type Reply } from '@ztoken/sdk'
import { wxTokenStorage, wxTransport } from '@ztoken/sdk/wx'

/** One client for every page; the address has to be among the program's request domains. */
export const client: Client<Reply> = createClient({
  baseUrl: 'http://127.0.0.1:8080',
  transport: wxTransport(),
  storage: wxTokenStorage(),
  device: 'WeChat',
})
