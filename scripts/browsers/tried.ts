/** What was tried in which engine, for the page about browsers: `npm run try:engines` tells it anew. */
export const triedEngines = `## Tried in three engines / 在三种引擎中试过

\`npm run try:engines\` uses the pages as somebody does, in each engine that is there (on Debian:
\`apt-get install chromium firefox-esr webkit2gtk-driver xvfb\`), and so does CI. One goes the same
ways in each: signing in, a second tab and signing out of both, a restart of the browser, being
kicked out, showing the password once more, a day of an administrator, both languages. An error in
the console is a failure.

\`npm run try:engines\` 在本机已有的每种引擎中像用户一样使用这些页面（Debian 上用上面的命令安装），CI 中也会运行。
每种引擎走同样的流程：登录、第二个标签页并同时退出、重启浏览器、被强制下线、再次验证密码、管理员的一天、两种语言。
控制台出现错误即算失败。

| engine / 引擎 | version / 版本 | driven by / 驱动方式 |
| --- | --- | --- |
| Chromium | 156.0 | Playwright |
| Firefox ESR | 153.8 | Puppeteer, WebDriver BiDi |
| WebKitGTK | 2.50.6 | its own WebDriver / 自带的 WebDriver |

WebKitGTK has Safari's engine and is not Safari: network, storage and media are its own. Under
automation it keeps no profile, so at its restart the lasting cookies and localStorage are carried
over; and it tells nobody of its console, so a page listens to itself once the script has looked into
it.

WebKitGTK 与 Safari 引擎相同，但不是 Safari：网络、存储和媒体是它自己的实现。自动化模式下它不保留用户配置，所以“重启”
时由脚本带走并放回长期 cookie 和 localStorage；它也不输出控制台内容，所以由页面在脚本首次查看之后自行监听错误。
`
