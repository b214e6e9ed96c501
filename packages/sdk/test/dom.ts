import { afterAll } from 'vitest'
import { builtinEnvironments } from 'vitest/runtime'

/**
 * The globals of a page, for what is imported after this. By the directive of a file its modules
 * would be read as those of a page, too, and a server could not run beside.
 */
const { teardown } = await builtinEnvironments['happy-dom'].setup(globalThis, {})

afterAll(() => teardown(globalThis))
