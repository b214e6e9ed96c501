import { type HumanCheckSolver, solveHumanCheck } from '@ztoken/sdk/human-check'
import workerUrl from './human-check-worker.ts?worker&url'

/** Solves what the server asks beside the page, which stays as quick as it is. */
export const solveInWorker: HumanCheckSolver = async (data, signal) => {
  const worker = startWorker()
  if (worker === null) return solveHumanCheck(data, signal)
  try {
    return await new Promise<string | null>((resolve) => {
      worker.onmessage = ({ data: solution }: MessageEvent<string | null>) => resolve(solution)
      // Its file cannot be fetched, e.g. after an upgrade.
      worker.onerror = () => resolve(solveHumanCheck(data, signal))
      signal?.addEventListener('abort', () => resolve(null))
      worker.postMessage(data)
    })
  } finally {
    worker.terminate()
  }
}

function startWorker(): Worker | null {
  try {
    // Built it is one plain script, for Firefox before 114 knows no workers that are modules.
    return new Worker(trusted(), { type: import.meta.env.DEV ? 'module' : 'classic' })
  } catch {
    return null
  }
}

interface TrustedTypes {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy
}
interface Policy {
  createScriptURL(url: string): string
}

let policy: Policy | undefined

/** The policy of the pages lets a worker be made of this one address, and of no other text. */
function trusted(): string {
  const { trustedTypes } = globalThis as { readonly trustedTypes?: TrustedTypes }
  policy ??= trustedTypes?.createPolicy('human-check', { createScriptURL: () => workerUrl })
  return policy?.createScriptURL(workerUrl) ?? workerUrl
}
