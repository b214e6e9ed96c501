import { type HumanCheckData, solveHumanCheck } from '@ztoken/sdk/human-check'

addEventListener('message', async ({ data }: MessageEvent<HumanCheckData>) => {
  postMessage(await solveHumanCheck(data))
})
