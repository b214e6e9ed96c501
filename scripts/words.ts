/** One word for one idea, in texts that people read, and what is not said in its place. */
export interface Word {
  readonly word: string
  readonly idea: string
  /** What is refused, as regular expressions. */
  readonly not: readonly string[]
  /** Texts of the pages alone: elsewhere what is refused means something else as well. */
  readonly onPages?: true
}

export const chinese: readonly Word[] = [
  { word: '令牌', idea: 'token', not: ['(?<![\\w（-])token(?!s?[\\w）-])'] },
  { word: '吊销', idea: 'to revoke', not: ['撤销'] },
  { word: '哈希', idea: 'hash', not: ['散列'] },
  { word: '退出登录', idea: 'to sign out', not: ['登出'] },
  { word: '强制下线', idea: 'to kick out', not: ['踢下线', '踢出'] },
  { word: '注销账号', idea: "to delete one's account", not: ['删除账号'] },
  { word: '首位管理员', idea: 'the first administrator', not: ['第一位管理员', '第一个管理员'] },
  { word: '响应', idea: 'response', not: ['回复', '回答', '答复'] },
  { word: '错误码', idea: 'code; an HTTP status is HTTP 状态码', not: ['(?<!HTTP )状态码'] },
  { word: '公钥格式', idea: 'the public format', not: ['public 格式', '公开格式'] },
  { word: '实时指标', idea: 'live metrics', not: ['监控指标', '运行数据'] },
  { word: '方法', idea: 'a verb of the library', not: ['动词'] },
  { word: '标记', idea: 'a note in a storage', not: ['字条'] },
  { word: '昵称', idea: 'the name of a user', not: ['名字', '姓名'], onPages: true },
  { word: 'ID', idea: 'what a user is known by', not: ['编号'], onPages: true },
  {
    word: '数字 单位',
    idea: 'a space between them: 14 分 45 秒',
    not: ['\\d(个|条|人|台|位|天|小时|分|秒|毫秒)'],
  },
]

export const english: readonly Word[] = [
  { word: 'ID', idea: 'what a user is known by', not: ['\\b[Ii]d\\b'], onPages: true },
  {
    word: 'create',
    idea: 'to make a user, a role, a link',
    not: ['\\bMade\\b', '\\b[Mm]ake (a |the )?(link|first|admin)'],
    onPages: true,
  },
  { word: 'edit', idea: 'to change a role', not: ['^Change \\{name\\}'], onPages: true },
  {
    word: 'valid',
    idea: 'what a link or a token is',
    not: ['\\b[Hh]olds? (for|until|no longer)', 'does not hold'],
    onPages: true,
  },
  { word: 'permanently', idea: 'without a way back', not: ['\\bfor good\\b'], onPages: true },
  { word: 'immediately', idea: 'without a wait', not: ['\\bat once\\b'], onPages: true },
  {
    word: 'no … match',
    idea: 'a search that finds nothing',
    not: ['\\b[Nn]obody (is )?found', 'fits'],
    onPages: true,
  },
  {
    word: 'easy to guess',
    idea: 'what makes a password weak',
    not: ['guessed early'],
    onPages: true,
  },
  {
    word: 'lowercase letters',
    idea: 'of the name of a role',
    not: ['[Ss]mall letters'],
    onPages: true,
  },
  { word: 'response', idea: 'what a server sends back', not: ['\\b[Rr]eply'], onPages: true },
]
