import { useRouter } from 'vue-router'

/** What a page of the entrance can say when it hands over to signing in. */
export const handoverNotices = ['passwordSet', 'administratorMade'] as const
export type HandoverNotice = (typeof handoverNotices)[number]

/** Goes to sign in, and has that page say what has been done. */
export function useSignInWithNotice(): (notice: HandoverNotice) => Promise<void> {
  const router = useRouter()
  return async (notice) => {
    await router.replace({ name: 'sign-in', state: { notice } })
  }
}

/** What was handed over to the page that is shown now. Kept with its entry of the history. */
export function handoverNotice(): HandoverNotice | null {
  return handoverNotices.find((one) => one === history.state?.notice) ?? null
}
