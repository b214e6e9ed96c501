/** Runs it later, and keeps no process up for it: a timer of workerd is a number, and keeps none. */
export function backgroundTimer(work: () => void, milliseconds: number): NodeJS.Timeout {
  const timer = setTimeout(work, milliseconds) as NodeJS.Timeout & { readonly unref?: () => void }
  timer.unref?.()
  return timer
}
