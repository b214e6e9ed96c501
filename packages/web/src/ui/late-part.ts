import { type AsyncComponentLoader, type Component, defineAsyncComponent } from 'vue'
import PartMissing from './PartMissing.vue'

/** A part that most people never need: fetched when it is. Where it cannot be, it says so in its place. */
export function latePart<Part extends Component>(loader: AsyncComponentLoader<Part>): Part {
  return defineAsyncComponent({ loader, errorComponent: PartMissing }) as unknown as Part
}
