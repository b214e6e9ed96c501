/** Who asks for the page, told to the browser with it: what is rendered there is what was here. */
export default defineNuxtPlugin(async () => {
  const caller = await useRequestEvent()?.context.readCaller?.()
  const viewer = useViewer()
  viewer.value = caller ? { id: caller.user.id, name: caller.user.name } : null
})
