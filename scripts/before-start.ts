import { setup as buildProgram } from './build-program.ts'
import { arePagesFresh, buildPages } from './pages.ts'

/** Builds what `npm start` runs, and says so: beside the other stream, which may go into a program. */
function say(text: string): void {
  process.stderr.write(`${text}\n`)
}

say('Building the program … / 正在构建程序……')
buildProgram()
if (!arePagesFresh()) {
  say('Building the pages, which takes a quarter of a minute … / 正在构建页面，约需十几秒……')
  await buildPages()
}
say('Starting … / 正在启动……')
