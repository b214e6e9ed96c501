import type { Directive } from 'vue'
import { takeUp } from './controls.ts'

/**
 * `v-filled="model"`, before `v-model`: keeps what was filled into a control without an event. A
 * field that is drawn anew, because its password is shown or another language is chosen, would put
 * back what it knows of.
 */
export const vFilled: Directive<HTMLInputElement | HTMLTextAreaElement, string> = {
  beforeUpdate(control, { value, oldValue }) {
    // Where the page itself has set something else, that counts.
    if (value === oldValue && control.value !== value) takeUp(control)
  },
}
