/** What somebody, or a program of theirs, enters something into. */
export type Control = HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement

/** Files, buttons and what belongs to a part that draws itself are not filled from outside. */
const notFilled = ['file', 'range', 'button', 'submit', 'reset', 'image', 'hidden', 'color']

/** The controls of a form that take something at the moment. */
export function controlsOf(form: HTMLFormElement): Control[] {
  return [...form.elements].filter(
    (one): one is Control =>
      (one instanceof HTMLInputElement ||
        one instanceof HTMLTextAreaElement ||
        one instanceof HTMLSelectElement) &&
      one.willValidate &&
      !notFilled.includes(one.type),
  )
}

/**
 * Has a page take up what stands in a control. Password managers and the autofill of iOS may fill
 * one without an event, and then a page knows nothing of it. Taken up twice it is the same.
 */
export function takeUp(control: Control): void {
  const isChoice = control.type === 'checkbox' || control.type === 'radio'
  // Of radio buttons that belong together, the one that is chosen speaks.
  if (control.type === 'radio' && !(control as HTMLInputElement).checked) return
  const isSelect = control instanceof HTMLSelectElement
  control.dispatchEvent(new Event(isChoice || isSelect ? 'change' : 'input', { bubbles: true }))
}

/** True where something has to stand in it and nothing does; blanks alone are nothing, but in a password. */
export function isEmpty(control: Control): boolean {
  const blanksCount = control.autocomplete.endsWith('password')
  return control.required && (blanksCount ? control.value : control.value.trim()) === ''
}
