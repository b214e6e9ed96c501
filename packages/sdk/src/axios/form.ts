import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios'

type Config = Pick<InternalAxiosRequestConfig, 'responseType'>

declare const Response: new (
  body: unknown,
  init: { readonly headers: Readonly<Record<string, string>> },
) => { formData(): Promise<unknown> }

/** Axios reads a form before anybody sees the status, and a refusal, which is none, breaks it. */
export function isForm({ responseType }: Config): boolean {
  return responseType?.toLowerCase() === 'formdata'
}

/** Makes a form of what was fetched as a Blob; what is none, a refusal say, stays a Blob. */
export async function readForm(response: AxiosResponse, config: Config): Promise<void> {
  const type = String(response.headers['content-type'] ?? '')
  if (!isForm(config) || !/form/i.test(type)) return
  response.data = await new Response(response.data, {
    headers: { 'content-type': type },
  }).formData()
}
