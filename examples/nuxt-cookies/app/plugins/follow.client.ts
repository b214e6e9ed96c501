/**
 * Shows the page anew when somebody else is signed in than it was rendered for: in another tab, or
 * when it comes back from the history.
 */
export default defineNuxtPlugin((nuxtApp) => {
  const viewer = useViewer()
  nuxtApp.hook('app:mounted', async () => {
    const client = clientOfPage()
    await client.ready
    client.onChange(() => {
      if ((client.user?.id ?? null) !== (viewer.value?.id ?? null)) window.location.reload()
    })
  })
})
