/**
 * For a page that shows who is signed in: has it shown anew when somebody else is than it was
 * rendered for, in another tab or when it comes back from the history. The server has the last word,
 * so that no page goes round.
 */
export function useFollow(userId: string | null): void {
  let stop = (): void => {}
  let isGone = false

  onMounted(async () => {
    const client = clientOfPage()
    async function look(): Promise<void> {
      const { id } = await (await fetch('/mine')).json()
      if (id !== userId) window.location.reload()
      // Signed out by the form: the client hears it now, and the other tabs from it.
      else if (id === null && client.user !== null) await client.refresh()
    }
    const follow = (): void => {
      if ((client.user?.id ?? null) !== userId) look().catch(() => {})
    }
    await client.ready
    if (isGone) return
    stop = client.onChange(follow)
    follow()
  })
  onUnmounted(() => {
    isGone = true
    stop()
  })
}
